// Answers a test as somebody who knows the subject: the right answers are in the item banks of courses and competencies, never on the page.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { parse } from 'smol-toml';

const courses = new URL('../../../demo/courses/', import.meta.url);
const banks = new URL('../../../starter/banks/', import.meta.url);
const plain = text => text.replaceAll(/[\u2066-\u2069]/gu, '').replaceAll(/\s+/gu, ' ').trim();

let all;

function items() {
  all ??= [
    ...readdirSync(courses).map(course => new URL(`${course}/items.toml`, courses)),
    ...readdirSync(banks).map(bank => new URL(bank, banks)),
  ].flatMap(file => parse(readFileSync(file, 'utf8')).item);
  return all;
}

/**
 * Fills in every question of an open attempt.
 * @param {import('playwright-core').Page} page
 * @param {string} language of the page
 * @param {boolean} right whether rightly
 * @returns {Promise<number>} how many questions there were
 */
export async function answerAll(page, language, right) {
  const questions = await page.locator('fieldset.question').all();
  assert.ok(questions.length > 0, `${page.url()} asks nothing`);
  for (const question of questions) {
    const stem = plain(await question.locator('legend').innerText()).replace(/^\d+\. /u, '');
    // A course and a competency may ask the same with other options.
    const offered = plain(await question.textContent());
    const fits = ({ option = [], pair = [] }) =>
      [...option.map(({ text }) => text), ...pair.map(({ left }) => left)].every(text => offered.includes(plain(text[language])));
    const item = items().find(candidate => plain(candidate.stem[language]) === stem && fits(candidate));
    assert.ok(item, `no bank has the question with these answers: ${stem} ${offered}`);
    await kinds[item.kind](question, item, { language, right });
  }
  return questions.length;
}

const kinds = {
  single: tick,
  multiple: tick,
  async order(question, { option }, { language, right }) {
    for (const [place, { text }] of option.entries()) {
      const chosen = right ? place + 1 : option.length - place;
      await part(question, text[language]).then(list => list.selectOption(String(chosen)));
    }
  },
  async match(question, { pair }, { language, right }) {
    for (const [place, { left }] of pair.entries()) {
      const { right: other } = pair[right ? place : (place + 1) % pair.length];
      const list = await part(question, left[language]);
      await list.selectOption({ label: plain(other[language]) });
    }
  },
  number: (question, { answer }, { right }) => question.locator('input').fill(String(right ? answer : answer + 1_000)),
  short: (question, { accepted }, { language, right }) => question.locator('input').fill(right ? accepted[language][0] : 'zzz'),
};

async function tick(question, { option }, { language, right }) {
  const labels = await question.locator('label.tick').all();
  const words = await Promise.all(labels.map(async label => plain(await label.innerText())));
  const wanted = option.filter(({ correct = false }) => correct === right).map(({ text }) => plain(text[language]));
  const radios = (await question.locator('input[type=radio]').count()) > 0;
  for (const text of radios ? wanted.slice(0, 1) : wanted) {
    const at = words.indexOf(text);
    assert.ok(at >= 0, `the page does not offer: ${text}`);
    await labels[at].locator('input').check();
  }
}

async function part(question, left) {
  for (const field of await question.locator('.field').all()) {
    if (plain(await field.locator('label').innerText()) === plain(left)) return field.locator('select');
  }
  assert.fail(`the page does not offer: ${left}`);
}
