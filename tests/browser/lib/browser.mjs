// Chromium, and what every browser test asks of a page.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = new URL('../shots/', import.meta.url);

export const PASSWORD = 'karmayogi-demo';

/** Where the server under test answers; `run.mjs` starts it and says so. */
export const address = process.env.KARMAYOGI_ADDRESS ?? 'http://127.0.0.1:8080';

const PROGRAMS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = [
  '--no-sandbox', // the tests may run as root in a container
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let running;

/** The one browser of this test file. */
export function browser() {
  running ??= launch();
  return running;
}

async function launch() {
  const executablePath = PROGRAMS.find(program => program && existsSync(program));
  assert.ok(executablePath, 'Chromium is not installed; `make provision` gets it, or set CHROMIUM to the program');
  return chromium.launch({ executablePath, args: FLAGS });
}

export async function closeBrowser() {
  await (await running)?.close();
  running = undefined;
}

/**
 * A visitor with a screen and a language of their own.
 * @param {object} [visitor]
 * @param {number} [visitor.width] CSS pixels; below 600 it is a phone, with touch
 * @param {string} [visitor.language] BCP 47 tag for the cookie `language`; without it the server decides
 * @param {boolean} [visitor.dark]
 * @param {boolean} [visitor.script] false: the page's JavaScript does not run
 * @param {string} [visitor.account] a demo account that is signed in already
 */
export async function context({ width = 1280, language, dark = false, script = true, account } = {}) {
  const phone = width < 600;
  const made = await (await browser()).newContext({
    baseURL: address,
    viewport: { width, height: phone ? 740 : 800 },
    // A phone lays out a page without a viewport declaration much wider than its screen: expectNoOverflow sees that.
    isMobile: phone,
    hasTouch: phone,
    colorScheme: dark ? 'dark' : 'light',
    // A colour half way through a transition has no contrast to speak of.
    reducedMotion: 'reduce',
    javaScriptEnabled: script,
    storageState: account ? await signedIn(account) : undefined,
  });
  if (language) await made.addCookies([{ name: 'language', value: language, url: address }]);
  if (!script) scriptless.add(made);
  return made;
}

const scriptless = new WeakSet();
const states = new Map();

/** The cookies of an account, signed in once per test file: the password hash is slow on purpose. */
function signedIn(account) {
  if (!states.has(account)) states.set(account, signInOnce(account));
  return states.get(account);
}

async function signInOnce(account) {
  const visitor = await context();
  try {
    await signIn(await visitor.newPage(), account);
    return await visitor.storageState();
  } finally {
    await visitor.close();
  }
}

/** Signs in through the form, as a person does. */
export async function signIn(page, account) {
  await page.goto('/sign-in');
  await page.locator('[name=identifier]').fill(account);
  await page.locator('[name=password]').fill(PASSWORD);
  // Waits for the page that answers, whether it is the next one or the form again.
  const answered = page.waitForEvent('framenavigated', frame => frame === page.mainFrame());
  await page.locator('[name=password]').press('Enter');
  await answered;
  await page.waitForLoadState();
  if (new URL(page.url()).pathname === '/sign-in') {
    const words = await page.locator('body').innerText();
    assert.fail(`${account} could not sign in; the page says: ${words.slice(0, 600)}`);
  }
}

/** Fails with every axe-core violation of the page and its frames: rule, element, help. */
export async function expectAccessible(page) {
  assert.ok(!scriptless.has(page.context()), 'axe-core is JavaScript too: in a page without it, it would wait for ever');
  // Evaluated from outside, so that the product's content security policy stays as strict as it is for people.
  for (const frame of page.frames()) await frame.evaluate(axe);
  const violations = await page.evaluate(async () => {
    // WCAG 2.2's rule of target sizes is off in axe-core unless asked for.
    const options = { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } };
    const found = await globalThis.axe.run(document, options);
    return found.violations.map(({ id, impact, help, helpUrl, nodes }) => ({
      rule: `${id} (${impact}): ${help}; ${helpUrl}`,
      nodes: nodes.map(({ target, html, failureSummary }) => ({ target: target.flat().join(' '), html, failureSummary })),
    }));
  });
  const report = violations.map(({ rule, nodes }) => `${rule}\n${nodes.map(describeNode).join('\n')}`);
  assert.ok(report.length === 0, `${page.url()} breaks ${report.length} rules of accessibility\n${report.join('\n')}`);
}

function describeNode({ target, html, failureSummary }) {
  return `  ${target}\n    ${html.slice(0, 200)}\n    ${failureSummary.replaceAll('\n', '\n    ')}`;
}

/** Fails if the page is wider than the screen, and names the elements that stick out. */
export async function expectNoOverflow(page) {
  const { width } = page.viewportSize();
  const { wide, culprits } = await page.evaluate(() => {
    const root = document.documentElement;
    // Against the page's own box, not the screen: right to left, what is too wide moves everything else.
    const { left, right } = root.getBoundingClientRect();
    const sticksOut = box => box.width > 0 && (box.left < left - 0.5 || box.right > right + 0.5);
    // What lies in a box that scrolls by itself, such as a wide table, does not widen the page.
    const scrolls = parent =>
      parent !== document.body && (getComputedStyle(parent).overflowX !== 'visible' || scrolls(parent.parentElement));
    const name = ({ tagName, id, classList }) => [tagName.toLowerCase() + (id && `#${id}`), ...classList].join('.');
    const outside = [...document.body.querySelectorAll('*')].filter(
      element => sticksOut(element.getBoundingClientRect()) && !scrolls(element.parentElement),
    );
    return { wide: root.scrollWidth, culprits: outside.slice(0, 5).map(name) };
  });
  const who = culprits.join(', ') || 'no element sticks out, so is the viewport declared?';
  assert.ok(wide <= width, `${page.url()} is ${wide} pixels wide on a screen of ${width}: ${who}`);
}

/** Keeps a picture of the whole page in the git-ignored folder `shots`. */
export async function screenshot(page, name) {
  const file = `${name.replaceAll(/[^\p{Letter}\p{Number}-]+/gu, '_')}.png`;
  await page.screenshot({ path: fileURLToPath(new URL(file, shots)), fullPage: true });
  return file;
}
