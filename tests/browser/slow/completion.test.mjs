// The end of journey 2: a whole course, page by page without script, in the honest least time (some 6 minutes and a half: the words of
// the course at 600 a minute), then its quizzes and its assessment; the certificate, its verification by a stranger, the job aids.
// It mostly waits, so `run.mjs` lets it run beside the other tests.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { answerAll } from '../lib/bank.mjs';
import { closeBrowser, context, signIn } from '../lib/browser.mjs';
import { examine } from '../lib/examine.mjs';
import { expectAt, follow, partsDone, visit, where } from '../lib/visit.mjs';
import { expectSaid, visibleWords } from '../lib/words.mjs';
import { views } from '../pages.mjs';

after(closeBrowser);

const COURSE = '/learn/cyber-hygiene';
const ACCOUNT = 'publisher';
const learner = { language: 'en', script: false, width: 360 };
const WORDS_A_MINUTE = 600;

describe('a whole course, without script', () => {
  test('read, practised, assessed, certified', { timeout: 900_000 }, () =>
    visit(learner, async page => {
      await signIn(page, ACCOUNT);
      await page.goto(COURSE);
      await follow(page, `form[action="${COURSE}/enrol"] button`);
      await throughTheCourse(page);
      await assess(page);
      await proofs(page);
    }),
  );
});

async function throughTheCourse(page) {
  for (;;) {
    const quiz = page.locator(`form[action^="${COURSE}/quiz/"] button`);
    if (await quiz.count()) await practise(page, quiz);
    else await readPage(page);
    const next = page.locator('nav a[rel=next]');
    if (!(await next.count())) break;
    await follow(page, next);
  }
}

/** As long as the server asks for, and a little more: its count of words may differ from what stands between spaces. */
async function readPage(page) {
  const words = (await page.locator('section.prose').innerText()).trim().split(/\s+/u).length;
  const seconds = Math.max(3, (words * 60) / WORDS_A_MINUTE);
  await page.waitForTimeout(seconds * 1_020 + 300);
}

async function practise(page, quiz) {
  const here = where(page);
  await follow(page, quiz);
  await answerAll(page, learner.language, true);
  await follow(page, 'button[value=submit]');
  await page.goto(here);
  await expectSaid(page, learner.language, 'quiz-done');
}

async function assess(page) {
  await page.goto(`${COURSE}/assessment`);
  const meter = await page.goto(`${COURSE}/play/1`).then(() => page.locator('progress.meter').last());
  assert.equal(await partsDone(page), Number(await meter.getAttribute('max')), 'every part is done');
  await page.goto(`${COURSE}/assessment`);
  await follow(page, `form[action="${COURSE}/assessment"] button`);
  await answerAll(page, learner.language, true);
  await follow(page, 'button[value=submit]');
  expectAt(page, `${COURSE}/result`);
  await expectSaid(page, learner.language, 'result-level-rose', { after: 2 });
  await expectSaid(page, learner.language, 'result-completed');
}

async function proofs(page) {
  const result = where(page);
  const certificate = await page.locator('main a[href^="/certificates/"]').first().getAttribute('href');
  await page.goto(certificate);
  const verify = await page.locator('a[href^="/verify/"]').first().getAttribute('href');
  const certified = await page.locator('body').innerText();
  assert.match(certified, /Vandana Bhatnagar/u);
  assert.match(certified, /वंदना|वन्दना/u, 'the certificate is bilingual');
  assert.match(certified, /Cyber hygiene/u);

  // A stranger, with nothing but the address or the code.
  await visit({ language: 'en' }, async stranger => {
    assert.equal((await stranger.goto(verify)).status(), 200);
    await expectSaid(stranger, 'en', 'verify-valid');
    assert.match(await visibleWords(stranger), /Vandana Bhatnagar/u);
    await stranger.goto('/verify');
    await stranger.locator('main [name=code]').fill(verify.split('/').pop().toLowerCase().replaceAll('-', ' '));
    await follow(stranger, 'main form button');
    assert.equal(where(stranger), verify);
    await stranger.goto(certificate);
    expectAt(stranger, '/sign-in');
  }).catch(error => {
    throw new Error(`verification: ${error.message}`, { cause: error });
  });

  await page.goto('/desk');
  const aids = await page.locator('main a[href^="/desk/"]').evaluateAll(all => all.map(one => one.getAttribute('href')));
  assert.equal(aids.length, 2, 'the course has left its job aids');
  await page.goto('/records');
  assert.equal(await page.locator(`main a[href="${certificate}"]`).count(), 1);

  // What only exists after a course is completed is walked here rather than in pages.test.mjs.
  for (const view of views) {
    for (const [account, paths] of [[ACCOUNT, [result, certificate, '/records', '/desk', aids[0], COURSE]], [null, [verify]]]) {
      const made = await context({ ...view, account });
      for (const path of paths) await made.newPage().then(async one => examine(one, { ...view, path }).finally(() => one.close()));
      await made.close();
    }
  }
}
