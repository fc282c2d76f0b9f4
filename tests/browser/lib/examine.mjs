// What every page owes every visitor: it answers, in the right language and direction, is accessible, stays within the screen and
// complains of nothing in the console.

import assert from 'node:assert/strict';

import { expectAccessible, expectNoOverflow } from './browser.mjs';

export async function examine(page, { path, language, direction, status = 200 }) {
  const errors = [];
  page.on('console', message => message.type() === 'error' && errors.push({ words: message.text(), from: message.location().url }));
  page.on('pageerror', error => errors.push({ words: String(error) }));
  const answer = await page.goto(path);
  assert.equal(answer.status(), status, `${path} answers ${answer.status()}`);
  assert.equal(new URL(page.url()).pathname, path.split('?')[0], `${path} leads elsewhere`);
  const root = await page.evaluate(() => ({
    language: document.documentElement.lang,
    direction: getComputedStyle(document.documentElement).direction,
  }));
  assert.deepEqual(root, { language, direction });
  await expectNoOverflow(page);
  // Chromium itself reports a page that answers 403 or 404.
  const own = errors.filter(({ from }) => status === 200 || from !== page.url());
  assert.deepEqual(own, [], `${path} complains in the console`);
  await expectAccessible(page);
}
