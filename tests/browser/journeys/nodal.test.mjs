// Journey 7. The nodal officer reads the offices: from the department to a district and back, and who holds how much of the plan.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { expectAt, follow, named, visit } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

// Fewer people than this are no share; and no figure at all for who may not see who they are.
const SMALLEST = 10;

const visitors = [
  { account: 'nodal', language: 'en', script: true, width: 1280 },
  { account: 'nodal', language: 'hi', script: false, width: 360 },
];

for (const visitor of visitors) {
  describe(`nodal officer: ${named(visitor)}`, () => {
    const as = steps => visit(visitor, page => steps(page, visitor));
    test('drills down from the department to a district, and back', { timeout: 60_000 }, () => as(drill));
    test('few people are counted, and make no share', { timeout: 60_000 }, () => as(few));
    test('who may not see the persons meets no small number', { timeout: 60_000 }, () =>
      visit({ ...visitor, account: 'commission' }, published));
    test('plan status by name, also as a spreadsheet', { timeout: 60_000 }, () => as(names));
    test('an office outside the scope is refused in words', { timeout: 60_000 }, () => as(refused));
  });
}

async function drill(page, { language }) {
  await page.goto('/today');
  await follow(page, 'a[href="/offices"]:visible');
  expectAt(page, '/offices/BR-RDD');
  assert.match(await page.locator('h1').innerText(), /\d+\s?%/u, 'the headline says how much is held');
  assert.ok((await page.locator('table.heat thead th').count()) > 3);
  await follow(page, 'table.heat a[href="/offices/BR-RDD-PATNA"]');
  expectAt(page, '/offices/BR-RDD-PATNA');
  await expectSaid(page, language, 'office-heat');
  await follow(page, 'nav.trail a[href="/offices/BR-RDD"]');
  expectAt(page, '/offices/BR-RDD');
}

/** The cells of the heat map of a district: whether it is marked as few, its words, the people it is about. */
async function cells(page) {
  await page.goto('/offices/BR-RDD-PATNA');
  const all = await page.locator('table.heat tbody td').evaluateAll(all =>
    all.map(cell => ({ few: cell.className === 'hx', words: cell.textContent, people: cell.querySelector('small')?.textContent })),
  );
  return all.map(cell => ({ ...cell, people: cell.people && Number(cell.people.replace(/[^0-9]/gu, '')) }));
}

async function few(page) {
  const all = await cells(page);
  assert.ok(all.some(cell => cell.few), 'there are small numbers here');
  for (const { few, words, people } of all.filter(cell => cell.people !== undefined)) {
    assert.equal(few, people < SMALLEST, words);
    assert.equal(words.includes('%'), !few, words);
  }
}

async function published(page) {
  const all = (await cells(page)).filter(cell => cell.people !== undefined);
  assert.ok(all.length > 3, 'there are figures');
  for (const { few, words, people } of all) assert.ok(!few && people >= SMALLEST, words);
}

async function names(page, { language }) {
  await page.goto('/offices/BR-RDD-PATNA');
  await follow(page, 'a[href="/offices/BR-RDD-PATNA/people"]');
  await expectSaid(page, language, 'plan-words');
  assert.ok((await page.locator('table tbody tr').count()) > 10);
  assert.doesNotMatch(await page.locator('table').innerText(), /Level|स्तर/u, 'no levels by name');
  const link = await page.locator('a[href$="/plan.xlsx"]').getAttribute('href');
  const file = await page.context().request.get(link);
  assert.equal(file.status(), 200);
  assert.equal(file.headers()['content-type'], 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  assert.match(file.headers()['content-disposition'] ?? '', /attachment.*\.xlsx/u);
  assert.equal((await file.body()).subarray(0, 2).toString(), 'PK');
}

async function refused(page, { language }) {
  for (const path of ['/offices/KA', '/offices/KA/people', '/offices/nowhere']) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 403, path);
    await expectSaid(page, language, 'fault-denied-title');
    assert.ok((await page.locator('main a').count()) > 0, 'there is a way on');
  }
  const file = await page.context().request.get('/offices/KA/plan.xlsx', { maxRedirects: 0 });
  assert.equal(file.status(), 403);
}
