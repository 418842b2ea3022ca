// How a change gets to the server, and what is fetched because of it: whatever the network does meanwhile.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, browse, call, cell, demo, eventually, openEditor, saved, serve, signIn, stored } from './support.mjs';

const json = (body, method = 'POST') => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

describe('saving', () => {
  let server;
  let window;
  let page;
  /** What was asked for, as `GET /path`. */
  const asked = [];

  before(async () => {
    server = await serve();
    window = await browse(server);
    page = window.page;
    page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
    // What was missed before the stream was open is asked for once.
    const known = page
      .waitForResponse((response) => response.url().endsWith('/events'))
      .then(() => page.waitForRequest((request) => new URL(request.url()).pathname.endsWith('/tokens')))
      .then((request) => request.response());
    await openEditor(page, server);
    assert.equal((await known).status(), 304);
  });

  after(async () => {
    await window?.close();
    await server?.stop();
  });

  const write = async (name, text) => {
    await (await cell(page, name, 1)).click();
    await page.keyboard.press('F2');
    await page.getByRole('combobox', { name: `${name} in Light` }).fill(text);
    await page.keyboard.press('Enter');
  };
  const whole = () => asked.filter((one) => /^GET \/api\/tokensets\/[^/]+\/tokens$/.test(one)).length;

  /** A request is carried out, and its answer is lost on the way. */
  async function loseAnswer(method, path) {
    let lost = false;
    await page.route(path, async (route) => {
      if (lost || route.request().method() !== method) return route.fallback();
      lost = true;
      await route.fetch();
      await route.abort();
    });
    return () => page.unroute(path);
  }

  it('reads again only the cells that a change reaches', async () => {
    const before = whole();
    await write('palette.violet.600', 'oklch(0.55 0.2 300)');
    await saved(page);
    const { Light } = await stored(server);
    const link = `GET /api/tokensets/${Light['color.text.link'].tokenset_id}/modes/${Light['color.text.link'].mode_id}/tokens/${Light['color.text.link'].id}`;
    if (!asked.includes(link)) await page.waitForRequest((request) => request.url().endsWith(link.slice(4)));
    assert.equal(whole(), before, 'the whole token set is not read again');
    // Somebody else's change is.
    const token = Light['palette.violet.700'];
    const read = page.waitForResponse((response) => response.url().includes(`/api/tokensets/${token.tokenset_id}/tokens`));
    await api(server, `/tokensets/${token.tokenset_id}/modes/${token.mode_id}/tokens/${token.id}`, json({ value: 'oklch(0.4 0.2 300)' }, 'PATCH'));
    await read;
    const there = await cell(page, 'palette.violet.700', 1);
    await eventually(async () => assert.match(await there.innerText(), /0\.4 0\.2 300/));
  });

  it('names the tag of its own last change, so that nothing of others is undone in between', async () => {
    const patched = () => page.waitForRequest((request) => request.method() === 'PATCH');
    const first = patched();
    await write('size.small', '0.8rem');
    await first;
    await saved(page);
    const second = patched();
    await write('size.small', '0.85rem');
    assert.match((await second).headers()['if-match'] ?? 'none', /^"2-/);
    await saved(page);
  });

  it('takes a change whose answer was lost for what it is: made', async () => {
    let found = await loseAnswer('PATCH', '**/api/tokensets/*/modes/*/tokens/*');
    await write('size.large', '1.3rem');
    await saved(page);
    await found();
    found = await loseAnswer('POST', '**/api/tokensets/*/modes/*/tokens');
    await page.getByRole('button', { name: 'Add token' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('size.lost');
    await dialog.getByLabel('Type').selectOption('dimension');
    await dialog.getByLabel('Light').fill('7rem');
    await page.keyboard.press('Enter');
    await saved(page);
    await found();
    assert.equal(await page.getByRole('dialog').count(), 0, 'nobody is asked to settle anything');
    assert.equal(await page.getByRole('alert').count(), 0);
    // Both can be taken back.
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await saved(page);
    const { Light } = await stored(server);
    assert.equal(Light['size.lost'], undefined);
    assert.notEqual(Light['size.large'].value, '1.3rem');
  });

  it('asks before the way back loses what could not be saved', async () => {
    const editor = page.url();
    const answers = [false, true];
    const asked = [];
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (answers.shift() ? dialog.accept() : dialog.dismiss());
    });
    await page.route('**/api/tokensets/*/modes/*/tokens/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.fallback()));
    await write('size.small', '0.7rem');
    await page.getByRole('status').filter({ hasText: 'kept here' }).waitFor();
    await page.goBack();
    await page.waitForURL(editor);
    assert.equal(asked.length, 1);
    await page.getByRole('status').filter({ hasText: 'kept here' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Demo', level: 1 }).waitFor();
    assert.equal(asked.length, 2);
    await page.unroute('**/api/tokensets/*/modes/*/tokens/*');
    await page.goForward();
    await page.getByRole('treegrid').waitFor();
    assert.equal(page.url(), editor);
  });

  it('hears of others again after the server refused the stream', async () => {
    await page.route('**/api/workspaces/*/events', (route) => route.fulfill({ status: 503, body: '' }));
    const refused = page.waitForResponse((response) => response.url().endsWith('/events'));
    await page.reload();
    await page.getByRole('treegrid').waitFor();
    await refused;
    await page.unroute('**/api/workspaces/*/events');
    const { Light } = await stored(server);
    const token = Light['size.base'];
    await api(server, `/tokensets/${token.tokenset_id}/modes/${token.mode_id}/tokens/${token.id}`, json({ value: '1.01rem' }, 'PATCH'));
    await (await cell(page, 'size.base', 1)).getByText('1.01rem').waitFor({ timeout: 30_000 });
  });
});

describe('over plain http, by the name of a machine', () => {
  let server;
  let window;
  let page;

  before(async () => {
    server = await serve();
    window = await browse(server, { host: 'tokens.example' });
    page = window.page;
    await openEditor(page, server);
  });

  after(async () => {
    await window?.close();
    await server?.stop();
  });

  it('saves, copies, and shows what others change', async () => {
    assert.equal(await page.evaluate(() => isSecureContext), false);
    await (await cell(page, 'size.small', 1)).click();
    await page.keyboard.press('F2');
    await page.getByRole('combobox', { name: 'size.small in Light' }).fill('0.9rem');
    await page.keyboard.press('Enter');
    await saved(page);
    const { Light } = await stored(server);
    assert.equal(Light['size.small'].value, '0.9rem');

    await (await cell(page, 'size.small', 1)).click();
    await page.keyboard.press('Control+c');
    await page.getByText('Value copied').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.getByRole('searchbox').press('Control+v');
    await eventually(async () => assert.equal(await page.getByRole('searchbox').inputValue(), '0.9rem'));

    const token = Light['size.large'];
    await api(server, `/tokensets/${token.tokenset_id}/modes/${token.mode_id}/tokens/${token.id}`, json({ value: '2.5rem' }, 'PATCH'));
    await (await cell(page, 'size.large', 1)).getByText('2.5rem').waitFor();

    await page.goto('/');
    await page.getByRole('button', { name: 'New workspace' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Over the wire');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Over the wire' }).waitFor();
  });
});

describe('names that somebody else changed meanwhile', () => {
  let server;
  let window;
  let page;
  let other;

  before(async () => {
    server = await serve();
    window = await browse(server);
    page = window.page;
    await signIn(page, server);
    other = await window.another();
    await other.goto('/');
  });

  after(async () => {
    await window?.close();
    await server?.stop();
  });

  const menu = async (label, item) => {
    await page.getByRole('button', { name: label, exact: true }).click();
    await page.getByRole('menuitem', { name: item }).click();
    return page.getByRole('dialog');
  };

  /** What is renamed where: by whom, and how its menu is called before and after. */
  const THINGS = [
    ['workspace', async () => ['/', `/workspaces/${(await demo(other)).workspace}`, 'Actions for ', 'Demo']],
    ['token set', async () => [`/workspaces/${(await demo(other)).workspace}`, `/tokensets/${(await demo(other)).tokenset}`, 'Actions for ', 'Tokencraft']],
    [
      'mode',
      async () => {
        const { tokenset } = await demo(other);
        const { modes } = await call(other, 'GET', `/tokensets/${tokenset}/modes`);
        return [`/tokensets/${tokenset}`, `/tokensets/${tokenset}/modes/${modes[1].id}`, 'Mode ', 'Dark'];
      },
    ],
    [
      'organization',
      async () => {
        const { organizations } = await call(other, 'GET', '/organizations');
        return [`/organizations/${organizations[0].id}`, `/organizations/${organizations[0].id}`, 'Actions for ', organizations[0].name];
      },
    ],
    [
      'environment',
      async () => {
        const { organizations } = await call(other, 'GET', '/organizations');
        const base = `/organizations/${organizations[0].id}`;
        const { environments } = await call(other, 'GET', `${base}/environments`);
        const { id, name } = environments.find((one) => !one.is_production);
        return [base, `${base}/environments/${id}`, 'Actions for ', name];
      },
    ],
  ];

  for (const [what, where] of THINGS) {
    it(`${what}: is not renamed over theirs unseen`, async () => {
      const [screen, path, menuOf, name] = await where();
      await page.goto(screen);
      const dialog = await menu(menuOf + name, 'Rename');
      await call(other, 'PATCH', path, { name: 'Theirs' });
      await dialog.getByLabel('Name').fill('Mine');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.getByText('it is called “Theirs” now').waitFor();
      assert.equal(await dialog.getByLabel('Name').inputValue(), 'Mine', 'what was typed is kept');
      assert.equal((await call(other, 'GET', path)).name, 'Theirs');
      // Who has seen it may go on.
      const sent = page.waitForRequest((request) => request.method() === 'PATCH');
      await dialog.getByRole('button', { name: 'Save' }).click();
      assert.ok((await sent).headers()['if-match']);
      await dialog.waitFor({ state: 'detached' });
      assert.equal((await call(other, 'GET', path)).name, 'Mine');
    });
  }
});
