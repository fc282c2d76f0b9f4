// Usage: node planted.mjs <address> <what `simulate --json` printed>
// Weak districts, the weak department, the gap that grows and the course without effect must be found. Weak offices are counted and told.

import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const [address, file] = process.argv.slice(2);
const { planted } = JSON.parse(readFileSync(file, 'utf8'));
const MUST = new Set(['weak_district', 'weak_department', 'growing_gap', 'course_without_effect']);

const signedIn = await fetch(`${address}/sign-in`, {
  method: 'POST',
  redirect: 'manual',
  body: new URLSearchParams({ identifier: 'commission', password: 'karmayogi-demo' }),
});
if (signedIn.status !== 303) throw new Error(`signing in answered ${signedIn.status}`);
const cookie = signedIn.headers.getSetCookie().map(one => one.split(';')[0]).join('; ');

// The first release of the week is written shortly after the start, and what was found is kept for a minute.
let links = new Set();
for (let tries = 0; tries < 150 && links.size === 0; tries += 1) {
  const page = await (await fetch(`${address}/insight/find`, { headers: { cookie } })).text();
  links = new Set([...page.matchAll(/href="(\/insight\/(?:units|territories|courses)\/[^"#]+)"/g)].map(match => match[1]));
  if (links.size === 0) await pause(1000);
}

const place = one => {
  if (one.course) return `/insight/courses/${one.course}`;
  return one.territory
    ? `/insight/territories/${one.territory}/competencies/${one.competency}`
    : `/insight/units/${one.organisation}/competencies/${one.competency}`;
};
const missing = planted.filter(one => MUST.has(one.planting) && !links.has(place(one)));
const offices = planted.filter(one => one.planting === 'weak_office');
const wanted = planted.filter(one => MUST.has(one.planting)).length;
console.log(`${wanted - missing.length} of ${wanted} planted differences are found; of ${offices.length} weak offices ${offices.filter(one => links.has(place(one))).length}`);
if (missing.length > 0) {
  console.error(`not found: ${missing.map(place).join(', ')}`);
  process.exit(1);
}
