// Reads a log of the conformance suite: all tests must have run and passed. A failed hook hides tests, so that the total counts too.
// Usage: node lrs-conformance.mjs run.log

import { readFileSync } from 'node:fs';

// How many tests the suite has (commit 2ec25f2); fewer mean that some were never run.
const EXPECTED = { '1.0.3': 1365, '2.0.0': 1442 };

const { summary, log } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
console.log(`${summary.passed} of ${summary.total} passed`);

const failures = (test, path = []) => {
  const here = [...path, test.title ?? test.name].filter(Boolean);
  const own = test.status === 'failed' && !test.tests?.length ? [`${here.join(' > ')}\n    ${test.error}`] : [];
  return [...own, ...(test.tests ?? []).flatMap(inner => failures(inner, here))];
};
const found = log ? failures(log) : [];
for (const failure of found) console.error(`FAILED ${failure}`);

const expected = EXPECTED[summary.version];
if (summary.total < expected) console.error(`only ${summary.total} of ${expected} tests were run`);
process.exit(summary.passed === summary.total && summary.total >= expected && found.length === 0 ? 0 : 1);
