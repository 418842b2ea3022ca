// An API token by the reference's steps: made under API, used by a program, revoked from Settings.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { browse, eventually, serve, signIn } from './support.mjs';

let server;
let window;
before(async () => {
  server = await serve();
  window = await browse(server);
});
after(async () => {
  await window?.close();
  await server?.stop();
});

const ask = (token) => fetch(`${server.base}/api/v1/workspaces`, { headers: { Authorization: `Bearer ${token}` } });

it('A01: is shown once, listed by its first 12 characters, and stops at once when revoked', async () => {
  const { page } = window;
  await signIn(page, server);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'API', exact: true }).click();
  await page.getByRole('button', { name: 'New Token' }).click();
  await page.getByLabel('Name').fill('GitHub Actions');
  await window.shot('new-token');
  await page.getByRole('button', { name: 'Create Token' }).click();
  const token = await page.locator('code', { hasText: /^dtk_[0-9A-Za-z]{40}$/ }).innerText();
  await page.getByText(`export TOKENCRAFT_TOKEN=${token}`).waitFor();
  await window.shot('token-shown-once');
  await page.getByRole('button', { name: 'Copy token' }).click();
  await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), token));
  await page.getByRole('button', { name: 'I have stored it' }).click();

  assert.equal((await ask(token)).status, 200);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Settings' }).click();
  const row = page.getByRole('row').filter({ hasText: 'GitHub Actions' });
  await row.getByText(token.slice(0, 12)).waitFor();
  assert.ok(!(await page.content()).includes(token));

  await row.getByRole('button', { name: 'Revoke GitHub Actions' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke token' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal((await ask(token)).status, 401);
});
