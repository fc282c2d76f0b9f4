// Stores statements of a JSON-lines file, asks for them in every way that the file itself can answer, and compares.
// Usage: LRS_URL=... LRS_KEY=... LRS_SECRET=... node xapi-logs.mjs statements.jsonl.gz

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const { LRS_URL, LRS_KEY, LRS_SECRET } = process.env;
const headers = {
  authorization: `Basic ${Buffer.from(`${LRS_KEY}:${LRS_SECRET}`).toString('base64')}`,
  'x-experience-api-version': '1.0.3',
};

const sent = gunzipSync(readFileSync(process.argv[2])).toString('utf8').trimEnd().split('\n').map(line => JSON.parse(line));
const byId = new Map(sent.map(statement => [statement.id, statement]));
assert.equal(byId.size, sent.length, 'each statement has an id of its own');

const ask = async (path, options = {}) => {
  const answer = await fetch(new URL(path, `${LRS_URL}/`), { ...options, headers: { ...headers, ...options.headers } });
  assert.ok(answer.ok, `${options.method ?? 'GET'} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`);
  return answer.json();
};

// What the store adds is taken away again; everything else must be as it was sent.
const bare = ({ stored, authority, version, ...statement }) => {
  assert.ok(stored && authority && version, 'the store says when, on whose word and in which version');
  return statement;
};

const all = async query => {
  const found = [];
  for (let path = `${LRS_URL}/statements?${new URLSearchParams(query)}`; path; ) {
    const { statements, more } = await ask(path);
    found.push(...statements);
    path = more && new URL(more, LRS_URL).href;
  }
  return found;
};

const ids = statements => statements.map(statement => statement.id).sort();
const same = (found, expected, what) => assert.deepEqual(ids(found), ids(expected), what);

const BATCH = 50;
const started = performance.now();
for (let at = 0; at < sent.length; at += BATCH) {
  const batch = sent.slice(at, at + BATCH);
  const body = JSON.stringify(batch);
  const stored = await ask('statements', { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  assert.deepEqual(stored, batch.map(statement => statement.id));
}
const seconds = (performance.now() - started) / 1000;

const back = await all({ ascending: 'true', limit: '0' });
assert.deepEqual(back.map(bare), sent, 'the statements come back as they were, in their order');
assert.deepEqual(bare(await ask(`statements?statementId=${sent[1234].id}`)), sent[1234]);

const groups = key => {
  const found = new Map();
  for (const statement of sent) found.set(key(statement), [...(found.get(key(statement)) ?? []), statement]);
  return found;
};
const agents = groups(statement => JSON.stringify({ account: statement.actor.account }));
for (const [agent, expected] of [...agents].slice(0, 40)) same(await all({ agent }), expected, agent);
for (const [verb, expected] of groups(statement => statement.verb.id)) same(await all({ verb, limit: '77' }), expected, verb);
for (const [activity, expected] of groups(statement => statement.object.id)) same(await all({ activity }), expected, activity);
const parents = groups(statement => statement.context?.contextActivities?.parent?.[0]?.id);
for (const [activity, expected] of parents) {
  if (activity) same(await all({ activity, related_activities: 'true' }), expected, activity);
}
const [agent, theirs] = [...agents].sort((one, other) => other[1].length - one[1].length)[0];
const verb = theirs[0].verb.id;
same(await all({ agent, verb, ascending: 'true' }), theirs.filter(statement => statement.verb.id === verb), 'agent and verb');
const middle = back[1499].stored;
same(await all({ since: middle }), back.slice(1500), 'since');
same(await all({ until: middle }), back.slice(0, 1500), 'until');

// The same again changes nothing.
await ask('statements', { method: 'POST', body: JSON.stringify(sent.slice(0, 500)), headers: { 'content-type': 'application/json' } });
assert.equal((await all({})).length, sent.length);
console.log(`  ${sent.length} statements stored in ${seconds.toFixed(1)} s, ${agents.size} agents; all equal, all found by every filter`);
