// What axe finds on a page, and what is too wide for it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function findings(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }));
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
}

/** Accessible, and nothing cut off. */
export async function inspect(window, name) {
  const { page } = window;
  // Toasts come and go; what they say is not this story's.
  await page.waitForTimeout(150);
  await window.shot(name);
  assert.deepEqual(await findings(page), [], name);
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wider <= 0, `${name} is ${wider} px too wide`);
  await nothingCut(page, name);
}

/** What does not fit into a dialog or a panel breaks or is shortened; it never sticks out of it. */
export async function nothingCut(page, name) {
  const cut = await page.evaluate(() => {
    const inside = ['header', '.body', 'footer'].map((part) => `dialog[open] ${part}`);
    const boxes = [...document.querySelectorAll(['main', '.toolbar', 'aside', 'aside > *', ...inside].join())];
    return boxes.map((box) => box.scrollWidth - box.clientWidth).find((more) => more > 0) ?? 0;
  });
  assert.equal(cut, 0, `${name}: px that are cut off`);
}
