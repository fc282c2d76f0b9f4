// Opens connections that begin a request and stop in its middle, and asks for something on another one meanwhile.
// Usage: node connections.mjs LRS_URL count pid-of-the-server

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [, , url, count, pid] = process.argv;
const { hostname, port } = new URL(url);
const MEMORY_MIB = 512;
const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

const before = rss();
const open = [];
for (let at = 0; at < Number(count); at += 500) {
  const some = Array.from({ length: Math.min(500, Number(count) - at) }, () => connect({ host: hostname, port: Number(port) }));
  await Promise.all(some.map(socket => once(socket, 'connect')));
  for (const socket of some) {
    socket.on('error', () => {});
    socket.write('GET /xapi/about HTTP/1.1\r\nho');
  }
  open.push(...some);
}
const started = performance.now();
const answer = await fetch(`${url}/about`);
const took = performance.now() - started;
assert.equal(answer.status, 200);
assert.ok(rss() < MEMORY_MIB, `${rss()} MiB`);
console.log(`  ${open.length} open connections: another is answered in ${took.toFixed(0)} ms, memory ${before.toFixed(0)} to ${rss().toFixed(0)} MiB`);
for (const socket of open) socket.destroy();
