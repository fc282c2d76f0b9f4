// Validates CASE packages, from files and from the running service, against the official schemas.
// Usage: node case.mjs WORK SCHEMAS ADDRESS: WORK has v1p0.json, v1p1.json and npm/node_modules.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [work, schemas, address] = process.argv.slice(2);
const require = createRequire(`${work}/npm/`);
const formats = require('ajv-formats').default;
const json = file => JSON.parse(readFileSync(file, 'utf8'));

// Not strict: the schema of 1.0 has names of its own among the keywords. What it says is checked all the same.
const options = { strict: false, allErrors: true };
const validators = {
  v1p0: formats(new (require('ajv').default)(options)).compile(json(`${schemas}/case-v1p0-cfpackage.json`)),
  v1p1: formats(new (require('ajv/dist/2019').default)(options)).compile(json(`${schemas}/case-v1p1-cfpackage.json`)),
};

// CASE admits UUIDs of the versions 1 to 5 only; the schemas do not say so in a way that a validator checks.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

for (const [version, valid] of Object.entries(validators)) {
  const get = async path => {
    const response = await fetch(`${address}/ims/case/${version}/${path}`);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const package_ = json(`${work}/${version}.json`);
  check(version, valid, package_);

  const { headers, body } = await get('CFDocuments?limit=1&sort=title');
  assert.equal(headers.get('x-total-count'), '1');
  assert.match(headers.get('link'), /rel="first"/u);
  const document = body.CFDocuments[0];
  assert.deepEqual((await get(`CFPackages/${document.identifier}`)).body, package_, 'the service gives what the export writes');
  assert.ok(document.CFPackageURI && !package_.CFDocument.CFPackageURI, 'CFPackageURI stands only outside of the package');

  // The schema is not satisfied by everything: the trap is caught, and so is an association without its end.
  if (version === 'v1p1') assert.ok(!valid({ ...package_, CFDocument: document }), 'the schema refuses CFPackageURI inside');
  const [{ destinationNodeURI: _, ...halved }] = package_.CFAssociations;
  assert.ok(!valid({ ...package_, CFAssociations: [halved] }), 'the schema refuses an association without an end');

  await everyObject(get, package_);
  const unknown = await get('CFItems/3fa85f64-5717-4562-b3fc-2c963f66afa6');
  assert.equal(unknown.status, 404);
  assert.equal(unknown.body.imsx_codeMinor.imsx_codeMinorField[0].imsx_codeMinorFieldValue, 'unknownobject');
}

function check(version, valid, package_) {
  const ok = valid(package_);
  assert.ok(ok, `${version} is invalid: ${JSON.stringify(valid.errors?.slice(0, 5), null, 2)}`);
  const items = new Map(package_.CFItems.map(item => [item.identifier, item]));
  assert.equal(items.size, package_.CFItems.length, 'identifiers are unique');
  for (const { identifier, originNodeURI, destinationNodeURI } of package_.CFAssociations) {
    assert.match(identifier, UUID);
    assert.ok(items.has(originNodeURI.identifier), `${identifier} begins at an item`);
    const end = destinationNodeURI.identifier;
    assert.ok(items.has(end) || end === package_.CFDocument.identifier, `${identifier} ends at an item or the document`);
  }
  for (const identifier of items.keys()) assert.match(identifier, UUID);
  const count = (list, key) => {
    const numbers = new Map();
    for (const { [key]: name } of list) numbers.set(name, (numbers.get(name) ?? 0) + 1);
    return [...numbers].map(([name, number]) => `${number} ${name}`).join(', ');
  };
  console.log(`${version}: valid; ${package_.CFItems.length} items (${count(package_.CFItems, 'CFItemType')}); `
    + `${package_.CFAssociations.length} associations (${count(package_.CFAssociations, 'associationType')}); ${package_.CFRubrics.length} rubrics`);
}

// One object of each kind, by its own endpoint.
async function everyObject(get, { CFItems, CFAssociations, CFDefinitions, CFRubrics }) {
  const kinds = {
    CFItems, CFItemAssociations: CFItems, CFAssociations, CFRubrics, CFConcepts: CFDefinitions.CFConcepts,
    CFSubjects: CFDefinitions.CFSubjects, CFLicenses: CFDefinitions.CFLicenses, CFItemTypes: CFDefinitions.CFItemTypes,
    CFAssociationGroupings: CFDefinitions.CFAssociationGroupings,
  };
  for (const [endpoint, [first]] of Object.entries(kinds)) {
    const { status, body } = await get(`${endpoint}/${first.identifier}`);
    assert.equal(status, 200, endpoint);
    const found = body.CFItem ?? body[endpoint]?.[0] ?? body;
    assert.equal(found.identifier, first.identifier, endpoint);
  }
}
