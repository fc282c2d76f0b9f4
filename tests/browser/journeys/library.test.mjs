// Anyone, without an account: finds a competency and a position in three ways of writing, reads the levels, and sees what each asks.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { expectAt, follow, named, switchLanguage, visit } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

const visitors = [
  { language: 'en', other: 'hi', script: true, width: 1280 },
  { language: 'en', other: 'hi', script: false, width: 360 },
  { language: 'hi', other: 'en', script: true, width: 360 },
  { language: 'hi', other: 'en', script: false, width: 1280 },
];

for (const visitor of visitors) {
  describe(`library: ${named(visitor)}`, () => {
    test('from the front page to a competency and its five levels', { timeout: 60_000 }, () => visit(visitor, page => competency(page, visitor)));
    test('to a position, what it asks and why', { timeout: 60_000 }, () => visit(visitor, page => position(page, visitor)));
  });
}

async function search(page, words) {
  await page.locator('[name=q]').fill(words);
  await follow(page, 'form[role=search] button');
  assert.equal(await page.locator('[name=q]').inputValue(), words, 'what was typed is kept');
  const found = await page.locator('main ul.rows a').evaluateAll(links => links.map(link => link.getAttribute('href')));
  return found[0];
}

async function competency(page, { language, other }) {
  await page.goto('/');
  await follow(page, 'main a[href="/framework"]');
  await expectSaid(page, language, 'library-headline');
  for (const words of ['right to information', 'सूचना का अधिकार', 'suchna ka adhikar']) {
    assert.equal(await search(page, words), '/framework/competencies/rti', `“${words}” finds it first`);
  }
  await follow(page, 'main a[href="/framework/competencies/rti"]');
  assert.equal(await page.locator('section[aria-labelledby=levels] ol > li').count(), 5, 'five levels');
  assert.ok((await page.locator('#level-3 li').count()) > 0, 'each with visible acts');
  await expectSaid(page, language, 'library-source');
  const heading = await page.locator('h1').innerText();
  await switchLanguage(page, other);
  expectAt(page, '/framework/competencies/rti');
  assert.notEqual(await page.locator('h1').innerText(), heading, 'the other language has it, too');
}

async function position(page, { language }) {
  await page.goto('/framework');
  await follow(page, 'main a[href="/framework/positions"]');
  for (const words of ['section officer', 'अनुभाग अधिकारी', 'anubhag adhikari']) {
    assert.match(await search(page, words), /section-officer$/u, `“${words}”`);
  }
  assert.equal(await search(page, 'qqqqxx'), undefined);
  await expectSaid(page, language, 'library-nothing');
  await page.goto('/framework/positions/section-officer');
  const asked = page.locator('section[aria-labelledby=asks] ul.rows > li');
  assert.ok((await asked.count()) > 3, 'what it asks');
  assert.ok((await page.locator('section[aria-labelledby=roles] h3').count()) > 0, 'its roles');
  const link = asked.first().locator('a');
  const leads = await link.getAttribute('href');
  await follow(page, link);
  expectAt(page, leads.split('#')[0]);
  await follow(page, 'main a[href="/framework/positions/section-officer"]');
  expectAt(page, '/framework/positions/section-officer');
}
