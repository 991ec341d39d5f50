// The client library writes whole messages to its log when the log level is 'trace' and
// `keyward.trace.server` is 'verbose'; a workspace could set the latter. Messages hold the text
// of every open file, secrets included, so only the line that names the message passes.

/** What of a traced message may be logged; `undefined` for nothing. */
export function traceLine(message: string): string | undefined {
  const line = message.split('\n', 1)[0] ?? '';
  return /^(Sending|Received) (request|response|notification) '[\w$/ ()-]+'/.exec(line)?.[0];
}
