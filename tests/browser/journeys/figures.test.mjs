// Journeys 7 and 8. From the figures of the whole service down to a cell, to who is concerned and what would close it, and a proposal; and what
// somebody sees who may not see the persons.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { expectAt, follow, named, visit } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

const visitors = [
  { account: 'nodal', language: 'en', script: true, width: 1280 },
  { account: 'nodal', language: 'hi', script: false, width: 360 },
];

for (const visitor of visitors) {
  describe(`figures: ${named(visitor)}`, () => {
    const as = steps => visit(visitor, page => steps(page, visitor));
    test('drills down from the whole service to a cell', { timeout: 60_000 }, () => as(drill));
    test('proposes an intervention and withdraws it', { timeout: 60_000 }, () => as(propose));
    test('the table behind the map is had as a file', { timeout: 60_000 }, () => as(file));
  });
}

describe('figures: an official', () => {
  const visitor = { account: 'official', language: 'en', script: true, width: 360 };
  test('sees published figures, and nobody by name', { timeout: 60_000 }, () => visit(visitor, outside));
});

async function drill(page, { language }) {
  await page.goto('/today');
  await follow(page, 'a[href="/insight"]:visible');
  expectAt(page, '/insight');
  // The first release of a new store is published by a regular task.
  for (let tries = 0; tries < 100 && (await page.locator('table.heat').count()) === 0; tries += 1) await page.reload();
  await follow(page, 'table.heat tbody a[href="/insight/units/BR"]');
  await follow(page, 'table.heat tbody a[href="/insight/units/BR-RDD"]');
  expectAt(page, '/insight/units/BR-RDD');
  await follow(page, 'table.heat tbody td a >> nth=0');
  assert.match(new URL(page.url()).pathname, /^\/insight\/units\/[^/]+\/competencies\/[^/]+$/u);
  await expectSaid(page, language, 'insight-closing-how');
  assert.ok((await page.locator('nav.trail a').count()) >= 3, 'there is a way back up');
}

async function propose(page, { language }) {
  await page.goto('/insight/units/BR-RDD/competencies/rti');
  await page.locator('summary', { has: page.locator('xpath=following-sibling::form') }).click();
  await page.fill('#note', 'Before the monsoon');
  await follow(page, 'form:has(#note) button');
  expectAt(page, '/insight/interventions');
  assert.match(await page.locator('main').innerText(), /Before the monsoon/u);
  await follow(page, 'form[action$="/withdraw"] button');
  await expectSaid(page, language, 'intervention-withdrawn');
}

async function file(page) {
  await page.goto('/insight/units/BR-RDD');
  await follow(page, 'form[action="/insight/tables"] button[value="csv"]');
  expectAt(page, '/insight/exports');
}

async function outside(page) {
  await page.goto('/insight/units/BR-RDD/competencies/rti');
  await expectSaid(page, 'en', 'insight-people-denied');
  assert.equal(await page.locator('#note').count(), 0, 'nothing to propose');
  await page.goto('/insight/find');
  await expectSaid(page, 'en', 'find-how');
}
