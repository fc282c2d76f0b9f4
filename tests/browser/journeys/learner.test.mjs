// Journey 2. The learner: finds a course, reads, is interrupted, goes on elsewhere in another language, practises, is assessed.
// The whole of a course takes its honest minutes: slow/completion.test.mjs does that, and has the certificate.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { answerAll } from '../lib/bank.mjs';
import { closeBrowser, signIn } from '../lib/browser.mjs';
import { expectAt, follow, named, partsDone, switchLanguage, visit, where } from '../lib/visit.mjs';
import { expectSaid, headlineNumbers, said } from '../lib/words.mjs';

after(closeBrowser);

const COURSE = '/learn/cyber-hygiene';

const learners = [
  { account: 'gopal-manjhi', language: 'en', other: 'hi', script: true, width: 1280, held: 6 },
  { account: 'ramesh-yadav', language: 'hi', other: 'en', script: false, width: 360, held: 4 },
];

for (const learner of learners) {
  describe(`learner (${learner.account}): ${named(learner)}`, () => {
    test('finds a course in three ways of writing', { timeout: 60_000 }, () => visit(learner, page => find(page)));
    test('enrols, reads, is interrupted, goes on elsewhere and in another language', { timeout: 120_000 }, () => read(learner));
    test('practises: wrong first, then right', { timeout: 60_000 }, () => visit(learner, page => practise(page, learner)));
    test('passes the assessment and holds the level at once', { timeout: 60_000 }, () => visit(learner, page => pass(page, learner)));
  });
}

async function find(page) {
  for (const query of ['right to information', 'सूचना का अधिकार', 'suchna ka adhikar']) {
    await page.goto('/learn');
    await page.locator('[name=q]').fill(query);
    await follow(page, 'form[role=search] button');
    assert.equal(await page.locator('[name=q]').inputValue(), query, 'what was typed is kept');
    const first = page.locator('main ul.rows a').first();
    assert.equal(await first.getAttribute('href'), '/learn/right-to-information', `“${query}” finds it first`);
  }
  await page.goto('/learn?q=qqqqxx');
  assert.equal(await page.locator('main ul.rows a').count(), 0);
  assert.ok((await page.locator('main a[href^="/learn"]').count()) > 0, 'where nothing is found, there is a way on');
}

async function read(learner) {
  const { account, ...device } = learner;
  const place = await visit(device, async page => {
    await signIn(page, account);
    await page.goto(COURSE);
    await follow(page, `form[action="${COURSE}/enrol"] button`);
    expectAt(page, `${COURSE}/play/1`);
    assert.equal(await partsDone(page), 0);
    // Turning the page at once is not reading.
    await follow(page, 'a[rel=next]');
    assert.equal(await partsDone(page), 0, 'a page that was only turned is not read');
    await follow(page, 'a[rel=prev]');
    await readPage(page, learner);
    await follow(page, 'a[rel=next]');
    assert.equal(await partsDone(page), 1, 'the page that was read counts');
    return where(page);
  });
  assert.equal(place, `${COURSE}/play/1?segment=2`);

  await visit({ ...device, script: !device.script, width: device.width === 360 ? 1280 : 360 }, async page => {
    await signIn(page, account);
    await page.goto(`${COURSE}/play`);
    assert.equal(where(page), place, 'another device goes on at the same place');
    assert.equal(await partsDone(page), 1);
    const before = await page.locator('section.prose').innerText();
    await switchLanguage(page, learner.other);
    assert.equal(where(page), place, 'another language stays at the same place');
    assert.equal(await partsDone(page), 1, 'and keeps what was read');
    assert.equal(await page.locator('section.prose').getAttribute('lang'), learner.other);
    assert.notEqual(await page.locator('section.prose').innerText(), before);
    await switchLanguage(page, learner.language);
    assert.equal(await page.locator('section.prose').innerText(), before);
  });
}

/** Some 110 words, which take 11 seconds at least: with script the player says when, without it the next page does. */
async function readPage(page, { script, language }) {
  if (script) {
    const status = page.locator('[data-status]');
    await status.filter({ hasText: said(language, 'player-done') }).waitFor({ timeout: 35_000 });
  } else {
    await page.waitForTimeout(13_000);
  }
}

async function practise(page, { language }) {
  await page.goto(`${COURSE}/play/3`);
  const before = await partsDone(page);
  await follow(page, `form[action="${COURSE}/quiz/3"] button`);
  await answerAll(page, language, false);
  await follow(page, 'button[value=submit]');
  const result = await afterPractice(page);
  await expectSaid(result, language, 'attempt-result-right-answer');

  await page.goto(`${COURSE}/play/3`);
  assert.equal(await partsDone(page), before, 'a practice that failed is not done');
  await follow(page, `form[action="${COURSE}/quiz/3"] button`);
  await answerAll(page, language, true);
  await follow(page, 'button[value=submit]');
  await page.goto(`${COURSE}/play/3`);
  await expectSaid(page, language, 'quiz-done');
  assert.equal(await partsDone(page), before + 1);
}

/** Back in the course, the answers are one link away. */
async function afterPractice(page) {
  if (!where(page).startsWith('/attempts/')) await follow(page, 'main a[href^="/attempts/"]');
  return page;
}

async function pass(page, { language, other, held }) {
  await page.goto(`${COURSE}/assessment`);
  await follow(page, `form[action="${COURSE}/assessment"] button`);
  await answerAll(page, language, true);
  // The language switch takes what was ticked with it.
  await switchLanguage(page, other);
  await switchLanguage(page, language);
  await follow(page, 'button[value=submit]');
  expectAt(page, `${COURSE}/result`);
  await expectSaid(page, language, 'result-passed-title');
  await expectSaid(page, language, 'result-level-rose', { after: 2 });
  // The course is not complete: what is missing is named, and no certificate is offered.
  await expectSaid(page, language, 'result-missing');
  assert.equal(await page.locator('main a[href^="/certificates/"]').count(), 0);
  await page.goto('/competencies');
  assert.ok((await headlineNumbers(page)).includes(held + 1), 'one more is held, at once');
  await page.goto('/records');
  assert.ok((await page.locator(`main a[href^="${COURSE}"], main a[href^="/attempts/"]`).count()) > 0);
  await page.goto('/desk');
  assert.equal(await page.locator('main a[href^="/desk/"]').count(), 0, 'the job aids come with the completed course');
}
