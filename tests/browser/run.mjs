// Starts one demo server, runs the test files against it, stops it.
// Usage: KARMAYOGI_BIN=<the binary> node run.mjs [part of a test file's name ...]
// SHOTS=1 keeps a picture of every page walked; without it only of those that failed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { startServer } from './lib/server.mjs';

const folder = fileURLToPath(new URL('.', import.meta.url));
const wanted = process.argv.slice(2);
const under = part =>
  readdirSync(new URL(part, import.meta.url))
    .filter(file => file.endsWith('.test.mjs'))
    .map(file => part.slice(2) + file)
    .filter(file => wanted.length === 0 || wanted.some(word => file.includes(word)))
    .sort();

// The journeys come first: they expect the demo as it was made. One file at a time: the server's one database is shared, and so
// are the processor's few cores. What is slow only waits for the clock, and runs beside them.
const files = [...under('./journeys/'), ...under('./')];
const slow = under('./slow/');
if (files.length + slow.length === 0) throw new Error(`no test file is named like ${wanted.join(', ')}`);

const began = Date.now();
const server = await startServer();
console.log(`browser tests: ${[...files, ...slow].join(', ')} against ${server.address}`);

const running = [files, slow].filter(group => group.length > 0).map(start);
function start(group) {
  return spawn(process.execPath, ['--test', '--test-concurrency=1', '--test-reporter=spec', ...group], {
    cwd: folder,
    env: { ...process.env, KARMAYOGI_ADDRESS: server.address },
    stdio: 'inherit',
  });
}
// Ctrl-C reaches the tests and the server as well; this process stays to clear up after them.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.forEach(tests => tests.kill(signal)));

const complaints = [];
for (const [code, signal] of await Promise.all(running.map(tests => once(tests, 'exit')))) {
  if (code !== 0) complaints.push(signal ? `tests ended by ${signal}` : 'tests failed');
}
try {
  await server.stop();
} catch (error) {
  complaints.push(error.message);
}

const seconds = Math.round((Date.now() - began) / 1000);
const verdict = complaints.length === 0 ? 'all passed, and the server stopped cleanly' : `FAILED: ${complaints.join('; ')}`;
console.log(`browser tests: ${verdict} (${seconds} s)`);
process.exitCode = complaints.length === 0 ? 0 : 1;
