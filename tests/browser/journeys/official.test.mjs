// Journey 1. The official: what the post requires, what is held and why; what is known already is shown in a short test.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { answerAll } from '../lib/bank.mjs';
import { closeBrowser, signIn } from '../lib/browser.mjs';
import { expectAt, follow, named, visit } from '../lib/visit.mjs';
import { expectSaid, headlineNumbers } from '../lib/words.mjs';

after(closeBrowser);

// Each journey changes what its official holds, therefore each has an official of its own.
const journeys = [
  { account: 'official', language: 'en', script: true, width: 1280, held: 8, required: 12, fails: 'cyber-hygiene', passes: 'rti', why: 'rural-development-schemes' },
  { account: 'reviewer1', language: 'en', script: false, width: 360, held: 7, required: 10, fails: 'grievance-redressal', passes: 'cyber-hygiene', why: 'grievance-redressal' },
  { account: 'ifu', language: 'hi', script: true, width: 360, held: 5, required: 10, fails: 'cyber-hygiene', passes: 'grievance-redressal', why: 'noting-drafting' },
  { account: 'nodal', language: 'hi', script: false, width: 1280, held: 4, required: 11, fails: 'cyber-hygiene', passes: 'rti', why: 'cyber-hygiene' },
];

for (const journey of journeys) {
  describe(`official (${journey.account}): ${named(journey)}`, () => {
    test('from the front page to Today with one next step', { timeout: 60_000 }, () => visit(without(journey), page => arrive(page, journey)));
    test('each level says why', { timeout: 60_000 }, () => visit(journey, page => why(page, journey)));
    test('a failed test-out changes nothing and explains the waiting time', { timeout: 60_000 }, () => visit(journey, page => fail(page, journey)));
    test('a passed test-out is held at once', { timeout: 60_000 }, () => visit(journey, page => pass(page, journey)));
  });
}

const without = ({ account: _, ...visitor }) => visitor;

async function arrive(page, { account, language, held, required }) {
  await page.goto('/');
  await follow(page, 'main a[href="/sign-in"]');
  await signIn(page, account);
  expectAt(page, '/today');
  const counted = await headlineNumbers(page);
  assert.deepEqual(counted.toSorted((one, other) => one - other), [held, required], 'the headline counts what is held');
  assert.equal(await page.locator('section.next').count(), 1, 'one next step');
  assert.equal(await page.locator('section.next .button').count(), 1, 'and one button for it');
  // The next step of somebody in the middle of a course leads on where they stopped.
  if (account === 'official') {
    await expectSaid(page, language, 'today-resume');
    await follow(page, 'section.next .button');
    expectAt(page, '/learn/deciding-grievances/play/5');
  }
}

async function why(page, { why, language, held, required }) {
  await page.goto('/today');
  await follow(page, '.bar nav a[href="/competencies"]:visible, nav.tabs a[href="/competencies"]:visible');
  const counted = await headlineNumbers(page);
  assert.deepEqual(counted.toSorted((one, other) => one - other), [held, required]);
  assert.equal(await page.locator('section[aria-labelledby=held] li').count(), held);
  assert.equal(await page.locator('section[aria-labelledby=open] li').count(), required - held);
  await follow(page, `main li a[href="/competencies/${why}"]`);
  await expectSaid(page, language, 'why-rule');
  assert.ok((await page.locator('section[aria-labelledby=why] li').count()) > 0, 'at least one piece of evidence');
}

async function fail(page, { fails, language, held }) {
  await page.goto(`/competencies/${fails}`);
  const before = await page.locator('.big-ladder svg').getAttribute('aria-label');
  await begin(page);
  await expectSaid(page, language, 'attempt-private');
  await answerAll(page, language, false);
  await follow(page, 'button[value=submit]');
  await expectSaid(page, language, 'attempt-result-state-failed');
  await expectSaid(page, language, 'attempt-result-private');
  await expectSaid(page, language, 'attempt-result-next-try');
  assert.equal(await page.locator('section[aria-labelledby=answers]').count(), 0, 'a failed test does not tell the answers');

  await page.goto(`/competencies/${fails}`);
  assert.equal(await page.locator('.big-ladder svg').getAttribute('aria-label'), before, 'nothing has changed');
  await begin(page);
  await expectSaid(page, language, 'refusal-attempt-cooling-off');
  await page.goto('/competencies');
  assert.ok((await headlineNumbers(page)).includes(held), 'the count is as before');
}

async function pass(page, { passes, language, held, required }) {
  await page.goto(`/competencies/${passes}`);
  await begin(page);
  const address = page.url();
  const asked = await answerAll(page, language, true);
  await follow(page, 'button[value=save]:visible');
  await expectSaid(page, language, 'attempt-saved', { answered: asked, count: asked });
  await page.goto(address);
  await follow(page, 'button[value=submit]');
  await expectSaid(page, language, 'attempt-result-state-passed');
  await expectSaid(page, language, 'attempt-result-level-after', { level: 2 });

  await page.goto('/competencies');
  const counted = await headlineNumbers(page);
  assert.deepEqual(counted.toSorted((one, other) => one - other), [held + 1, required], 'one more is held, at once');
  await page.goto('/today');
  assert.ok((await headlineNumbers(page)).includes(held + 1), 'and Today says so, too');
  await follow(page, `main a[href="/competencies/${passes}"]`);
  assert.ok((await page.locator('section[aria-labelledby=why] li').count()) > 0, 'the test is among the evidence');
}

const begin = page => follow(page, 'form[action$="/test-out"] button');
