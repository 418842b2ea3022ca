// One whole story without a mouse: what has the focus can always be seen.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { browse, call, saved, serve } from './support.mjs';

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

it('signs in, makes tokens and aliases, renames, deletes with dependants, takes it back and exports', async () => {
  const { page } = window;
  const { keyboard } = page;
  /** Presses Tab until something has the focus, and looks whether that shows. */
  const reach = async (target, key = 'Tab') => {
    for (let step = 0; step < 60; step += 1) {
      const here = await target.evaluate((element) => element === document.activeElement).catch(() => false);
      if (here) {
        const shown = await target.evaluate((element) => {
          // A card's outline is drawn around the card.
          const outline = (pseudo) => getComputedStyle(element, pseudo).outlineStyle;
          return element.matches(':focus-visible') && [undefined, '::after'].some((pseudo) => outline(pseudo) !== 'none');
        });
        assert.ok(shown, `the focus on ${target} cannot be seen`);
        return;
      }
      await keyboard.press(key);
    }
    throw new Error(`${target} is not reached with ${key}; the focus is on ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`);
  };
  const press = async (target, key) => {
    await reach(target, key);
    await keyboard.press('Enter');
  };
  const button = (name) => page.getByRole('button', { name, exact: true });

  await page.goto('/login');
  await page.getByLabel('E-mail').waitFor();
  await keyboard.type(server.email);
  await keyboard.press('Tab');
  await keyboard.type(server.password);
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();

  await press(page.getByRole('main').getByRole('link', { name: 'Demo' }));
  await page.getByRole('heading', { name: 'Demo' }).waitFor();
  await press(button('New token set'));
  await page.getByRole('dialog').waitFor();
  await keyboard.type('Keys');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();

  // Two tokens; the second refers to the first.
  await press(page.getByRole('main').getByRole('button', { name: 'Add token' }).last());
  await page.getByRole('dialog').waitFor();
  await keyboard.type('brand.blue');
  await reach(page.getByRole('dialog').getByLabel('Value', { exact: true }));
  await keyboard.type('#3366ff');
  await keyboard.press('Enter');
  await page.getByRole('gridcell', { name: '#3366ff' }).waitFor();
  await saved(page);
  await press(button('Add token'), 'Shift+Tab');
  await page.getByRole('dialog').waitFor();
  await keyboard.press('Control+a');
  await keyboard.type('brand.link');
  await reach(page.getByRole('dialog').getByLabel('Value', { exact: true }));
  await keyboard.type('#000000');
  await keyboard.press('Enter');
  await page.getByRole('gridcell', { name: '#000000' }).waitFor();
  await saved(page);

  // The new token's cell is the active one: an alias, found by a part of its name.
  await keyboard.press('Enter');
  await keyboard.press('Control+a');
  await keyboard.type('{blu');
  await page.getByRole('option', { name: /brand\.blue/ }).waitFor();
  await keyboard.press('Enter');
  await saved(page);
  const tokenset = page.url().split('/').at(-1);
  const tokens = async () => {
    const { tokens: all } = await call(page, 'GET', `/tokensets/${tokenset}/tokens?resolve=true`);
    return Object.fromEntries(all.map((token) => [token.name, token]));
  };
  assert.equal((await tokens())['brand.link'].alias_to, 'brand.blue');

  // Up to the first token, and another name for it.
  await keyboard.press('Control+Home');
  await keyboard.press('ArrowDown');
  await keyboard.press('F2');
  await page.getByRole('dialog', { name: 'Rename token' }).waitFor();
  await keyboard.press('Control+a');
  await keyboard.type('brand.azure');
  await keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await saved(page);
  assert.equal((await tokens())['brand.link'].alias_to, 'brand.azure');

  // Away with it, though something refers to it; and back.
  await keyboard.press('Delete');
  await page.getByRole('dialog').getByText('1 token will break').waitFor();
  await press(button('Delete and break them'));
  await saved(page);
  assert.equal((await tokens())['brand.link'].resolved_value, null);
  await reach(page.getByRole('gridcell', { name: 'link' }).first(), 'Shift+Tab').catch(() => {});
  await keyboard.press('Control+z');
  await page.getByRole('gridcell', { name: 'azure', exact: true }).waitFor();
  await saved(page);
  await page.waitForFunction(
    async (id) => {
      const answer = await (await fetch(`/api/tokensets/${id}/tokens?resolve=true`)).json();
      return answer.tokens.find((token) => token.name === 'brand.link')?.resolved_value === '#3366ff';
    },
    tokenset,
  );

  await press(button('Export'), 'Shift+Tab');
  await page.getByText('--brand-azure').first().waitFor();
  await press(page.getByRole('dialog').getByRole('button', { name: 'Copy' }));
  await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('--brand-azure'));
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await window.shot('keyboard');
});
