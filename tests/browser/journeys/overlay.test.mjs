// Journeys 4 and 5, local: a national version changes what a department's overlay speaks of; the contradictions are listed and decided, one
// stays and one goes with the next edition; drafts begun before that version take it over. A district writes an overlay of its own, which comes back once and is accepted by another.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { follow, named, visit, where } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

const today = new Date().toLocaleDateString('en-CA', { timeZone: 'Asia/Kolkata' });
const TITLE = 'Floods, and the Act on public grievances of 2015';
const SECRETARY = 'gram-panchayat-secretary';

describe('an overlay follows its framework', () => {
  const device = { language: 'en', script: true, width: 1280 };
  const as = (account, steps) => visit({ ...device, account }, page => steps(page, device));

  const overtaken = [device, { language: 'hi', script: false, width: 360 }].map(device => ({ device, address: null }));

  test('two drafts are begun from the version of today', { timeout: 120_000 }, async () => {
    for (const draft of overtaken) {
      draft.address = await visit({ ...draft.device, account: 'simran-sandhu' }, page => beginEarly(page, draft.device));
    }
  });
  test('a unit of one government is led to overlays when it drafts for all', { timeout: 60_000 }, () => as('pratibha-verma', refused));
  test('the national unit changes what the overlay speaks of, and it comes into force', { timeout: 240_000 }, async () => {
    const address = await as('simran-sandhu', change);
    for (const reviewer of ['reviewer1', 'reviewer2']) await as(reviewer, page => acceptDraft(page, address));
    await as('simran-sandhu', page => published(page, device, address, 'draft-state-published'));
  });
  for (const draft of overtaken) {
    test(`a draft that it overtook takes it over: ${named(draft.device)}`, { timeout: 120_000 }, () =>
      visit({ ...draft.device, account: 'simran-sandhu' }, page => takeOver(page, draft)));
  }
  test('both contradictions are listed: one stays, one goes with the next edition', { timeout: 120_000 }, () => as('ifu', decide));
});

const district = { language: 'hi', script: false, width: 360 };
describe(`a district adds what is its own: ${named(district)}`, () => {
  const as = (account, steps) => visit({ ...district, account }, page => steps(page));
  let address;

  test('the unit sees what is inherited and adds', { timeout: 120_000 }, async () => {
    address = await as('ifu', write);
  });
  test('it comes back with a comment, and is accepted by another', { timeout: 120_000 }, async () => {
    await as('ifu', page => submit(page, address));
    await as('nodal', page => review(page, address, 'return', 'किस आदेश पर?'));
    await as('ifu', page => submit(page, address));
    await as('nodal', page => review(page, address, 'accept', ''));
  });
});

async function refused(page, { language }) {
  await page.goto('/frameworks/drafts');
  await page.locator('[name=title]').fill('For all states');
  await page.locator('[name=version]').fill('2029.1');
  await follow(page, 'main form[action="/frameworks/drafts"] button');
  await expectSaid(page, language, 'refusal-draft-shared');
  await follow(page, 'main a.button[href="/frameworks/overlays"]');
  assert.equal(await page.locator('main form[action="/frameworks/overlays"]').count(), 1, 'she can begin one of her own');
}

/** Begins a draft and brings sheets into it; gives its address. */
async function drafted(page, title, version, sheets) {
  await page.goto('/frameworks/drafts');
  await page.locator('[name=title]').fill(title);
  await page.locator('[name=version]').fill(version);
  await follow(page, 'main form[action="/frameworks/drafts"] button');
  const address = where(page);
  for (const [name, rows] of Object.entries(sheets)) {
    await page.goto(`${address}/sheets`);
    await page.locator('#file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(rows) });
    await follow(page, 'main form[enctype] button');
  }
  await page.goto(address);
  return address;
}

const LEVELS = 'competency,level,descriptor_en,descriptor_hi\n';

/** Words one level as the national unit will word it otherwise, and another that nobody else touches. */
async function beginEarly(page, { language }) {
  const rows =
    'rural-development-schemes,2,Runs the schemes of the block.,प्रखंड की योजनाएँ चलाते हैं।\n' +
    'rural-development-schemes,3,Advises other blocks.,अन्य प्रखंडों को सलाह देते हैं।\n';
  return drafted(page, `Begun early, ${language}`, `2029.${language}`, { 'levels.csv': LEVELS + rows });
}

/** The draft says that it is overtaken and cannot be submitted; the version is taken over, and the one row that both have changed is decided. */
async function takeOver(page, { device: { language }, address }) {
  await page.goto(address);
  await follow(page, 'button[value=rebase]');
  await page.goto(`${address}/conflicts`);
  const open = page.locator('section:has(#open) .changes > li');
  assert.equal(await open.count(), 1, 'what only one of the two has changed asks nobody');
  const words = await open.innerText();
  for (const said of language === 'en' ? ['Runs ordinary schemes alone.', 'Runs the schemes of the block.'] : ['सामान्य योजनाएँ', 'प्रखंड की योजनाएँ']) {
    assert.ok(words.includes(said), `${said} is shown`);
  }
  await follow(page, open.locator(`button[value=${language === 'en' ? 'mine' : 'theirs'}]`));
  await expectSaid(page, language, 'draft-conflicts-none');
  await expectSaid(page, language, language === 'en' ? 'draft-conflicts-kept' : 'draft-conflicts-took');
  await page.goto(`${address}/difference`);
  const difference = await page.locator('main').innerText();
  const own = language === 'en' ? 'Advises other blocks.' : 'अन्य प्रखंडों को सलाह';
  assert.ok(difference.includes(own), 'what only the draft has changed stands');
}

async function change(page) {
  const address = await drafted(page, 'Relief in floods, everywhere', '2026.12', {
    'role_competencies.csv': 'role,competency,level\npanchayat-accounts,disaster-relief,2\n',
    'levels.csv': `${LEVELS}rural-development-schemes,2,Runs ordinary schemes alone.,सामान्य योजनाएँ अकेले चलाते हैं।\n`,
  });
  await page.locator('#from').fill(today);
  await follow(page, 'button[value=terms]');
  await follow(page, 'button[value=submit]');
  return address;
}

async function acceptDraft(page, address) {
  await page.goto(address);
  await follow(page, 'button[value=accept]');
}

/** What is accepted comes into force by itself, within a minute. */
async function published(page, { language }, address, id) {
  for (let waited = 0; ; waited += 3) {
    await page.goto(address);
    const there = await expectSaid(page, language, id).then(() => true, () => false);
    if (there) return;
    assert.ok(waited < 150, `${address} is not in force after ${waited} s`);
    await page.waitForTimeout(3_000);
  }
}

async function decide(page, { language }) {
  await page.goto('/frameworks/overlays');
  await follow(page, page.locator('main a', { hasText: TITLE }));
  const address = where(page);
  const conflicts = page.locator('#conflicts ~ .changes > li, section:has(#conflicts) .changes > li');
  assert.equal(await conflicts.count(), 2);
  await expectSaid(page, language, 'overlay-conflict-added');
  await expectSaid(page, language, 'overlay-conflict-reworded');
  const words = conflicts.filter({ hasText: 'Runs ordinary schemes alone.' });
  await follow(page, words.locator('button[value=keep]'));
  await expectSaid(page, language, 'refusal-overlay-no-reason');
  await words.locator('[name=reason]').fill('People here know the schemes of the state by these names.');
  await follow(page, words.locator('button[value=keep]'));
  assert.equal(await conflicts.count(), 1, 'the decided one is listed no more');
  await conflicts.locator('[name=reason]').fill('The framework now asks it itself.');
  await follow(page, conflicts.locator('button[value=drop]'));
  await page.goto('/frameworks/overlays');
  const next = await page.locator('section:has(#open) a', { hasText: TITLE }).first().getAttribute('href');
  assert.ok(next && next !== address, 'the next edition is under way');
  await page.goto(next);
  assert.equal(await page.locator('#conflicts').count(), 0, 'nothing of it is contradicted');
  await page.locator('#from').fill(today);
  await follow(page, 'button[value=terms]');
  await follow(page, 'button[value=submit]');
  await expectSaid(page, language, 'overlay-state-review');
  await visit({ language, width: 1280, account: 'nodal' }, reviewer => review(reviewer, next, 'accept', ''));
}

/** Raises a level, words it, adds an activity; gives the address of the overlay. */
async function write(page) {
  const { language } = district;
  await page.goto('/frameworks/overlays');
  await page.locator('[name=title]').fill('पटना की पंचायतें');
  await page.locator('[name=organisation]').selectOption('BR-RDD-PATNA');
  await follow(page, 'main form[action="/frameworks/overlays"] button');
  const address = where(page);
  await page.goto(`${address}?position=${SECRETARY}`);
  const row = page.locator('tbody tr', { has: page.locator('a[href*="code=communication"]') });
  await follow(page, row.locator('a[href*="kind=ask"]'));
  await page.locator('[name=level]').selectOption('1');
  await page.locator('[name=reason]').fill('ज़िले का आदेश');
  await follow(page, 'button[value=save]');
  await expectSaid(page, language, 'refusal-overlay-no-raise');
  await page.locator('[name=level]').selectOption('3');
  await follow(page, 'button[value=save]');
  await follow(page, row.locator('a[href*="kind=words"]'));
  await page.locator('#text_hi').fill('मगही और भोजपुरी में भी बात समझाते हैं।');
  await page.locator('[name=reason]').fill('लोगों की भाषा');
  await follow(page, 'button[value=save]');
  await page.goto(`${address}?position=${SECRETARY}`);
  await follow(page, 'a[href*="kind=activity"]');
  await page.locator('#text_hi').fill('बाढ़ से पहले हर टोले की सूची बनाना');
  await page.locator('[name=reason]').fill('ज़िला आपदा योजना');
  await follow(page, 'button[value=save]');
  await page.goto(address);
  assert.equal(await page.locator('section:has(#items) .rows > li').count(), 3);
  await page.locator('#from').fill(today);
  await follow(page, 'button[value=terms]');
  await page.goto(`${address}/impact`);
  assert.ok((await page.locator('#offices').count()) === 1, 'it says in which offices');
  return address;
}

async function submit(page, address) {
  await page.goto(address);
  await follow(page, 'button[value=submit]');
  await expectSaid(page, district.language, 'overlay-state-review');
}

async function review(page, address, step, words) {
  await page.goto('/frameworks/reviews');
  await follow(page, `main a[href="${address}"]`);
  await page.locator('#words').fill(words);
  await follow(page, `button[value=${step}]`);
  if (words) assert.ok((await page.locator('main').innerText()).includes(words), 'the words stand in the history');
}
