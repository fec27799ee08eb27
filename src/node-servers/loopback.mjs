// What the servers here have in common: a clock that can be advanced and stopped, a free port of 127.0.0.1, and an end.
import express from 'express';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

// Standard output is for the answers below; what libraries print goes to standard error.
globalThis.console = new console.Console(process.stderr);
const say = (line) => process.stdout.write(`${line}\n`);

const machineNow = Date.now;
let ahead = 0;
let base = machineNow;
Date.now = () => base() + ahead;

/**
 * Listens, mounts what `build(issuer)` returns, at once or later, at the issuer's path or at `mount`, and prints READY and
 * the issuer. From then on each line of standard input is a command with one argument, answered by one line; the process
 * ends when the input does.
 */
export function serve(issuerPath, build, commands = {}, mount = issuerPath) {
  if (issuerPath && !/^(\/[a-z0-9]+)+$/.test(issuerPath)) {
    throw new Error(`the issuer's path must begin with a slash and not end with one: ${issuerPath}`);
  }
  const known = {
    advance(seconds) {
      ahead += seconds * 1000;
      return seconds;
    },
    // from now on the clock stands at that time, in milliseconds, until it is advanced: however slow the machine is
    standAt(millis) {
      base = () => Number(millis);
      ahead = 0;
      return millis;
    },
    // how long an idle connection is kept, in milliseconds; Node adds up to a second to it
    keepAlive(millis) {
      server.keepAliveTimeout = Number(millis);
      return millis;
    },
    ...commands,
  };
  const server = createServer();
  server.listen(0, '127.0.0.1', async () => {
    const issuer = `http://127.0.0.1:${server.address().port}${issuerPath}`;
    // Node takes it from the machine's clock
    server.on('request', (_, answer) => answer.setHeader('Date', new Date(Date.now()).toUTCString()));
    const handler = await build(issuer);
    server.on('request', express().use(mount || '/', handler));
    say(`READY ${issuer}`);
  });
  createInterface({ input: process.stdin })
    .on('line', async (line) => {
      const [command, argument] = line.split(' ');
      say(await known[command](argument));
    })
    .on('close', () => process.exit(0));
}
