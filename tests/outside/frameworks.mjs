// Imports the real frameworks and checks what came of every row. Usage: node frameworks.mjs WORK PROGRAM DATA.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';

import { check, json, validatorsOf } from './case-schema.mjs';

const [work, program, data] = process.argv.slice(2);
const validators = validatorsOf(work, `${data}/schemas`);

const run = (...args) => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const load = (store, source, ...more) => JSON.parse(run('import', 'framework', source, '--data', `${work}/${store}`, '--json', ...more));
const refused = (source, ...more) => {
  try {
    execFileSync(program, ['import', 'framework', source, '--data', `${work}/refused`, '--json', ...more], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return JSON.parse(error.stdout).faults;
  }
  throw new Error(`${source} was not refused`);
};

// What each file must come to. The sums are explained in docs/formats/foreign.md.
const FRAMEWORKS = {
  gdad: {
    source: 'uk-gdad-pcf',
    census: { families: 8, roles: 52, 'levels of roles': 201, skills: 188 },
    rows: { 'roles.csv': { taken: 1781, merged: 16, unmapped: 28 }, 'skills.csv': { taken: 113, unmapped: 22, doubtful: 53 } },
    new: [188, 253, 205],
  },
  nsw: {
    source: 'nsw-capability-2013',
    census: { groups: 5, capabilities: 20, roles: 3, levels: 5 },
    rows: { 'framework.json': { taken: 25 }, 'role_capabilities.csv': { taken: 60 } },
    new: [20, 3, 3],
  },
  onet: {
    source: 'onet-29.3',
    census: { occupations: 40, competencies: 136, tasks: 798, 'groups and activities': 829 },
    rows: {
      'Content Model Reference.txt': { taken: 239, refused: 388 },
      'Scales Reference.txt': { taken: 2, refused: 27 },
      'Level Scale Anchors.txt': { taken: 358, merged: 2, refused: 123 },
      'IWA Reference.txt': { taken: 168, unmapped: 164 },
      'DWA Reference.txt': { taken: 394 },
      'Occupation Data.txt': { taken: 40 },
      'Job Zones.txt': { merged: 40 },
      'Task Statements.txt': { taken: 798 },
      'Tasks to DWAs.txt': { taken: 1039 },
      'Skills.txt': { taken: 1146, merged: 1365, unmapped: 211, doubtful: 8 },
      'Knowledge.txt': { taken: 994, merged: 1287, unmapped: 276, doubtful: 17 },
    },
    new: [136, 40, 40],
  },
  kcm: {
    source: 'kcm_names.csv',
    census: { areas: 2, themes: 35, 'sub-themes': 112, 'different names': 110 },
    rows: { 'kcm_names.csv': { unmapped: 110, doubtful: 2 } },
    new: [112, 0, 0],
  },
};

const parts = ['competencies', 'roles', 'positions'];
const sum = counts => Object.values(counts).reduce((one, other) => one + other, 0);

for (const [code, expected] of Object.entries(FRAMEWORKS)) {
  const source = `${data}/frameworks/${expected.source}`;
  const dry = load('store', source, '--dry-run');
  const first = load('store', source, '--report', `${work}/${code}.json`);
  for (const one of [dry, first]) {
    assert.equal(one.format, code, 'the format is guessed');
    assert.deepEqual(one.census, expected.census, code);
    assert.deepEqual(one.rows, expected.rows, code);
    assert.deepEqual(parts.map(part => one[part].new), expected.new, code);
  }
  const report = json(`${work}/${code}.json`);
  assert.equal(report.length, Object.values(expected.rows).map(sum).reduce((one, other) => one + other), 'every row is in the report');
  assert.ok(report.every(row => row.verdict === 'taken' || row.verdict === 'unmapped' && row.about || row.reason || row.verdict === 'merged'), 'and says why');
  const again = load('store', source);
  assert.ok(again.same && parts.every(part => !again[part].new && !again[part].changed), `${code}: a second import changes nothing`);
  assert.equal(again.version, first.version);
  const rows = Object.entries(expected.rows).map(([file, counts]) => `${file} ${sum(counts)}`).join(', ');
  console.log(`${code}: ${Object.entries(expected.census).map(([name, number]) => `${number} ${name}`).join(', ')}; rows: ${rows}; the second import changed nothing`);
}
const unused = json(`${work}/gdad.json`).filter(row => row.file === 'roles.csv' && row.verdict === 'unmapped');
assert.equal(unused.length, 28);
assert.ok(unused.every(row => row.reason.includes('NOT IN USE')));

// Edited: one ask raised, one lowered, two skills reworded.
cpSync(`${data}/frameworks/uk-gdad-pcf`, `${work}/edited`, { recursive: true });
execFileSync('chmod', ['-R', 'u+w', `${work}/edited`]);
const edit = (file, change) => writeFileSync(`${work}/edited/${file}`, change(readFileSync(`${work}/edited/${file}`, 'utf8')));
const reworded = words => words.replaceAll('Accessibility involves ensuring', 'Accessibility means ensuring');
edit('skills.csv', reworded);
edit('roles.csv', words => {
  const last = words.lastIndexOf(',Expert,"');
  const lowered = `${words.slice(0, last)},Working,"${words.slice(last + 9)}`;
  return reworded(lowered.replace(',Awareness,"', ',Practitioner,"'));
});
const third = load('store', `${work}/edited`);
assert.equal(third.version, '2');
assert.deepEqual(third.difference, { raised: 1, lowered: 1, reworded: 2 }, 'a third import with edits makes a version with its difference');
console.log('gdad, edited: version 2: 1 raised, 1 lowered, 2 reworded');

// As packages: GDaD, NSW, O*NET, KCM and the framework of the demo, valid, and the same after an empty store.
run('import', 'framework', 'starter/framework', '--data', `${work}/store`, '--json');
const starter = /^code = "(.*)"$/mu.exec(readFileSync('starter/framework/framework.toml', 'utf8'))[1];
for (const code of [...Object.keys(FRAMEWORKS), starter]) {
  for (const [version, format] of [['v1p1', 'case'], ['v1p0', 'case-1.0']]) {
    run('export', 'framework', code, '--data', `${work}/store`, '--format', format, '--to', `${work}/${code}-${version}.json`);
    process.stdout.write(`${code} `);
    check(version, validators[version], json(`${work}/${code}-${version}.json`));
  }
  const file = `${work}/${code}-v1p1.json`;
  load(`empty-${code}`, file);
  run('export', 'framework', code, '--data', `${work}/empty-${code}`, '--format', 'case', '--to', `${work}/${code}-again.json`);
  assert.ok(readFileSync(file).equals(readFileSync(`${work}/${code}-again.json`)), `${code} comes back the same`);
  assert.ok(load(`empty-${code}`, file).same, `${code}: its package once more changes nothing`);
  console.log(`${code}: comes back the same through an empty store, ${statSync(file).size} bytes`);
}

// Crosswalks: a package of GDaD as another installation would have it, with one of each kind to NSW, and one that leads nowhere.
const item = (code, version, competency) => json(`${work}/${code}-${version}.json`).CFItems.find(one => one.humanCodingScheme === competency);
const [data_, communicate, courage] = [
  json(`${work}/gdad-v1p1.json`).CFItems.filter(one => one.CFItemType === 'Competency').slice(0, 2),
  item('nsw', 'v1p1', 'nsw/nsw-05'), item('nsw', 'v1p1', 'nsw/nsw-01'),
];
const crossed = json(`${work}/gdad-v1p1.json`);
const grouping = crossed.CFDefinitions.CFAssociationGroupings.find(one => one.title === 'Crosswalks');
const join = (number, associationType, [from, to], crosswalk) => ({
  identifier: `00000000-0000-5000-8000-00000000000${number}`,
  uri: `urn:uuid:00000000-0000-5000-8000-00000000000${number}`,
  associationType,
  originNodeURI: { title: 'from', identifier: from.identifier, uri: from.uri, targetType: 'CASE' },
  destinationNodeURI: { title: 'to', identifier: to.identifier, uri: to.uri, targetType: 'CASE' },
  CFAssociationGroupingURI: { title: grouping.title, identifier: grouping.identifier, uri: grouping.uri },
  lastChangeDateTime: crossed.CFDocument.lastChangeDateTime,
  ...(crosswalk && { extensions: { crosswalk } }),
});
const of = (relation, origin, target, highestLevel) => ({ relation, origin: origin.humanCodingScheme, target: target.humanCodingScheme, highestLevel });
crossed.CFAssociations.push(
  join(1, 'exactMatchOf', [data_[0], communicate], of('exact', data_[0], communicate)),
  join(2, 'isPartOf', [data_[1], communicate], of('narrower', data_[1], communicate, 2)),
  join(3, 'isPartOf', [courage, data_[0]], of('broader', data_[0], courage, 3)),
  join(4, 'isRelatedTo', [data_[1], courage], of('related', data_[1], courage)),
  join(5, 'isPartOf', [data_[1], { ...courage, identifier: '00000000-0000-5000-8000-0000000000ff' }]),
);
writeFileSync(`${work}/crossed.json`, JSON.stringify(crossed));
check('v1p1', validators.v1p1, crossed);
const associations = 'crossed.json: CFAssociations';
const joined = load('store', `${work}/crossed.json`, '--report', `${work}/crossed-report.json`);
assert.ok(joined.same, 'crosswalks are no part of a version');
const became = json(`${work}/crossed-report.json`).filter(row => row.file === associations).slice(-5);
assert.deepEqual(became.map(row => row.verdict), ['taken', 'taken', 'taken', 'taken', 'doubtful'], 'a part without a level is left to a person');
const crossings = package_ => package_.CFAssociations.filter(one => one.CFAssociationGroupingURI?.title === 'Crosswalks')
  .map(one => `${one.associationType} ${one.extensions?.crosswalk?.relation ?? ''} ${one.extensions?.crosswalk?.highestLevel ?? ''}`.trim()).sort();
const kinds = ['exactMatchOf exact', 'isPartOf broader 3', 'isPartOf narrower 2', 'isRelatedTo related'];
for (const code of ['gdad', 'nsw']) {
  for (const [version, format] of [['v1p1', 'case'], ['v1p0', 'case-1.0']]) {
    run('export', 'framework', code, '--data', `${work}/store`, '--format', format, '--to', `${work}/${code}-crossed-${version}.json`);
    process.stdout.write(`${code}, with crosswalks: `);
    check(version, validators[version], json(`${work}/${code}-crossed-${version}.json`));
  }
  assert.deepEqual(crossings(json(`${work}/${code}-crossed-v1p1.json`)), kinds, `${code} carries its crosswalks`);
  load('empty-crossed', `${work}/${code}-crossed-v1p1.json`);
}
for (const code of ['gdad', 'nsw']) {
  run('export', 'framework', code, '--data', `${work}/empty-crossed`, '--format', 'case', '--to', `${work}/${code}-crossed-again.json`);
  assert.ok(readFileSync(`${work}/${code}-crossed-v1p1.json`).equals(readFileSync(`${work}/${code}-crossed-again.json`)), `${code} comes back with its crosswalks`);
}
console.log('crosswalks: four kinds between GDaD and NSW, valid, and the same through an empty store');

// Bad files.
writeFileSync(`${work}/latin.csv`, Buffer.from('area,theme,sub_theme\nFunctional,D\xe9veloppement,Id\xe9es\n', 'latin1'));
assert.match(load('latin', `${work}/latin.csv`).remarks.join(), /Windows-1252/u);
writeFileSync(`${work}/utf16.csv`, Buffer.from('\ufeffarea,theme,sub_theme\nFunctional,One,Two\n', 'utf16le'));
assert.equal(load('utf16', `${work}/utf16.csv`, '--format', 'kcm').competencies.new, 1);
writeFileSync(`${work}/bytes.csv`, Buffer.from('area,theme,sub_theme\nFunctional,\x81,x\n', 'latin1'));
assert.match(refused(`${work}/bytes.csv`)[0], /^bytes\.csv, row 2: is not text/u);
execFileSync('truncate', ['-s', '200M', `${work}/large.json`]);
assert.match(refused(`${work}/large.json`)[0], /^large\.json: is larger than 50 MB/u);
assert.match(refused(`${data}/frameworks/kcm_names.csv`, '--format', 'case')[0], /^kcm_names\.csv, row 1: character 1: expected value/u);
// A workbook that unpacks to 400 MB, and what each of the refused takes of memory.
const python = (code, ...args) => execFileSync('python3', ['-c', code, ...args], { encoding: 'utf8' });
python(`import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as bomb:
    for name in ('[Content_Types].xml', 'xl/workbook.xml', 'xl/worksheets/sheet1.xml'):
        bomb.writestr(name, b' ' * (400 << 20 if 'sheet1' in name else 100))`, `${work}/bomb.xlsx`);
assert.match(refused(`${work}/bomb.xlsx`)[0], /^bomb\.xlsx: unpacks to more than a framework can hold/u);
const peaks = ['bomb.xlsx', 'large.json'].map(file => Number(python(`import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)`, program, 'import', 'framework', `${work}/${file}`, '--data', `${work}/refused`)));
assert.ok(peaks.every(peak => peak < 200), `memory stays small: ${peaks} MB`);
console.log(`bad files: refused, with their place; at most ${Math.max(...peaks)} MB of memory`);
