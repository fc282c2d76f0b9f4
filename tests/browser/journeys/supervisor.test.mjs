// Journey 3. The supervisor records what was seen at work; the official sees it at once, may contest it, and is answered.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser, signIn } from '../lib/browser.mjs';
import { expectAt, follow, named, visit, where } from '../lib/visit.mjs';
import { expectSaid, visibleWords } from '../lib/words.mjs';

after(closeBrowser);

const journeys = [
  { language: 'en', script: true, width: 1280, competency: 'grievance-redressal', indicator: 4, seen: 'observed', level: 3, decision: 'upheld' },
  { language: 'hi', script: false, width: 360, competency: 'change-management', indicator: 0, seen: 'not-observed', decision: 'rejected' },
];

for (const journey of journeys) {
  const note = `Block hearing of 20 November, ${journey.language}: four of five cases were closed only after the work was seen on the spot.`;
  const reason = `I was on leave that day, ${journey.language}; the register shows it.`;
  const reply = `Checked against the register, ${journey.language}.`;

  describe(`supervisor: ${named(journey)}`, () => {
    const as = (account, steps) => visit({ ...journey, account }, steps);

    test('records an observation in three taps', { timeout: 60_000 }, () => {
      const { account: _, ...device } = journey;
      return visit(device, page => observe(page, { ...journey, note }));
    });
    test('the official sees it at once, and who looked', { timeout: 60_000 }, () => as('official', page => see(page, { ...journey, note })));
    test('the official contests it', { timeout: 60_000 }, () => as('official', page => contest(page, { ...journey, note, reason })));
    test('human resources find the contests from Today', { timeout: 60_000 }, () => as('hr', findContests));
    test('human resources answer', { timeout: 60_000 }, () => as('hr', page => answer(page, { ...journey, reason, reply })));
    test('the official reads the answer', { timeout: 60_000 }, () => as('official', page => readAnswer(page, { ...journey, note, reply })));
  });
}

async function observe(page, { language, competency, indicator, seen, note }) {
  await signIn(page, 'supervisor');
  await page.goto('/team');
  const name = language === 'hi' ? 'आशा देवी' : 'Asha Devi';
  await follow(page, page.locator('main li a').filter({ hasText: name }));
  await follow(page, `main a[href$="/observe/${competency}"]`);
  await page.locator('[name=indicator]').nth(indicator).check();
  await page.locator('[name=on]').fill('2026-11-20');
  await page.locator('[name=note]').fill(note);
  await follow(page, `button[name=result][value=${seen}]`);
  await expectSaid(page, language, seen === 'observed' ? 'observe-done' : 'observe-done-not', { name });
  // The team member's page already has it.
  await page.goto(where(page).replace(/\/observe\/.*/u, ''));
  assert.ok((await page.locator('main h1').innerText()).includes(name));
}

const piece = (page, note) => page.locator('section[aria-labelledby=why] li').filter({ hasText: note });

async function see(page, { language, competency, level, note }) {
  await page.goto(`/competencies/${competency}`);
  assert.equal(await piece(page, note).count(), 1, 'the observation is among the evidence');
  if (level) assert.match(await page.locator('.big-ladder svg').getAttribute('aria-label'), /3/u, 'it counts at once');
  else await expectSaid(page, language, 'why-not-observed');
  await page.goto('/account');
  const looks = await page.locator('section[aria-labelledby=looks]').innerText();
  assert.match(looks, language === 'hi' ? /राजीव|Rajiv/u : /Rajiv Ranjan Sinha/u, 'the account page names who looked');
}

async function contest(page, { language, competency, note, reason }) {
  await page.goto(`/competencies/${competency}`);
  await follow(page, piece(page, note).locator('a[href*="/contest/"]'));
  await page.locator('textarea').fill(reason);
  await follow(page, 'main form button');
  await expectSaid(page, language, 'contest-waiting');
  assert.ok((await visibleWords(page)).includes(reason));
  assert.equal(await piece(page, note).locator('a[href*="/contest/"]').count(), 0, 'it is not contested twice');
}

async function findContests(page) {
  page.setDefaultTimeout(5_000);
  await page.goto('/today');
  await follow(page, 'a[href="/contests"]:visible');
  expectAt(page, '/contests');
}

async function answer(page, { language, reason, reply, decision }) {
  await page.goto('/contests');
  const hers = page.locator('main li:not(section[aria-labelledby=answered] li)').filter({ hasText: language === 'hi' ? 'आशा' : 'Asha' });
  await follow(page, hers.locator('a[href^="/contests/"]').first());
  assert.ok((await visibleWords(page)).includes(reason));
  await page.locator('textarea').fill(reply);
  await follow(page, `main form button[value=${decision}]`);
  await page.goto('/contests');
  assert.equal(await hers.count(), 0, 'what has been answered waits no longer');
}

async function readAnswer(page, { language, competency, note, reply, decision }) {
  await page.goto(`/competencies/${competency}`);
  expectAt(page, `/competencies/${competency}`);
  assert.ok((await visibleWords(page)).includes(reply), 'the answer stands with the evidence, word for word');
  await expectSaid(page, language, decision === 'upheld' ? 'contest-upheld' : 'contest-not-upheld');
  if (decision === 'upheld') {
    await expectSaid(page, language, 'why-withdrawn');
    assert.match(await page.locator('.big-ladder svg').getAttribute('aria-label'), /^Level 1 of 5/u, 'it counts no more');
  } else {
    assert.equal(await piece(page, note).count(), 1, 'the evidence stands');
  }
}
