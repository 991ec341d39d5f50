// Stands between the editor and the server and keeps every message of both.
//
//   recorder.mjs SERVER LOG ARGUMENT...     one JSON object a line: { from, message }

import { spawn } from 'node:child_process';
import fs from 'node:fs';

const [server, log, ...serverArguments] = process.argv.slice(2);
const child = spawn(server, serverArguments, { stdio: ['pipe', 'pipe', 'inherit'] });
process.stdin.on('data', frames('client')).on('data', (data) => child.stdin.write(data)).on('end', () => child.stdin.end());
child.stdout.on('data', frames('server')).on('data', (data) => process.stdout.write(data));
child.stdin.on('error', () => {});
child.on('exit', (code) => { process.exitCode = code ?? 1; process.stdin.destroy(); });

function frames(from) {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = Buffer.concat([rest, data]);
    for (;;) {
      const head = rest.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(rest.subarray(0, head).toString('latin1'))[1]);
      const end = head + 4 + length;
      if (rest.length < end) return;
      const message = JSON.parse(rest.subarray(head + 4, end).toString('utf8'));
      fs.appendFileSync(log, `${JSON.stringify({ from, message })}\n`);
      rest = rest.subarray(end);
    }
  };
}
