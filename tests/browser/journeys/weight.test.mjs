// What a learner's page may cost on the line (the budgets of the design): HTML in one round trip, a cold visit in 60 KB.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { weigh } from '../lib/weight.mjs';

after(closeBrowser);

const HTML = 14 * 1_024;
const COLD = 60 * 1_024;
const REQUESTS = 8;

// A text of the longest kind, not the video: its seconds are asked for when it is played.
const paths = ['/today', '/competencies', '/competencies/grievance-redressal', '/learn', '/learn/deciding-grievances', '/learn/deciding-grievances/play/7?segment=4', '/records', '/framework', '/framework/competencies/cyber-hygiene', '/framework/positions', '/framework/positions/district-collector'];

// Hindi takes three bytes a letter: what fits in Hindi fits in English.
for (const language of ['hi']) {
  describe(`weight in ${language}`, () => {
    for (const path of paths) {
      test(path, { timeout: 60_000 }, async context => {
        const { cold, warm } = await weigh(path, { account: 'official', language, width: 360 });
        context.diagnostic(`HTML ${cold.document} bytes, cold ${cold.bytes} bytes in ${cold.requests} requests, warm ${warm.bytes} in ${warm.requests}`);
        assert.ok(cold.document <= HTML, `the HTML has ${cold.document} bytes`);
        assert.ok(cold.bytes <= COLD, `a cold visit takes ${cold.bytes} bytes: ${cold.urls.join(' ')}`);
        assert.ok(cold.requests <= REQUESTS, `a cold visit takes ${cold.requests} requests: ${cold.urls.join(' ')}`);
        assert.equal(warm.requests, 1, `a warm visit asks for more than the HTML: ${warm.urls.join(' ')}`);
        assert.ok(warm.bytes <= HTML);
      });
    }
  });
}
