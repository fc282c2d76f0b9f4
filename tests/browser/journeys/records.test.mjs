// Journey 9. The administrator gives a program access to the learning records, tries its key, and ends the access again; sends statements on to
// another store and lets that rest.

import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { closeBrowser } from '../lib/browser.mjs';
import { expectAt, follow, named, visit } from '../lib/visit.mjs';
import { expectSaid } from '../lib/words.mjs';

after(closeBrowser);

const visitors = [
  { account: 'admin', language: 'en', script: true, width: 1280 },
  { account: 'admin', language: 'hi', script: false, width: 360 },
];

for (const visitor of visitors) {
  describe(`administrator: ${named(visitor)}`, () => {
    const as = steps => visit(visitor, page => steps(page, visitor));
    test('a program gets access, once seen, and loses it', { timeout: 60_000 }, () => as(access));
    test('statements go on to another store', { timeout: 60_000 }, () => as(targets));
  });
}

async function access(page, { language, width }) {
  await page.goto('/admin/records');
  const name = `Content of ${width}`;
  await page.locator('details:has(form[action="/admin/records/clients"]) summary').click();
  await page.locator('#title').fill(name);
  await page.locator('input[name="statements/write"]').check();
  await page.locator('input[name="statements/read"]').check();
  await page.locator('form[action="/admin/records/clients"] button').click();
  await expectSaid(page, language, 'lrs-secret-words');
  const [key, secret] = await page.locator('dl.facts dd').allInnerTexts();
  assert.ok(key.startsWith('lrs-') && secret.length >= 40, 'the key and a long secret');
  const ask = () =>
    page.request.get('/xapi/statements?limit=1', {
      headers: { authorization: `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`, 'x-experience-api-version': '1.0.3' },
    });
  assert.equal((await ask()).status(), 200);
  await follow(page, 'a[href="/admin/records#clients"]');
  expectAt(page, '/admin/records');
  assert.ok(!(await page.content()).includes(secret), 'the secret is not shown again');
  await page.locator(`li:has(b:text-is("${name}")) button`).first().click();
  await expectSaid(page, language, 'lrs-done-revoked');
  // What a node remembers of a program it remembers for five seconds.
  for (let tries = 0; (await ask()).status() === 200; tries += 1) {
    assert.ok(tries < 40, 'the access ends within some seconds');
    await page.waitForTimeout(250);
  }
}

async function targets(page, { language, width }) {
  await page.goto('/admin/records');
  await page.locator('details:has(form[action="/admin/records/targets"]) summary').click();
  const fill = async endpoint => {
    await page.locator('#target-title').fill(`State store ${width}`);
    await page.locator('#endpoint').fill(endpoint);
    await page.locator('#key').fill('key');
    await page.locator('#secret').fill('secret');
    await page.locator('form[action="/admin/records/targets"] button').click();
  };
  await fill('https://lrs.example.invalid/xapi?x=1');
  await expectSaid(page, language, 'refusal-records-target-endpoint');
  assert.equal(await page.locator('#target-title').inputValue(), `State store ${width}`, 'what was typed is kept');
  await fill('http://127.0.0.1:9/xapi');
  await expectSaid(page, language, 'lrs-done-target');
  const row = page.locator(`li:has(b:text-is("State store ${width}"))`).first();
  await row.locator('button[value="pause"]').click();
  await expectSaid(page, language, 'lrs-done-changed');
  assert.ok(await row.locator('button[value="resume"]').isVisible());
  await row.locator('button[value="remove"]').click();
  assert.equal(await page.locator(`b:text-is("State store ${width}")`).count(), 0);
}
