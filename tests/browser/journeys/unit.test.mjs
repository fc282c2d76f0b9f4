// Journeys 4 and 5. The Internal FRACing Unit writes a draft in the grid, brings in a spreadsheet, decides about doubtful rows, compares and
// submits; two editors write one row at once; reviewers return it at each level, refuse it, and the Commission decides the appeal.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser, signIn } from '../lib/browser.mjs';
import { follow, named, visit, where } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

const journeys = [
  { language: 'en', script: true, width: 1280, version: '2028.1' },
  { language: 'hi', script: false, width: 360, version: '2028.2' },
];

for (const journey of journeys) {
  describe(`unit and reviewers: ${named(journey)}`, () => {
    const as = (account, steps) => visit({ ...journey, account }, page => steps(page));
    let address;

    test('the unit begins a draft and writes in the grid', { timeout: 90_000 }, async () => {
      const { account: _, ...device } = journey;
      address = await visit(device, page => begin(page, journey));
    });
    test('a spreadsheet comes in, and doubtful rows are decided', { timeout: 90_000 }, () => as('simran-sandhu', page => bring(page, journey, address)));
    test('two editors at once: the second sees both', { timeout: 90_000 }, () => atOnce(journey, address));
    test('it is compared and submitted', { timeout: 60_000 }, () => as('simran-sandhu', page => submit(page, journey, address)));
    test('the technical review returns it, and it comes again', { timeout: 90_000 }, async () => {
      await as('reviewer1', page => decide(page, journey, address, 'return', 'Name the order on which it rests.'));
      await as('simran-sandhu', page => submit(page, journey, address));
      await as('reviewer1', page => decide(page, journey, address, 'accept', ''));
    });
    test('the board returns it, too', { timeout: 90_000 }, async () => {
      await as('reviewer2', page => decide(page, journey, address, 'return', 'From the first of a month.'));
      await as('simran-sandhu', page => submit(page, journey, address));
      await as('reviewer1', page => decide(page, journey, address, 'accept', ''));
    });
    test('the board refuses it, the unit appeals, the Commission decides', { timeout: 90_000 }, async () => {
      await as('reviewer2', page => decide(page, journey, address, 'refuse', 'Too soon after the last one.'));
      await as('simran-sandhu', page => decide(page, journey, address, 'appeal', 'The order binds from that day.'));
      // In English it is dismissed, so that the way stays free for the draft of the other journey.
      const answer = journey.language === 'en' ? 'dismiss' : 'grant';
      await as('commission', page => decide(page, journey, address, answer, 'Looked at with both.'));
      await as('simran-sandhu', page => state(page, journey, address, answer === 'grant' ? 'draft-state-scheduled' : 'draft-state-closed'));
    });
  });
}

/** The unit finds its drafts in the menu, begins one and changes a row; gives the address of the draft. */
async function begin(page, { language, script, version }) {
  await signIn(page, 'simran-sandhu');
  await page.goto('/today');
  await follow(page, 'a[href="/frameworks/drafts"]:visible');
  assert.ok((await page.locator('main a[href^="/frameworks/drafts/"]').count()) >= 4, 'the drafts of the demonstration are there');
  await page.locator('[name=title]').fill(`Help at the counter, ${language}`);
  await page.locator('[name=version]').fill(version);
  await follow(page, 'main form[action="/frameworks/drafts"] button');
  const address = where(page);
  await page.locator('#from').fill('2027-06-01');
  await follow(page, 'button[value=terms]');
  await page.goto(`${address}/rows/role_competencies?q=grievance-handling`);
  const row = page.locator('tr', { has: page.locator('[name="cell-competency"][value="grievance-redressal"]') });
  await row.locator('[name="cell-level"]').focus();
  await row.locator('[name="cell-level"]').selectOption('3');
  if (script) {
    // Leaving the row saves it.
    await page.locator('#q').focus();
    await saved(page);
  } else {
    await follow(page, row.locator('button[value=save]'));
  }
  if (script) await keys(page, address);
  return address;
}

/** Waits until the grid says that all is saved. */
async function saved(page) {
  const status = page.locator('[data-grid-status]');
  await status.filter({ hasText: await status.getAttribute('data-saved') }).waitFor();
}

/** Enter and the arrows go from row to row; a block that is pasted fills cells and saves its rows. */
async function keys(page, address) {
  await page.goto(`${address}/rows/activities?q=grievance-handling`);
  const cells = page.locator('[name="cell-text_en"]');
  await cells.nth(0).focus();
  await page.keyboard.press('Enter');
  assert.ok(await cells.nth(1).evaluate(cell => cell === document.activeElement), 'Enter goes to the row below');
  await cells.nth(0).focus();
  await cells.nth(0).evaluate(cell => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', 'Receive complaints\tशिकायतें लेना\nSpeak with them the same day\tउसी दिन बात करना\n');
    cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  assert.equal(await page.locator('[name="cell-text_hi"]').nth(1).inputValue(), 'उसी दिन बात करना');
  await page.locator('#q').focus();
  await saved(page);
  await page.reload();
  assert.equal(await cells.nth(0).inputValue(), 'Receive complaints');
  assert.equal(await cells.nth(1).inputValue(), 'Speak with them the same day');
}

async function bring(page, { language }, address) {
  await page.goto(`${address}/sheets`);
  const rows = 'role,competency,level\ngrievance-handling,Grievence redressal,3\ngrievance-handling,Fortune telling,1\ngrievance-handling,digital-fluency,1\n';
  await page.locator('#file').setInputFiles({ name: 'role_competencies.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await follow(page, 'main form[enctype] button');
  await expectSaid(page, language, 'draft-sheets-done', { added: 1, changed: 0, unchanged: 0, doubtful: 2 });
  await follow(page, page.locator('.changes li').filter({ hasText: 'Grievence' }).locator('button[value=means]'));
  await follow(page, page.locator('.changes li').filter({ hasText: 'Fortune' }).locator('button[value=drop]'));
  assert.equal(await page.locator('.changes li').count(), 0);
}

/** Two browsers open the same row; the second to save keeps what it typed and sees what the first has saved. */
async function atOnce({ language, width }, address) {
  const device = { language, width, script: false, account: 'simran-sandhu' };
  const path = `${address}/rows/activities?q=grievance-handling-3`;
  await visit(device, async second => {
    await second.goto(path);
    await second.locator('tbody [name="cell-text_en"]').fill('Close the case in time');
    await visit(device, async first => {
      await first.goto(path);
      await first.locator('tbody [name="cell-text_en"]').fill('Reply with reasons');
      await follow(first, 'tbody button[value=save]');
    });
    await follow(second, 'tbody button[value=save]');
    const words = await second.locator('main').innerText();
    assert.ok(words.includes('Reply with reasons'), 'what stands there is shown');
    assert.equal(await second.locator('[name="cell-text_en"]').inputValue(), 'Close the case in time', 'what was typed is kept');
    await follow(second, 'button[value=save]');
    await second.goto(path);
    assert.equal(await second.locator('tbody [name="cell-text_en"]').inputValue(), 'Close the case in time');
  });
}

async function submit(page, { language }, address) {
  await page.goto(address);
  await follow(page, `a[href="${address}/difference"]`);
  assert.ok((await page.locator('.changes del, .changes ins').count()) > 0, 'words that went and came are marked');
  await page.goto(`${address}/impact`);
  assert.ok((await page.locator('#offices').count()) === 1, 'it says in which offices');
  await page.goto(address);
  await follow(page, 'button[value=submit]');
  await expectSaid(page, language, 'draft-state-review1');
}

async function decide(page, { language }, address, step, words) {
  if (['return', 'accept', 'refuse'].includes(step)) {
    await page.goto('/frameworks/reviews');
    await follow(page, `main a[href="${address}"]`);
  } else {
    await page.goto(address);
  }
  if (step === 'return') {
    await follow(page, `button[value=${step}]`);
    await expectSaid(page, language, 'refusal-draft-no-comment');
  }
  await page.locator('#words').fill(words);
  await follow(page, `button[value=${step}]`);
  if (words) assert.ok((await page.locator('main').innerText()).includes(words), 'the words stand in the history');
}

async function state(page, { language }, address, id) {
  await page.goto(address);
  await expectSaid(page, language, id);
}
