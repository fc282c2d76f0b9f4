// What a page costs on the line, as Chromium's network layer counts it: headers and compressed bodies.

import { context } from './browser.mjs';

/**
 * Opens the page twice as one visitor: with nothing stored, then again.
 * @param {string} path
 * @param {object} [visitor] see `context`
 * @returns {Promise<{cold: Weight, warm: Weight}>}
 * @typedef {{requests: number, bytes: number, document: number, urls: string[]}} Weight
 *   requests that went out, their bytes in all, those of the HTML alone
 */
export async function weigh(path, visitor) {
  const made = await context(visitor);
  try {
    return { cold: await visit(made, path), warm: await visit(made, path) };
  } finally {
    await made.close();
  }
}

/** Each visit is a new page: the same address in the same page could count as a reload, which asks for everything again. */
async function visit(made, path) {
  const page = await made.newPage();
  const line = await made.newCDPSession(page);
  const requests = new Map();
  line.on('Network.requestWillBeSent', ({ requestId, type, request, redirectResponse }) => {
    // A redirect keeps its request's id: what came before is closed under a name of its own.
    if (redirectResponse) requests.set(Symbol(), { ...requests.get(requestId), bytes: redirectResponse.encodedDataLength });
    if (request.url.startsWith('http')) requests.set(requestId, { type, url: request.url, bytes: 0 });
  });
  line.on('Network.requestServedFromCache', ({ requestId }) => requests.delete(requestId));
  line.on('Network.responseReceived', ({ requestId, response }) => {
    if (response.fromDiskCache || response.fromPrefetchCache) requests.delete(requestId);
  });
  line.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (requests.has(requestId)) requests.get(requestId).bytes = encodedDataLength;
  });
  await line.send('Network.enable');
  await page.goto(path, { waitUntil: 'networkidle' });
  await page.close();

  const sent = [...requests.values()];
  const sum = some => some.reduce((total, { bytes }) => total + bytes, 0);
  return {
    requests: sent.length,
    bytes: sum(sent),
    document: sum(sent.filter(({ type }) => type === 'Document')),
    urls: sent.map(({ url }) => url),
  };
}
