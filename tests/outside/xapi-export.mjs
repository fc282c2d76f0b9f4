// Compares an export with what came in: the same statements, in the same order, but for what the store adds.
// Usage: node xapi-export.mjs statements.jsonl.gz export.jsonl

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const lines = text => text.trimEnd().split('\n').map(line => JSON.parse(line));
const sent = lines(gunzipSync(readFileSync(process.argv[2])).toString('utf8'));
const exported = lines(readFileSync(process.argv[3], 'utf8'));
const bare = ({ stored, authority, version, ...statement }) => statement;
assert.deepEqual(exported.map(bare), sent, 'the export is what came in');
console.log(`  ${exported.length} statements exported, cut off and resumed: equal to what came in`);
