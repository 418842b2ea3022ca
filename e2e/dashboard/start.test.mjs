// The first hour: a new server is set up, gets people, and gives its first CSS to an app.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { browse, saved, serve } from './support.mjs';

const packages = createRequire(import.meta.url);
const system = (path) => readFileSync(packages.resolve('dtcg-examples/package.json').replace('package.json', path));

describe('a new server', () => {
  let server;
  let window;
  let page;
  let invitation;
  before(async () => {
    server = await serve({ demo: false });
    window = await browse(server);
    page = window.page;
  });
  after(async () => {
    await window?.close();
    await server?.stop();
  });

  it('goes from its first start to exported CSS in under 20 actions', async () => {
    let actions = 0;
    const act = async (work) => {
      actions += 1;
      await work;
    };
    const token = await server.printed(/set-up token: (\S+)/);
    // Whoever comes first is asked to set the server up, wherever they come in.
    await act(page.goto('/'));
    await act(page.getByLabel('Set-up token').fill(token));
    await act(page.getByLabel('Name').fill('Ada'));
    await act(page.getByLabel('E-mail').fill('ada@example.com'));
    await act(page.getByLabel('Password', { exact: true }).fill('copper lantern drift 9'));
    await act(page.getByRole('button', { name: 'Create account' }).click());
    await act(page.getByRole('button', { name: 'New workspace' }).click());
    await act(page.getByLabel('Name').fill('Carbon'));
    await act(page.getByRole('button', { name: 'Create workspace' }).click());
    await act(page.getByRole('button', { name: 'New token set' }).click());
    await act(page.getByLabel('Name').fill('Colors'));
    await act(page.getByRole('button', { name: 'Create token set' }).click());
    await act(page.getByRole('button', { name: 'Import a file' }).click());
    const buffer = system('ibm-carbon/colors.tokens.json');
    await act(page.locator('input[type=file]').setInputFiles({ name: 'colors.tokens.json', mimeType: 'application/json', buffer }));
    await act(page.getByRole('button', { name: /^Import [\d,]+ change/ }).click());
    await act(page.getByRole('button', { name: 'Export', exact: true }).click());
    await page.getByText(':root', { exact: false }).first().waitFor();
    await act(page.getByRole('dialog').getByRole('button', { name: 'Copy' }).click());
    const css = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(css, /^\s*--[\w-]+: #[0-9a-f]{6};/m);
    assert.ok(actions < 20, `${actions} actions`);
    await page.keyboard.press('Escape');
  });

  it('is set up once', async () => {
    const answer = await fetch(`${server.base}/api/auth/session`);
    assert.equal(answer.status, 401);
    const second = await browse(server);
    await second.page.goto('/setup#anything');
    await second.page.getByRole('heading', { name: 'This server is set up already' }).waitFor();
    await second.close();
  });

  it('gets a second person by a link that works once', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'New user' }).click();
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByLabel('Name').fill('Ben');
    await page.getByRole('button', { name: 'Create user' }).click();
    invitation = await page.getByRole('dialog').locator('code').innerText();
    await window.shot('user-link');
    assert.match(invitation, /\/welcome#/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('ben@example.com').waitFor();
    await window.shot('users-two');
  });

  it('lets members in at once, and both see what the other does', async () => {
    await page.goto('/');
    await page.getByRole('main').getByRole('link', { name: 'Carbon' }).click();
    await page.getByRole('link', { name: 'Members' }).click();
    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByLabel('E-mail').fill('ben@example.com');
    await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
    await page.getByText('ben@example.com', { exact: true }).waitFor();
    await window.shot('members-two');

    const other = await browse(server);
    const ben = other.page;
    await ben.goto(invitation);
    await ben.getByLabel('New password', { exact: true }).fill('silver harbour 77');
    await ben.getByRole('button', { name: 'Save password' }).click();
    await ben.getByRole('link', { name: 'Sign in' }).click();
    await ben.getByLabel('E-mail').fill('ben@example.com');
    await ben.getByLabel('Password', { exact: true }).fill('silver harbour 77');
    await ben.getByRole('button', { name: 'Sign in' }).click();
    await ben.getByRole('main').getByRole('link', { name: 'Carbon' }).click();
    await ben.getByRole('main').getByRole('link', { name: 'Colors' }).click();
    await ben.getByRole('treegrid').waitFor();

    await page.getByRole('link', { name: 'Token sets' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Colors' }).click();
    await page.getByRole('button', { name: 'Add token' }).click();
    await page.getByLabel('Name', { exact: true }).fill('ours.first');
    await page.getByLabel('Value', { exact: true }).fill('#010203');
    await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
    await saved(page);
    // Without a reload, and without coming into focus.
    await ben.getByRole('searchbox').fill('ours.first');
    await ben.getByRole('gridcell', { name: '#010203' }).waitFor();
    await other.close();
  });
});

describe('real systems', () => {
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

  it('come in with a report of everything that was skipped', async () => {
    const { page } = window;
    await page.goto('/login');
    await page.getByLabel('E-mail').fill(server.email);
    await page.getByLabel('Password', { exact: true }).fill(server.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Demo' }).click();
    for (const [name, files] of [
      ['Carbon', ['ibm-carbon/colors.tokens.json', 'ibm-carbon/layout.tokens.json', 'ibm-carbon/typography.tokens.json']],
      ['SDS', ['figma-sds/color.tokens.json', 'figma-sds/theme-light.tokens.json', 'figma-sds/size.tokens.json', 'figma-sds/typography.tokens.json']],
    ]) {
      await page.getByRole('button', { name: 'New token set' }).click();
      await page.getByLabel('Name').fill(name);
      await page.getByRole('button', { name: 'Create token set' }).click();
      await page.getByRole('button', { name: 'Import a file' }).click();
      await page.locator('input[type=file]').setInputFiles(
        files.map((path) => ({ name: path.split('/').at(-1), mimeType: 'application/json', buffer: system(path) })),
      );
      await page.getByText('Nothing is stored yet').waitFor();
      await window.shot(`import-${name.toLowerCase()}`);
      await page.getByRole('button', { name: /^Import [\d,]+ change/ }).click();
      await page.getByText(/^Imported: /).first().waitFor();
      await page.getByRole('treegrid').waitFor();
      await window.shot(`system-${name.toLowerCase()}`);
      await page.getByRole('link', { name: 'Demo' }).click();
    }
  });

  it('come in as a whole workspace: each file is a token set, and goes where it is told', async () => {
    const { page } = window;
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    const dialog = page.getByRole('dialog');
    const files = ['colors', 'font', 'space'].map((name) => `shopify-polaris/${name}.tokens.json`);
    const dark = { ink: { $type: 'color', $value: '#eee' }, long: { $type: 'string', $value: 'x'.repeat(20_000) } };
    await page.locator('input[type=file]').setInputFiles([
      ...files.map((path) => ({ name: path.split('/').at(-1), mimeType: 'application/json', buffer: system(path) })),
      { name: 'polaris.dark.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(dark)) },
    ]);
    await dialog.getByText('Nothing is stored yet').waitFor();
    // A name like `polaris.dark.json` says the mode, once the file has turned out to have none itself.
    await page.waitForFunction(() => [...document.querySelectorAll('dialog input')].some((input) => input.value === 'dark'));
    assert.equal(await dialog.getByLabel('Token set of polaris.dark.json').inputValue(), 'polaris');
    assert.equal(await dialog.getByLabel('Mode of polaris.dark.json').inputValue(), 'dark');
    for (const name of ['colors', 'font', 'space']) await dialog.getByLabel(`Token set of ${name}.tokens.json`).fill('Polaris');
    await dialog.getByLabel('Token set of polaris.dark.json').fill('Polaris');
    await page.waitForTimeout(400);
    await dialog.getByText('Nothing is stored yet').waitFor();
    await dialog.getByText('1 skipped', { exact: false }).first().waitFor();
    await dialog.getByText('Value must be at most 16384 bytes').waitFor();
    await window.shot('import-polaris');
    const button = dialog.getByRole('button', { name: /^Import [\d,]+ change/ });
    const changes = Number((await button.innerText()).replace(/\D/g, ''));
    await button.click();
    await page.getByText(`Imported: ${changes.toLocaleString('en')} new, 0 changed`).waitFor();
    const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Polaris' }) });
    await card.getByText('Base, dark').or(card.getByText('dark, Base')).waitFor();
    await card.getByText(`${changes} values`).waitFor();
    await window.shot('workspace-polaris');
  });
});
