// Addresses that depend on what is in the store.

import assert from 'node:assert/strict';

import { follow, where } from './visit.mjs';

/** The first link of a page that contains `part`. Ids begin with 0 (they begin with the time, UUID version 7). */
export async function link(page, path, part) {
  await page.goto(path);
  const found = await page.locator(`main a[href*="${part}"]`).first().getAttribute('href');
  assert.ok(found, `${path} has no link to ${part}`);
  return found;
}

/** The open attempt of a practice, begun unless it was. */
export async function newAttempt(page, course, object) {
  await page.goto(`${course}/play/${object}`);
  await follow(page, `form[action="${course}/quiz/${object}"] button`);
  return where(page);
}

/** The result of a practice, with every question left open unless somebody answered before. */
export async function newResult(page, course, object) {
  const attempt = await newAttempt(page, course, object);
  await follow(page, 'button[value=submit]');
  return `${attempt.split('?')[0]}/result`;
}

/** The draft of the demonstration that its unit is writing. */
export async function draft(page) {
  await page.goto('/frameworks/drafts');
  const found = await page.locator('main a', { hasText: 'Online accounts of Panchayats' }).first().getAttribute('href');
  assert.ok(found, 'the demonstration has an open draft');
  return found;
}

/** The overlay that is in force in the demonstration. */
export async function overlay(page) {
  await page.goto('/frameworks/overlays');
  const found = await page.locator('section:has(#standing) a').first().getAttribute('href');
  assert.ok(found, 'the demonstration has an overlay in force');
  return found;
}

/** An overlay that the unit of a district is writing, begun unless it was. */
export async function newOverlay(page) {
  const title = 'Gaya, for the walk';
  await page.goto('/frameworks/overlays');
  const there = page.locator('main a', { hasText: title });
  if ((await there.count()) > 0) return there.first().getAttribute('href');
  await page.locator('[name=title]').fill(title);
  await page.locator('[name=organisation]').selectOption('BR-RDD-GAYA');
  await follow(page, 'main form[action="/frameworks/overlays"] button');
  return where(page);
}
