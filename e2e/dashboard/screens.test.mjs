// Every screen, in both themes, on a desk and in a hand: accessible, nothing cut off, nothing refused
// by the content policy.
import { after, before, describe, it } from 'node:test';
import { inspect } from './axe.mjs';
import { browse, serve, signIn, stored } from './support.mjs';

const SCREENS = [
  ['workspaces', '/', 'Workspaces'],
  ['api-tokens', '/api-tokens', 'API'],
  ['settings', '/settings', 'Settings'],
  ['users', '/users', 'Users'],
];

let server;
before(async () => {
  server = await serve();
});
after(() => server?.stop());

for (const theme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    describe(`${width} px, ${theme}`, () => {
      let window;
      before(async () => {
        window = await browse(server, { width, height: width === 390 ? 844 : 900, theme });
      });
      after(() => window?.close());

      it('opens without a session', async () => {
        const { page } = window;
        for (const path of ['login', 'signup', 'setup', 'welcome', 'reset']) {
          await page.goto(`/${path}`);
          await page.getByRole('heading').first().waitFor();
          await inspect(window, path);
        }
        await page.goto('/nowhere/at/all');
        await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
        await inspect(window, 'not-found');
      });

      it('shows accounts, tokens and settings', async () => {
        const { page } = window;
        await signIn(page, server);
        for (const [name, path, title] of SCREENS) {
          await page.goto(path);
          await page.getByRole('heading', { name: title, exact: true }).waitFor();
          await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
          await inspect(window, name);
        }
        await page.goto('/');
        await page.getByRole('button', { name: 'New workspace' }).click();
        await inspect(window, 'new-workspace');
      });

      it('shows a workspace and everything in it', async () => {
        const { page } = window;
        await page.goto('/');
        await page.getByRole('main').getByRole('link', { name: 'Demo' }).click();
        await page.getByRole('link', { name: 'Tokencraft', exact: true }).last().waitFor();
        await inspect(window, 'workspace');
        for (const tab of ['Members', 'Activity']) {
          await page.getByRole('link', { name: tab }).click();
          await page.locator('.panel li').first().waitFor();
          await inspect(window, tab.toLowerCase());
        }
      });

      it('shows the editor', async () => {
        const { page } = window;
        const { id } = await stored(server);
        await page.goto(`/tokensets/${id}`);
        await page.getByRole('treegrid').waitFor();
        await inspect(window, 'tokens');
        await page.getByRole('gridcell', { name: 'palette.violet.600' }).first().click();
        if (width === 390) await page.getByRole('button', { name: 'Details' }).click();
        await page.getByRole('complementary', { name: 'Token details' }).waitFor();
        await inspect(window, 'token');
        await page.getByRole('button', { name: 'Close details' }).click();
        for (const button of ['Add token', 'Import', 'Export']) {
          await page.getByRole('button', { name: button, exact: true }).click();
          await page.getByRole('dialog').waitFor();
          await page.waitForTimeout(300);
          await inspect(window, button.toLowerCase().replace(' ', '-'));
          await page.keyboard.press('Escape');
        }
      });
    });
  }
}
