import type { LogOutputChannel } from 'vscode';

import { traceLine } from './trace.ts';

/** The same channel, but traced messages lose their content. */
export function withoutContent(output: LogOutputChannel): LogOutputChannel {
  const trace = (message: string) => {
    const line = traceLine(message);
    if (line !== undefined) output.trace(line);
  };
  return new Proxy(output, {
    get(target, key) {
      if (key === 'trace') return trace;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
