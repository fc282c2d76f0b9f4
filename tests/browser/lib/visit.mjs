// Small steps that every journey takes.

import assert from 'node:assert/strict';

import { context, screenshot } from './browser.mjs';

/**
 * Does something as one visitor, in a browser context of their own.
 * @param {object} visitor see `context`
 * @param {(page: import('playwright-core').Page) => Promise<T>} journey
 * @returns {Promise<T>}
 * @template T
 */
export async function visit(visitor, journey) {
  const made = await context(visitor);
  const page = await made.newPage();
  page.setDefaultTimeout(15_000);
  try {
    return await journey(page);
  } catch (error) {
    await screenshot(page, `failed ${new URL(page.url()).pathname} ${Date.now()}`).catch(() => {});
    throw error;
  } finally {
    await made.close();
  }
}

/** Clicks what leads to another page (or to this one again) and waits for it. Works without script, too. */
export async function follow(page, what) {
  const place = typeof what === 'string' ? page.locator(what) : what;
  const arrived = page.waitForEvent('framenavigated', frame => frame === page.mainFrame());
  // A click that fails says why; nobody is left to wait for the page that will not come.
  arrived.catch(() => {});
  await place.first().click();
  await arrived;
  await page.waitForLoadState();
}

/** The path and query of where the page is. */
export function where(page) {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
}

export function expectAt(page, path) {
  assert.equal(where(page).split('?')[0], path, 'leads elsewhere');
}

/** The language switch in the head of each page. */
export async function switchLanguage(page, language) {
  await follow(page, `.switch button[value="${language}"]`);
  assert.equal(await page.locator('html').getAttribute('lang'), language);
}

/** How many parts of the course the player counts as done. */
export async function partsDone(page) {
  return Number(await page.locator('progress.meter').last().getAttribute('value'));
}

/** With and without script, in English and in Hindi, on a phone and on a desktop. */
export function named({ language, script, width }) {
  return `${language}, ${script ? 'with' : 'without'} script, ${width} pixels`;
}
