// The path: from Today to the shortest way, changed, accepted, given up; a second one towards another post, shared and taken back.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser, screenshot } from '../lib/browser.mjs';
import { expectAt, follow, named, visit, where } from '../lib/visit.mjs';
import { expectSaid, said, visibleWords } from '../lib/words.mjs';

after(closeBrowser);

// Each journey changes what its official has accepted. `supervisor` is who sees what is shared.
const travellers = [
  { account: 'ramesh-yadav', language: 'en', script: true, width: 1280, minutes: '300' },
  { account: 'gopal-manjhi', language: 'hi', script: false, width: 360, minutes: '300' },
];

for (const traveller of travellers) {
  describe(`path (${traveller.account}): ${named(traveller)}`, () => {
    const as = steps => visit(traveller, page => steps(page, traveller));
    test('from Today to the whole way, with its reasons', { timeout: 60_000 }, () => as(see));
    test('other choices show another path at once, and change nothing', { timeout: 60_000 }, () => as(change));
    test('accepted, shown in Today, given up', { timeout: 60_000 }, () => as(accept));
    test('a path that is not the one seen is refused, and nothing is lost', { timeout: 60_000 }, () => as(stale));
    test('another post: private, shared, taken back', { timeout: 60_000 }, () => as(towards));
  });
}

async function see(page, { language, account }) {
  await page.goto('/today');
  await follow(page, 'main a[href="/path"]');
  expectAt(page, '/path');
  await expectSaid(page, language, 'path-sure-if');
  assert.ok((await steps(page)).length > 0, 'there are steps');
  assert.equal(await page.locator('h1').count(), 1);
  if (process.env.SHOTS) await screenshot(page, `path ${account} ${language}`);
}

const steps = page => page.locator('section[aria-labelledby=steps] ol > li b').allInnerTexts();

// With script a choice shows its path without a press; it keeps the focus, and the address tells it.
async function changeAtOnce(page, language) {
  await page.locator('select[name=goal]').focus();
  await page.locator('select[name=goal]').selectOption('quarter');
  await page.waitForURL(/goal=quarter/u);
  await expectSaid(page, language, 'path-sure-quarter');
  assert.equal(await page.evaluate(() => document.activeElement.name), 'goal');
  await page.goto('/path');
}

async function change(page, { language, minutes, script }) {
  await page.goto('/path');
  const before = await steps(page);
  if (script) await changeAtOnce(page, language);
  await page.locator('select[name=week]').selectOption(minutes);
  await page.locator('select[name=goal]').selectOption('quarter');
  await page.locator('select[name=tests]').selectOption('none');
  await follow(page, 'form[action="/path"] button');
  assert.match(where(page), /week=300.*goal=quarter.*tests=none/u, 'the choice is an address that can be kept');
  await expectSaid(page, language, 'path-sure-quarter');
  await page.goto('/path');
  // One step that is not wanted: the path goes without it, and it can be taken back.
  await follow(page, 'section[aria-labelledby=steps] ol > li a[href*="without="]');
  assert.notDeepEqual(await steps(page), before);
  await follow(page, `main a:has-text("${(await words(page, language, 'path-take-all')).trim()}")`);
  assert.deepEqual(await steps(page), before, 'nothing was kept of it');
}

async function words(page, language, id) {
  const found = said(language, id).exec(await visibleWords(page));
  assert.ok(found, `${page.url()} does not say ${id}`);
  return found[0];
}

async function accept(page, { language }) {
  await page.goto('/path');
  const first = (await steps(page))[0];
  await follow(page, 'form[action="/path/plan"] button');
  assert.equal(where(page), '/path?done=accepted');
  await expectSaid(page, language, 'path-accepted');
  await page.goto('/today');
  await expectSaid(page, language, 'today-path-plan');
  assert.ok((await visibleWords(page)).includes(first), 'Today names the next step');
  await page.goto('/path');
  await page.locator('details summary').first().click();
  await follow(page, 'form[action="/path/plan/drop"] button');
  await expectSaid(page, language, 'path-dropped');
  assert.equal(await page.locator('form[action="/path/plan/drop"]').count(), 0);
}

async function stale(page, { language }) {
  await page.goto('/path');
  const form = Object.fromEntries(
    await page.locator('form[action="/path/plan"] input').evaluateAll(all => all.map(({ name, value }) => [name, value])),
  );
  const headers = { origin: new URL(page.url()).origin };
  const answer = await page.context().request.post('/path/plan', { form: { ...form, seen: 'course:of-yesterday' }, headers });
  assert.equal(answer.status(), 422);
  assert.match(await answer.text(), said(language, 'refusal-path-changed'));
}

async function towards(page, { language, account }) {
  await page.goto('/path');
  await follow(page, 'main a[href="/path/towards"]');
  await page.locator('[name=q]').fill(language === 'hi' ? 'अधिकारी' : 'officer');
  await follow(page, 'form[role=search] button');
  await follow(page, 'form[action="/path/towards"][method=post] button');
  expectAt(page, '/path/towards');
  await expectSaid(page, language, 'towards-private-words');
  await follow(page, 'form[action="/path/towards/share"] button');
  await expectSaid(page, language, 'towards-shared-words');
  if (process.env.SHOTS) await screenshot(page, `towards ${account} ${language}`);
  await follow(page, 'form[action="/path/towards/share"] button');
  await expectSaid(page, language, 'towards-private-words');
  await follow(page, 'form[action="/path/towards/end"] button');
  await expectSaid(page, language, 'towards-words');
}
