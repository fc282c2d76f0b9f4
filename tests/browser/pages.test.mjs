// Every page of pages.mjs, as each visitor sees it: it answers, in the right language and direction, is accessible,
// stays within the screen and complains of nothing in the console.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { closeBrowser, context, expectAccessible, expectNoOverflow, screenshot } from './lib/browser.mjs';
import { languages, pages, widths } from './pages.mjs';

after(closeBrowser);

const accounts = [...new Set(pages.map(({ account }) => account))];

for (const account of accounts) {
  for (const { language, direction } of languages) {
    for (const width of widths) {
      for (const dark of [false, true]) {
        const view = `${account ?? 'nobody'} ${language} ${width} ${dark ? 'dark' : 'light'}`;
        describe(view, () => {
          let visitor;
          before(async () => (visitor = await context({ account, language, width, dark })));
          after(() => visitor?.close());

          for (const { path } of pages.filter(page => page.account === account)) {
            test(path, { timeout: 60_000 }, () => walk(visitor, { path, language, direction, view }));
          }
        });
      }
    }
  }
}

async function walk(visitor, { path, language, direction, view }) {
  const page = await visitor.newPage();
  let well = false;
  try {
    await examine(page, { path, language, direction });
    well = true;
  } finally {
    if (!well || process.env.SHOTS) await screenshot(page, `${path} ${view}`).catch(() => {});
    await page.close();
  }
}

async function examine(page, { path, language, direction }) {
  const errors = [];
  page.on('console', message => message.type() === 'error' && errors.push(`${message.text()} (${message.location().url})`));
  page.on('pageerror', error => errors.push(String(error)));

  const answer = await page.goto(path);
  assert.equal(answer.status(), 200, `${path} answers ${answer.status()}`);
  assert.equal(new URL(page.url()).pathname, path, `${path} leads elsewhere`);

  const root = await page.evaluate(() => ({
    language: document.documentElement.lang,
    direction: getComputedStyle(document.documentElement).direction,
  }));
  assert.deepEqual(root, { language, direction });

  await expectNoOverflow(page);
  await expectAccessible(page);
  assert.deepEqual(errors, [], `${path} complains in the console`);
}
