// Every page of pages.mjs, as each visitor sees it.

import { after, before, describe, test } from 'node:test';

import { closeBrowser, context, screenshot } from './lib/browser.mjs';
import { examine } from './lib/examine.mjs';
import { pages, views } from './pages.mjs';

after(closeBrowser);

const accounts = [...new Set(pages.map(({ account }) => account))];

for (const account of accounts) {
  for (const view of views) {
    const { language, width, dark } = view;
    const name = `${account ?? 'nobody'} ${language} ${width} ${dark ? 'dark' : 'light'}`;

    describe(name, () => {
      let visitor;
      before(async () => (visitor = await context({ account, language, width, dark })));
      after(() => visitor?.close());

      for (const entry of pages.filter(page => page.account === account)) {
        test(entry.path, { timeout: 60_000 }, () => walk(visitor, { ...view, ...entry, name }));
      }
    });
  }
}

async function walk(visitor, { find, name, ...wanted }) {
  const page = await visitor.newPage();
  page.setDefaultTimeout(15_000);
  let well = false;
  try {
    const path = find ? await find(page) : wanted.path;
    await examine(page, { ...wanted, path });
    well = true;
  } finally {
    if (!well || process.env.SHOTS) await screenshot(page, `${wanted.path} ${name}`).catch(() => {});
    await page.close();
  }
}
