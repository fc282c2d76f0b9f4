// The official schemas of CASE packages, and what they do not say.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const json = file => JSON.parse(readFileSync(file, 'utf8'));

// A validator for each version; WORK has npm/node_modules.
export function validatorsOf(work, schemas) {
  const require = createRequire(`${work}/npm/`);
  const formats = require('ajv-formats').default;
  // Not strict: the schema of 1.0 has names of its own among the keywords. What it says is checked all the same.
  const options = { strict: false, allErrors: true };
  return {
    v1p0: formats(new (require('ajv').default)(options)).compile(json(`${schemas}/case-v1p0-cfpackage.json`)),
    v1p1: formats(new (require('ajv/dist/2019').default)(options)).compile(json(`${schemas}/case-v1p1-cfpackage.json`)),
  };
}

// CASE admits UUIDs of the versions 1 to 5 only; the schemas do not say so in a way that a validator checks.
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u;

export function check(version, valid, package_) {
  const ok = valid(package_);
  assert.ok(ok, `${version} is invalid: ${JSON.stringify(valid.errors?.slice(0, 5), null, 2)}`);
  const items = new Map(package_.CFItems.map(item => [item.identifier, item]));
  assert.equal(items.size, package_.CFItems.length, 'identifiers are unique');
  const associations = new Set(package_.CFAssociations.map(one => one.identifier));
  assert.equal(associations.size, package_.CFAssociations.length, 'identifiers of associations are unique');
  for (const { identifier, originNodeURI, destinationNodeURI, CFAssociationGroupingURI: grouping } of package_.CFAssociations) {
    assert.match(identifier, UUID);
    if (grouping?.title === 'Crosswalks') {
      const ends = [originNodeURI.identifier, destinationNodeURI.identifier];
      assert.equal(ends.filter(end => items.has(end)).length, 1, `${identifier} joins an item with one of another framework`);
      continue;
    }
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
