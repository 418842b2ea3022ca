// Every screen, in both themes, on a desk, on a wall and in a hand: accessible, nothing cut off, nothing
// refused by the content policy. With SCREENSHOTS=folder each is kept as a picture.
import { after, before, describe, it } from 'node:test';
import { inspect } from './axe.mjs';
import { OPEN_SCREENS, SCREENS, visit } from './screens.mjs';
import { browse, demo, serve, signIn } from './support.mjs';

const WINDOWS = [
  { width: 1440, height: 900, theme: 'light' },
  { width: 1440, height: 900, theme: 'dark' },
  { width: 390, height: 844, theme: 'light' },
  { width: 390, height: 844, theme: 'dark' },
  { width: 2560, height: 1440, theme: 'light' },
];

const document = { ink: { $type: 'color', $value: '#123456' }, long: { $type: 'string', $value: 'x'.repeat(20_000) } };
const FILE = { name: 'colors.dark.tokens.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) };
const press = (name) => (page) => page.getByRole('main').getByRole('button', { name, exact: true }).first().click();
const menu = (of, name) => async (page) => {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name }).click();
};

/** Dialogs: on which screen, how they are opened. */
const DIALOGS = [
  ['new-workspace', 'workspaces', press('New workspace')],
  ['delete-workspace', 'workspaces', menu('Demo', 'Delete')],
  ['new-tokenset', 'workspace', press('New token set')],
  [
    'import-workspace',
    'workspace',
    async (page) => {
      await press('Import')(page);
      await page.locator('input[type=file]').setInputFiles([FILE, { ...FILE, name: 'space.json' }]);
      await page.getByText('Nothing is stored yet').waitFor();
    },
  ],
  ['add-member', 'members', press('Add member')],
  ['new-token', 'api-tokens', press('New Token')],
  ['new-user', 'users', press('New user')],
  ['add-token', 'tokens', press('Add token')],
  ['import', 'tokens', press('Import')],
  [
    'export',
    'tokens',
    async (page) => {
      await press('Export')(page);
      await page.getByText('--color').first().waitFor();
    },
  ],
];

let server;
let fresh;
before(async () => {
  [server, fresh] = await Promise.all([serve({ options: ['--signup', 'open'] }), serve({ demo: false })]);
});
after(async () => {
  await server?.stop();
  await fresh?.stop();
});

for (const size of WINDOWS) {
  describe(`${size.width} px, ${size.theme}`, () => {
    let window;
    let page;
    let at;
    before(async () => {
      window = await browse(server, size);
      page = window.page;
    });
    after(() => window?.close());

    it('opens without a session', async () => {
      for (const { name, path, title } of OPEN_SCREENS) {
        await page.goto('about:blank');
        await page.goto(path);
        await page.getByRole('heading', { name: title, exact: true }).waitFor();
        await inspect(window, name);
      }
      await page.goto(`${fresh.base}/login`);
      await page.getByLabel('Set-up token').waitFor();
      await inspect(window, 'setup');
      await page.goto(`${fresh.base}/signup`);
      await page.getByRole('heading', { name: 'This server is not set up yet' }).waitFor();
    });

    it('shows every screen', async () => {
      await signIn(page, server);
      at = await demo(page);
      for (const screen of SCREENS) {
        await visit(page, screen, at);
        await inspect(window, screen.name);
      }
    });

    it('shows a token from near', async () => {
      await visit(page, SCREENS.find((screen) => screen.name === 'tokens'), at);
      await page.getByRole('gridcell', { name: 'palette.violet.600' }).first().click();
      if (size.width === 390) await page.getByRole('button', { name: 'Details' }).click();
      await page.getByRole('complementary', { name: 'Token details' }).waitFor();
      await inspect(window, 'token');
      await page.getByRole('button', { name: 'Close details' }).click();
    });

    it('shows its dialogs', async () => {
      let here;
      for (const [name, on, open] of DIALOGS) {
        if (here !== on) await visit(page, SCREENS.find((screen) => screen.name === on), at);
        here = on;
        await open(page);
        await page.getByRole('dialog').waitFor();
        await page.waitForTimeout(200);
        await inspect(window, name);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
    });
  });
}
