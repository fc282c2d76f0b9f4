// Compares the codes, English names and parents of our territories with the Local Government Directory, both ways round.
// Usage: node lgd.mjs territories.csv states.csv districts.csv

import { readFileSync } from 'node:fs';

// The states whose districts the demo has in full.
const DEMO_STATES = ['S10', 'S29'];

// What may differ, and why. An entry that no longer matches a difference is itself reported.
const ACCEPTED = {
  'S38: LGD has "The Dadra And Nagar Haveli And Daman And Diu", we have "Dadra and Nagar Haveli and Daman and Diu"':
    "the Constitution's First Schedule names it without the article",
  'S99: LGD has "Training State", we have nothing': "LGD's own practice entry, not a state",
};

const rows = file => {
  const [header, ...lines] = readFileSync(file, 'utf8').replace(/^\uFEFF/, '').trimEnd().split(/\r?\n/).map(fields);
  if (lines.length === 0) throw new Error(`${file} has no rows`);
  return lines.map(line => Object.fromEntries(header.map((name, column) => [name, line[column] ?? ''])));
};

// One line of RFC 4180; fields with line breaks do not occur here.
const fields = line =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain);

const [territoriesFile, statesFile, districtsFile] = process.argv.slice(2);
const ours = new Map(rows(territoriesFile).map(row => [row.code, row]));
const directory = new Map([
  ...rows(statesFile).map(row => [`S${row.state_lgd}`, { name: row.state_name, parent: 'IN' }]),
  ...rows(districtsFile).map(row => [`D${row.district_lgd}`, { name: row.district_name, parent: `S${row.state_lgd}` }]),
]);

const differences = [];
let compared = 0;
let ended = 0;
let caseOnly = 0;

for (const [code, row] of ours) {
  if (row.kind === 'country') continue; // LGD begins with the states
  const theirs = directory.get(code);
  if (row.valid_until) {
    // LGD lists what exists today: a territory that has ended must be absent, and must say what follows it.
    ended += 1;
    if (theirs) differences.push(`${code}: we say it ended on ${row.valid_until}, LGD has "${theirs.name}"`);
    if (!directory.has(row.successor)) differences.push(`${code}: its successor "${row.successor}" is not in LGD`);
    continue;
  }
  compared += 1;
  if (!theirs) {
    differences.push(`${code}: LGD has nothing, we have "${row.name_en}"`);
    continue;
  }
  // LGD capitalises every word ("Jammu And Kashmir"), so letter case is not a difference; it is only counted.
  if (theirs.name.toLowerCase() !== row.name_en.toLowerCase()) {
    differences.push(`${code}: LGD has "${theirs.name}", we have "${row.name_en}"`);
  } else if (theirs.name !== row.name_en) caseOnly += 1;
  if (theirs.parent !== row.parent) differences.push(`${code}: LGD has it in ${theirs.parent}, we have it in ${row.parent}`);
}

for (const [code, { name, parent }] of directory) {
  const expected = parent === 'IN' || DEMO_STATES.includes(parent);
  if (expected && !ours.has(code)) differences.push(`${code}: LGD has "${name}", we have nothing`);
}

const accepted = differences.filter(difference => difference in ACCEPTED);
const wrong = differences.filter(difference => !(difference in ACCEPTED));
for (const entry of Object.keys(ACCEPTED)) {
  if (!differences.includes(entry)) wrong.push(`no longer so, remove from lgd.mjs: ${entry}`);
}

for (const state of DEMO_STATES) {
  const count = [...directory.values()].filter(({ parent }) => parent === state).length;
  console.log(`${ours.get(state)?.name_en ?? state}: ${count} districts in LGD`);
  if (count === 0) wrong.push(`${state}: LGD has no districts, so nothing was compared`);
}
for (const difference of accepted) console.log(`accepted   ${difference} (${ACCEPTED[difference]})`);
for (const difference of wrong) console.log(`DIFFERENCE ${difference}`);
console.log(`${compared} territories compared, ${ended} have ended; ${caseOnly} names differ in letter case only`);
console.log(`${wrong.length} differences`);
process.exitCode = wrong.length === 0 ? 0 : 1;
