// The product's own sentences, read from its Fluent files, so that no test repeats a wording that somebody may improve.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

const texts = new URL('../../../crates/ui/texts/', import.meta.url);
const read = new Map();

function messages(language) {
  if (!read.has(language)) read.set(language, readAll(new URL(`${language}/`, texts)));
  return read.get(language);
}

function readAll(folder) {
  const files = readdirSync(folder).filter(file => file.endsWith('.ftl'));
  const lines = files.flatMap(file => readFileSync(new URL(file, folder), 'utf8').split('\n'));
  // A message with a choice of forms goes over several lines and is not for this.
  const simple = lines.map(line => /^([a-z][\w-]*) = (.*[^>\s])$/u.exec(line)).filter(Boolean);
  return new Map(simple.map(([, id, text]) => [id, text]));
}

/**
 * What a message looks like on a page, whatever stands in its places.
 * @param {Record<string, string | number>} [given] what must stand in some of them
 */
export function said(language, id, given = {}) {
  const text = messages(language).get(id);
  assert.ok(text, `no simple message ${id} in ${language}`);
  const literal = part => String(part).replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const parts = text.split(/(\{ \$\w+ \})/u).map(part => {
    const place = /^\{ \$(\w+) \}$/u.exec(part);
    if (!place) return literal(part);
    return place[1] in given ? literal(given[place[1]]) : '.+?';
  });
  return new RegExp(parts.join(''), 'u');
}

/** Fails unless the message stands on the page. */
export async function expectSaid(page, language, id, given) {
  const wanted = said(language, id, given);
  const words = await visibleWords(page);
  assert.match(words, wanted, `${page.url()} does not say ${id}`);
}

/** The words of the main part of a page, in one line. */
export async function visibleWords(page) {
  const words = await page.locator('main').innerText();
  return words.replaceAll(/[\u2066-\u2069]/gu, '').replaceAll(/\s+/gu, ' ');
}

/** The numbers in the first heading, in their order. */
export async function headlineNumbers(page) {
  const heading = await page.locator('h1').innerText();
  return (heading.match(/\d+/gu) ?? []).map(Number);
}
