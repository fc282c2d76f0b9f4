// Validates CASE packages, from files and from the running service, against the official schemas.
// Usage: node case.mjs WORK SCHEMAS ADDRESS: WORK has v1p0.json, v1p1.json and npm/node_modules.

import assert from 'node:assert/strict';

import { check, json, validatorsOf } from './case-schema.mjs';

const [work, schemas, address] = process.argv.slice(2);
const validators = validatorsOf(work, schemas);

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
