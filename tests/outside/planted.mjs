// Usage: node planted.mjs <address> <what `simulate --json` printed>
// What was planted must be found: weak districts, the weak department, weak offices, the gap that grows, the course without effect. What was not planted
// is counted and told; where nothing was planted, hardly anything may be found.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [address, file] = process.argv.slice(2);
const { planted } = JSON.parse(readFileSync(file, 'utf8'));
const MUST = new Set(['weak_district', 'weak_department', 'weak_office', 'growing_gap', 'course_without_effect']);
// Finds that nobody planted. Of what is told at most one in twenty should be chance; offices of the simulation also differ a little of themselves.
const MOST = planted.length === 0 ? 2 : 4;

const signedIn = await fetch(`${address}/sign-in`, {
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams({ identifier: 'commission', password: 'karmayogi-demo' }),
});
if (signedIn.status !== 303) throw new Error(`signing in answered ${signedIn.status}`);
const cookie = signedIn.headers.getSetCookie().map(one => one.split(';')[0]).join('; ');

const read = async number => (await fetch(`${address}/insight/find?page=${number}`, { headers: { cookie } })).text();
const linked = text => [...text.matchAll(/class="reach" href="(\/insight\/(?:units|territories|courses)\/[^"#]+)"/g)].map(match => match[1]);

// The first release of the week is written shortly after the start; before, nothing is compared.
const week = async () => (await fetch(`${address}/insight`, { headers: { cookie } })).text();
for (let tries = 0; tries < 150 && !(await week()).includes('id="states"'); tries += 1) await pause(1000);
const first = await read(1);
const links = new Set(linked(first));
for (let number = 2, more = first.includes('rel="next"'); more; number += 1) {
  const page = await read(number);
  linked(page).forEach(link => links.add(link));
  more = page.includes('rel="next"');
}

const place = one => {
  if (one.course) return `/insight/courses/${one.course}`;
  return one.territory
    ? `/insight/territories/${one.territory}/competencies/${one.competency}`
    : `/insight/units/${one.organisation}/competencies/${one.competency}`;
};
const wanted = planted.filter(one => MUST.has(one.planting));
const missing = wanted.filter(one => !links.has(place(one)));
const known = new Set(planted.map(place));
const others = [...links].filter(link => !known.has(link));
console.log(`${wanted.length - missing.length} of ${wanted.length} planted differences are found, and ${others.length} that nobody planted: ${others.join(', ')}`);
if (missing.length > 0 || others.length > MOST) {
  console.error(`not found: ${missing.map(place).join(', ') || 'nothing'}; not planted: ${others.length}, at most ${MOST}`);
  process.exit(1);
}
