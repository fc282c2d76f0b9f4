// The product under test: the built binary with its demo, on a free port, in a folder of its own.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// The first start lays out the tables and plays the demo's year in; a debug build on a small machine takes its time.
const START_SECONDS = 180;
// Answers under way may finish, then the process must be gone.
const STOP_SECONDS = 20;

/**
 * Starts the server and waits until it is healthy.
 * @returns {Promise<{address: string, stop: () => Promise<void>}>} `stop` sends SIGTERM and fails unless the exit code is 0
 */
export async function startServer() {
  const binary = process.env.KARMAYOGI_BIN;
  assert.ok(binary, 'KARMAYOGI_BIN must name the built binary; `make browser` sets it');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'karmayogi-browser-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const address = `http://${listen}`;
  const log = path.join(folder, 'server.log');

  // The server writes into a file: nobody has to empty a pipe, and the file is there to be quoted when something fails.
  const output = openSync(log, 'w');
  const server = spawn(binary, ['serve', '--demo', '--data', path.join(folder, 'data'), '--listen', listen], {
    env: withoutSettings(process.env),
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const ended = exit(server);

  const lastLines = () => readFileSync(log, 'utf8').trimEnd().split('\n').slice(-20).join('\n');
  const clear = () => rmSync(folder, { recursive: true, force: true });

  try {
    await healthy(address, ended);
  } catch (error) {
    server.kill('SIGKILL');
    const said = lastLines();
    clear();
    throw new Error(`${error.message}; its last lines:\n${said}`);
  }

  const stop = async () => {
    server.kill('SIGTERM');
    const outcome = await Promise.race([ended, delay(STOP_SECONDS * 1000, 'still running', { ref: false })]);
    if (outcome === 'still running') server.kill('SIGKILL');
    const said = lastLines();
    clear();
    assert.equal(outcome, 'exit code 0', `the server did not stop cleanly on SIGTERM (${outcome}); its last lines:\n${said}`);
  };
  return { address, stop };
}

/** How the process ended, in words; it never rejects, so that nobody has to listen at once. */
async function exit(server) {
  try {
    const [code, signal] = await once(server, 'exit');
    return signal ? `ended by ${signal}` : `exit code ${code}`;
  } catch (error) {
    return `not started: ${error.message}`;
  }
}

async function healthy(address, ended) {
  let outcome;
  ended.then(words => (outcome = words));
  const deadline = Date.now() + START_SECONDS * 1000;
  while (Date.now() < deadline) {
    const answer = await fetch(`${address}/healthz`).catch(() => undefined);
    if (answer?.ok) return;
    if (outcome) throw new Error(`the server gave up before it was healthy (${outcome})`);
    await delay(100);
  }
  throw new Error(`the server was not healthy within ${START_SECONDS} s`);
}

/** A developer's own settings must not reach the server under test. */
function withoutSettings(environment) {
  const foreign = ([name]) => !name.startsWith('KARMAYOGI_') && name !== 'DATABASE_URL';
  return Object.fromEntries(Object.entries(environment).filter(foreign));
}

async function freePort() {
  const socket = createServer().listen(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}
