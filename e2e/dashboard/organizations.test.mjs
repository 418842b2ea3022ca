// From four themes to Production: releases with what they change, merges with what collides, and the way back.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { inspect } from './axe.mjs';
import { browse, call, eventually, newcomer, serve, signIn } from './support.mjs';

const packages = createRequire(import.meta.url);
const carbon = (name) => JSON.parse(readFileSync(packages.resolve('@carbon/themes/package.json').replace('package.json', `src/dtcg/${name}.json`)));

/** Carbon's palette and its four themes in a workspace of their own. */
async function importCarbon(page) {
  const workspace = await call(page, 'POST', '/workspaces', { name: 'Carbon', description: 'A palette and four themes' });
  const palette = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name: 'Palette' });
  await call(page, 'POST', `/tokensets/${palette.id}/import`, carbon('color-palette'));
  const themes = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name: 'Themes' });
  for (const [index, mode] of ['white', 'g10', 'g90', 'g100'].entries()) {
    const made = await call(page, 'POST', `/tokensets/${themes.id}/modes`, { name: mode, is_default: index === 0 });
    await call(page, 'POST', `/tokensets/${themes.id}/import?mode=${made.id}`, carbon(mode));
  }
  return { workspace, palette, themes };
}

/** Everything a tokenset resolves to, by mode and name. */
async function resolved(page, tokenset) {
  const { modes } = await call(page, 'GET', `/tokensets/${tokenset.id}/modes`);
  const { tokens } = await call(page, 'GET', `/tokensets/${tokenset.id}/tokens?resolve=true`);
  return new Map(tokens.map((token) => [`${modes.find((mode) => mode.id === token.mode_id).name} ${token.name}`, token.resolved_value]));
}

async function change(page, tokenset, name, parts) {
  const { tokens } = await call(page, 'GET', `/tokensets/${tokenset.id}/tokens`);
  const token = tokens.find((one) => one.name === name);
  assert.ok(token, name);
  const path = `/tokensets/${tokenset.id}/modes/${token.mode_id}/tokens/${token.id}`;
  return parts ? call(page, 'PATCH', path, parts) : call(page, 'DELETE', path);
}

/** A table of changes as text, line by line. */
const rows = async (page, name) => {
  const all = await page.getByRole('table', { name }).getByRole('row').allInnerTexts();
  return all.slice(1).map((text) => text.replace(/\s+/g, ' ').trim());
};

describe('an organization', () => {
  let server;
  let window;
  let page;
  let tokens;
  let acme;
  let staging;
  const seen = {};

  before(async () => {
    server = await serve();
    window = await browse(server);
    page = window.page;
    await signIn(page, server);
    tokens = await importCarbon(page);
  });
  after(async () => {
    await window?.close();
    await server?.stop();
  });

  const card = (name) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name, exact: true }) });
  const home = () => page.goto(acme);
  const publishTo = async (name) => {
    await home();
    await card(name).getByRole('link', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: `Publish to ${name}` }).waitFor();
  };
  const publish = async (name, version) => {
    await publishTo(name);
    await page.getByRole('button', { name: `Publish ${version}` }).click();
    await page.getByRole('heading', { name: `${name} ${version}` }).waitFor();
  };
  const exported = async (environment) => {
    const path = `${server.base}/api/v1${new URL(acme).pathname}/environments/${environment}/export?format=css`;
    const answer = await fetch(path, { headers: { Authorization: `Bearer ${server.apiToken}` } });
    assert.equal(answer.status, 200, path);
    return answer.text();
  };

  it('is made, gets a workspace and a second environment', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Organizations' }).click();
    await page.getByRole('button', { name: 'New organization' }).click();
    await page.getByLabel('Name').fill('Acme');
    await page.getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('heading', { name: 'Acme' }).waitFor();
    acme = page.url();
    await card('Production').getByText('Nothing is published here yet').waitFor();

    await card('Production').getByRole('link', { name: 'Publish' }).click();
    await page.getByRole('heading', { name: 'There is nothing to publish' }).waitFor();
    await page.getByRole('link', { name: 'To the workspaces' }).click();
    await page.getByRole('button', { name: 'Attach workspace' }).click();
    await page.getByRole('dialog').getByLabel('Workspace').selectOption('Carbon');
    await page.getByRole('dialog').getByRole('button', { name: 'Attach workspace' }).click();
    await page.getByRole('link', { name: 'Carbon' }).waitFor();

    await page.getByRole('link', { name: 'Environments' }).click();
    await page.getByRole('button', { name: 'New environment' }).click();
    await page.getByLabel('Name').fill('production');
    await page.getByRole('button', { name: 'Create environment' }).click();
    await page.getByRole('dialog').getByText(/already|exists/i).waitFor();
    await page.getByLabel('Name').fill('Staging');
    await page.getByRole('button', { name: 'Create environment' }).click();
    await card('Staging').waitFor();
  });

  it('publishes four themes as 1.0.0', async () => {
    await publishTo('Staging');
    await page.getByRole('table').waitFor();
    await page.getByLabel('Name').fill('Carbon as it is');
    await page.getByLabel('Notes').fill('Four themes over one palette.');
    await page.getByRole('button', { name: 'Publish 1.0.0' }).click();
    await page.getByRole('heading', { name: 'Staging 1.0.0' }).waitFor();
    await page.getByText('Four themes over one palette.').waitFor();
    staging = page.url().replace(/\/releases\/.*/, '');
  });

  it('shows what a palette colour changes, through aliases too, and nothing else', async () => {
    const before = await resolved(page, tokens.themes);
    await change(page, tokens.palette, 'blue.60', { value: '#0050e6' });
    const after = await resolved(page, tokens.themes);
    const expected = [...after].filter(([key, value]) => before.get(key) !== value).map(([key]) => key);
    assert.ok(expected.length > 10, `${expected.length}`);

    await publishTo('Staging');
    await page.getByText('1.0.1').first().waitFor();
    await eventually(async () => assert.deepEqual(await rows(page, 'Changes'), ['Palette 1', 'changed blue.60 Base #0f62fe to #0050e6']));
    const section = page.locator('summary').filter({ hasText: 'Through aliases' });
    const shown = await section.innerText();
    const listed = Number(/([\d,]+) values/.exec(shown)[1].replace(',', ''));
    const own = (await rows(page, 'Changes')).length - 1;
    await section.click();
    const aliases = page.getByRole('table', { name: 'Through aliases' });
    await aliases.waitFor();
    await window.shot('publish-aliases');
    // Every mode of every theme, and aliases within the palette.
    const path = new URL(staging).pathname.replace('/organizations', '');
    const preview = await call(page, 'POST', `/organizations${path}/releases`, { dry_run: true });
    const through = preview.changes.filter((one) => !one.direct);
    assert.equal(through.length, listed);
    assert.equal(preview.changes.length, listed + own);
    assert.deepEqual(through.filter((one) => one.tokenset === 'Themes').map((one) => `${one.mode} ${one.name}`).sort(), expected.sort());
    await page.getByLabel('Find a change').fill('link.primary');
    await eventually(async () => assert.match((await rows(page, 'Through aliases')).join('\n'), /changed link.primary white, g10 #0f62fe to #0050e6/));

    await page.getByRole('button', { name: 'Publish 1.0.1' }).click();
    await page.getByRole('heading', { name: 'Staging 1.0.1' }).waitFor();
    await page.getByText('patch').first().waitFor();
  });

  it('tells when nothing changed', async () => {
    await publishTo('Staging');
    await page.getByRole('heading', { name: 'Nothing changed since 1.0.1' }).waitFor();
    assert.equal(await page.getByRole('button', { name: /^Publish/ }).count(), 0);
    await window.shot('publish-nothing');
  });

  it('merges into Production, which has the same bytes then', async () => {
    await home();
    await card('Staging').getByRole('link', { name: 'Merge into Production' }).click();
    await page.getByRole('button', { name: 'Merge as 1.0.0' }).click();
    await page.getByRole('heading', { name: 'Production 1.0.0' }).waitFor();
    await page.getByRole('link', { name: 'Staging 1.0.1' }).waitFor();
    seen.first = await exported('production');
    assert.equal(seen.first, await exported('staging'));
    await home();
    await card('Staging').getByText('Production has the same').waitFor();
  });

  it('recognises a rename and a removal, and asks for a major version', async () => {
    await call(page, 'POST', `/tokensets/${tokens.palette.id}/tokens/rename`, { from: 'magenta.60', to: 'pink.60' });
    await change(page, tokens.palette, 'coolGray.10');
    await publishTo('Staging');
    await page.getByRole('button', { name: 'Publish 2.0.0' }).waitFor();
    await eventually(async () => {
      const found = await rows(page, 'Changes');
      assert.ok(found.some((row) => row.startsWith('renamed pink.60 Base magenta.60 to pink.60')), found.join('\n'));
      assert.ok(found.some((row) => row.startsWith('removed coolGray.10 Base')), found.join('\n'));
      assert.equal(found.length, 3);
    });
    await page.getByLabel('Version').fill('1.5.0');
    await page.getByRole('button', { name: /^Publish/ }).click();
    await page.getByText('The changes ask for 2.0.0 at least.').waitFor();
    await page.getByLabel('Version').fill('');
    await page.getByRole('button', { name: 'Publish 2.0.0' }).click();
    await page.getByRole('heading', { name: 'Staging 2.0.0' }).waitFor();
  });

  it('keeps what was typed when somebody else publishes first', async () => {
    await change(page, tokens.palette, 'red.60', { value: '#d00010' });
    await publishTo('Staging');
    await page.getByLabel('Name').fill('Mine');
    await page.getByRole('button', { name: 'Publish 2.0.1' }).waitFor();
    const path = new URL(staging).pathname.replace('/organizations', '');
    await call(page, 'POST', `/organizations${path}/releases`, { name: 'Theirs' });
    await change(page, tokens.palette, 'red.60', { value: '#d00020' });
    await page.getByRole('button', { name: 'Publish 2.0.1' }).click();
    await page.getByText('Another release was published in the meantime').waitFor();
    assert.equal(await page.getByLabel('Name').inputValue(), 'Mine');
    await page.getByText('#d00020').first().waitFor();
    await window.shot('publish-overtaken');
    await page.getByRole('button', { name: 'Publish 2.0.2' }).click();
    await page.getByRole('heading', { name: 'Staging 2.0.2' }).waitFor();
    const { releases } = await call(page, 'GET', `/organizations${path}/releases`);
    assert.deepEqual(releases.slice(0, 2).map((one) => one.name), ['Mine', 'Theirs']);
  });

  it('merges with a conflict, both sides rendered, and Production is what was chosen', async () => {
    await change(page, tokens.palette, 'red.60', { value: '#aa0000' });
    await publish('Production', '2.0.0');
    await home();
    await card('Staging').getByRole('link', { name: 'Merge into Production' }).click();
    await page.getByRole('heading', { name: /^\d+ conflicts?$/ }).waitFor();
    const merge = page.getByRole('button', { name: /^Merge/ });
    await eventually(async () => assert.ok(await merge.isDisabled()));
    const conflict = page.getByRole('group').filter({ hasText: 'red.60' });
    for (const value of ['#d00020', '#aa0000']) await conflict.getByText(value, { exact: true }).waitFor();
    await inspect(window, 'merge-conflict');
    await page.getByRole('button', { name: 'Keep all of Production' }).click();
    await page.getByText('Every conflict is settled').waitFor();
    // By the keyboard: the other side.
    await conflict.getByRole('radio', { name: /^Production/ }).focus();
    await page.keyboard.press('ArrowUp');
    await conflict.getByRole('radio', { name: /^Staging/, checked: true }).waitFor();
    await page.getByRole('table', { name: 'Changes' }).waitFor();
    await inspect(window, 'merge-settled');
    await merge.click();
    await page.getByRole('heading', { name: /^Production 2\.0\.1/ }).waitFor();
    seen.merged = await exported('production');
    assert.match(seen.merged, /--red-60: #d00020;/);
    assert.equal(seen.merged, await exported('staging'));
  });

  it('rolls back to the old bytes, and forward again', async () => {
    await home();
    await card('Production').getByRole('link', { name: 'Production' }).click();
    const act = async (menu, confirm) => {
      await page.getByRole('button', { name: `Actions for ${menu}` }).click();
      await page.getByRole('menuitem', { name: new RegExp(confirm) }).click();
      await page.getByRole('dialog').getByText('Apps will see').waitFor();
      await window.shot(`roll-${menu}`);
      await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('listitem').filter({ hasText: menu }).getByText('active', { exact: true }).waitFor();
    };
    await act('1.0.0', 'Roll back');
    assert.equal(await exported('production'), seen.first);
    await act('2.0.1', 'Roll forward');
    assert.equal(await exported('production'), seen.merged);
  });

  it('gives CI the lines that fetch a release', async () => {
    await page.getByRole('button', { name: 'Actions for 1.0.0' }).click();
    await page.getByRole('menuitem', { name: 'Export' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.locator('pre').filter({ hasText: ':root' }).waitFor();
    await dialog.getByRole('button', { name: 'Copy' }).click();
    await eventually(async () => assert.equal(await page.evaluate(() => navigator.clipboard.readText()), seen.first));
    await dialog.getByRole('tab', { name: 'curl' }).click();
    const line = await dialog.locator('pre').innerText();
    const url = /"(http[^"]+)"/.exec(line)[1];
    assert.match(url, /\/api\/v1\/organizations\/[^/]+\/environments\/production\/export\?format=css&release=1\.0\.0$/);
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${server.apiToken}` } });
    assert.equal(await answer.text(), seen.first);
    await dialog.getByLabel('Token set').fill('Themes');
    await dialog.getByLabel('Mode', { exact: true }).fill('g90');
    await dialog.getByText(/tokenset=Themes&mode=g90/).waitFor();
    await dialog.getByRole('tab', { name: 'Preview' }).click();
    await dialog.locator('pre').filter({ hasText: '--background:' }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('compares any two releases', async () => {
    await page.goto(staging);
    await page.getByRole('link', { name: '2.0.2', exact: true }).click();
    await page.getByRole('heading', { name: 'Staging 2.0.2' }).waitFor();
    await page.getByText('#d00020').first().waitFor();
    await page.getByLabel('since').selectOption({ label: '1.0.0 Carbon as it is' });
    await page.getByText('pink.60').first().waitFor();
    await eventually(async () => {
      const found = await rows(page, 'Changes');
      assert.ok(found.some((row) => row.startsWith('changed blue.60 Base #0f62fe to #0050e6')), found.join('\n'));
    });
    await page.reload();
    await page.getByText('pink.60').first().waitFor();
    await page.getByRole('button', { name: 'blue.60' }).click();
    await page.getByRole('dialog').getByText('Palette · color').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows a viewer everything and no button that would be refused', async () => {
    await page.goto(`${acme}/members`);
    const other = await newcomer(page, server, { email: 'vera@example.com', name: 'Vera' });
    const vera = other.page;
    await call(page, 'PATCH', `/users/${(await call(vera, 'GET', '/auth/session')).user.id}`, { plan: 'TEAM' });
    await vera.goto('/organizations');
    await vera.getByRole('heading', { name: 'Organizations come with BUSINESS' }).waitFor();

    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByLabel('E-mail').fill('vera@example.com');
    await page.getByRole('radio', { name: /viewer/ }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
    await page.getByText('vera@example.com', { exact: true }).waitFor();

    await vera.goto('/organizations');
    await vera.getByRole('link', { name: 'Acme' }).click();
    await vera.getByRole('heading', { name: 'Staging' }).waitFor();
    const buttons = async () => [
      ...(await vera.getByRole('main').getByRole('button').allInnerTexts()),
      ...(await vera.getByRole('main').getByRole('link').allInnerTexts()),
    ].join(' ');
    assert.doesNotMatch(await buttons(), /Publish|Merge|New|Activity/);
    await other.shot('viewer-environments');
    await vera.goto(staging);
    await vera.getByRole('link', { name: '2.0.2', exact: true }).waitFor();
    assert.doesNotMatch(await buttons(), /Publish|Merge|Roll/);
    await vera.getByRole('button', { name: 'Export', exact: true }).click();
    await vera.getByRole('dialog').locator('pre').filter({ hasText: '--' }).waitFor();
    await vera.keyboard.press('Escape');
    for (const [path, said] of [['publish', 'You cannot publish here'], ['merge', 'You cannot merge here']]) {
      await vera.goto(`${staging}/${path}`);
      await vera.getByText(said).waitFor();
    }
    await vera.goto(`${acme}/workspaces`);
    await vera.getByText('you are not a member').waitFor();
    assert.doesNotMatch(await buttons(), /Attach/);
    await other.close();
  });

  it('is told in its activity', async () => {
    await page.goto(`${acme}/activity`);
    for (const text of ['published', 'merged', 'made active', 'attached']) await page.getByText(text).first().waitFor();
  });
});

describe('its screens', () => {
  let server;
  before(async () => {
    server = await serve();
  });
  after(() => server?.stop());

  for (const theme of ['light', 'dark']) {
    for (const width of [1440, 390]) {
      it(`are accessible and whole at ${width} px, ${theme}`, async () => {
        const window = await browse(server, { width, height: width === 390 ? 844 : 900, theme });
        const { page } = window;
        await signIn(page, server);
        const { organizations } = await call(page, 'GET', '/organizations');
        let base = organizations.find((one) => one.name === 'Wide & Narrow')?.id;
        if (!base) {
          base = (await call(page, 'POST', '/organizations', { name: 'Wide & Narrow' })).id;
          const { workspace, palette } = await importCarbon(page);
          await call(page, 'POST', `/organizations/${base}/workspaces`, { workspace_id: workspace.id });
          await call(page, 'POST', `/organizations/${base}/environments`, { name: 'Staging' });
          await call(page, 'POST', `/organizations/${base}/environments/staging/releases`, { name: 'First', notes: 'As it comes.\nWith four themes.' });
          await call(page, 'POST', `/organizations/${base}/environments/staging/merge`, {});
          for (const [environment, value] of [['staging', '#0050e6'], ['production', '#0060c6']]) {
            await change(page, palette, 'blue.60', { value });
            await call(page, 'POST', `/organizations/${base}/environments/${environment}/releases`, {});
          }
          await change(page, palette, 'blue.60', { value: '#1050f0' });
          await call(page, 'POST', `/tokensets/${palette.id}/tokens/rename`, { from: 'magenta.60', to: 'pink.60' });
        }
        const { environments } = await call(page, 'GET', `/organizations/${base}/environments`);
        const staging = `/organizations/${base}/environments/${environments.find((one) => one.name === 'Staging').id}`;
        const open = async (path, ready) => {
          await page.goto(path);
          await ready().first().waitFor();
        };
        const text = (words) => () => page.getByText(words);
        await open('/organizations', text('Wide & Narrow'));
        await inspect(window, 'organizations');
        await open(`/organizations/${base}`, text('Merge into Production'));
        await inspect(window, 'environments');
        await page.getByRole('button', { name: 'New environment' }).click();
        await inspect(window, 'new-environment');
        await open(`/organizations/${base}/workspaces`, () => page.getByRole('link', { name: 'Carbon' }));
        await inspect(window, 'attached');
        await open(`/organizations/${base}/members`, () => page.getByRole('main').getByText('demo@example.com'));
        await inspect(window, 'organization-members');
        await open(`/organizations/${base}/activity`, text('published'));
        await inspect(window, 'organization-activity');
        await open(staging, text('1.0.0'));
        await inspect(window, 'releases');
        await page.getByRole('button', { name: 'Export', exact: true }).click();
        await page.getByRole('dialog').locator('pre').filter({ hasText: '--' }).waitFor();
        await inspect(window, 'release-export');
        const { releases } = await call(page, 'GET', `${staging}/releases`);
        await open(`${staging}/releases/${releases[0].id}`, () => page.getByRole('table'));
        await page.getByRole('table').first().scrollIntoViewIfNeeded();
        await inspect(window, 'release');
        await page.getByRole('button', { name: 'blue.60' }).first().click();
        await inspect(window, 'release-change');
        await open(`${staging}/publish`, () => page.getByRole('table'));
        await page.locator('summary').first().click();
        await inspect(window, 'publish');
        await page.getByRole('button', { name: 'Choose …' }).click();
        await page.getByRole('checkbox', { name: 'Palette' }).waitFor();
        await inspect(window, 'publish-choose');
        await open(`${staging}/merge`, () => page.getByRole('radio'));
        await inspect(window, 'merge');
        await window.close();
      });
    }
  }

  it('show forty thousand changes without a pause', async () => {
    const window = await browse(server);
    const { page } = window;
    await signIn(page, server);
    const organization = await call(page, 'POST', '/organizations', { name: 'Large' });
    const workspace = await call(page, 'POST', '/workspaces', { name: 'Large', include_in_organization: true, organization_id: organization.id });
    const leaf = (seed) => ({ $type: 'color', $value: `#${(seed * 7919 % 0xffffff).toString(16).padStart(6, '0')}` });
    const modes = Object.fromEntries(
      [1, 2, 3, 4].map((mode) => [`m${mode}`, Object.fromEntries(Array.from({ length: 100 }, (_, group) => [`g${group}`, Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`t${n}`, leaf(group * 400 + n * 4 + mode)]))]))]),
    );
    const set = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name: 'Large' });
    for (const [index, [name, document]] of Object.entries(modes).entries()) {
      const mode = await call(page, 'POST', `/tokensets/${set.id}/modes`, { name, is_default: index === 0 });
      await call(page, 'POST', `/tokensets/${set.id}/import?mode=${mode.id}`, document);
    }
    page.setDefaultTimeout(30_000);
    await page.goto(`/organizations/${organization.id}/environments/${(await call(page, 'GET', `/organizations/${organization.id}/environments`)).environments[0].id}/publish`);
    await page.getByRole('table').waitFor();
    const drawn = await page.getByRole('row').count();
    assert.ok(drawn < 120, `${drawn} rows are drawn`);
    // The time of the slowest frame while it is scrolled from one end to the other.
    const slowest = await page.evaluate(async () => {
      let worst = 0;
      const end = document.documentElement.scrollHeight;
      for (let step = 0; step <= 20; step += 1) {
        const start = performance.now();
        scrollTo(0, (end * step) / 20);
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        worst = Math.max(worst, performance.now() - start);
      }
      return worst;
    });
    assert.ok(slowest < 500, `${slowest} ms`);
    const { last, all } = await page.evaluate(() => ({
      last: [...document.querySelectorAll('[role=row]')].at(-1).ariaRowIndex,
      all: document.querySelector('[role=table]').ariaRowCount,
    }));
    assert.equal(last, all, 'the last row is drawn at the end');
    await window.close();
  });
});

describe('hostile text', () => {
  const CANARY = `"><img src=x onerror="globalThis.hit=1"><script>globalThis.hit=2</script>{{7*7}}\${7*7}' style='background:url(//evil.example/x)`;
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

  it('stays text on every screen', async () => {
    const { page } = window;
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.addInitScript(() => {
      globalThis.violations = [];
      addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
    await signIn(page, server);
    const name = CANARY.slice(0, 200);
    const segment = CANARY.replace(/[{}.$]/g, '_').slice(0, 100);
    const { id } = await call(page, 'POST', '/organizations', { name });
    const workspace = await call(page, 'POST', '/workspaces', { name, description: CANARY, include_in_organization: true, organization_id: id });
    const set = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name });
    const mode = await call(page, 'POST', `/tokensets/${set.id}/modes`, { name, is_default: true });
    const path = `/tokensets/${set.id}/modes/${mode.id}/tokens`;
    const plain = CANARY.replace(/[{}]/g, '');
    const text = await call(page, 'POST', path, { name: `${segment}.one`, type: 'string', value: plain, description: CANARY });
    await call(page, 'POST', path, { name: 'family', type: 'fontFamily', value: `"a; background: url(//evil.example/y)", serif` });
    await call(page, 'POST', path, { name: 'alias', type: 'string', value: `{${segment}.one}` });
    const staging = await call(page, 'POST', `/organizations/${id}/environments`, { name });
    const releases = `/organizations/${id}/environments/${staging.id}/releases`;
    const said = { $description: `group ${CANARY}`, $extensions: { [`key ${CANARY}`]: `extension ${CANARY}` } };
    const color = { $type: 'color', $value: '#ff0000' };
    await call(page, 'POST', `/tokensets/${set.id}/import`, { group: { old: color } });
    const first = await call(page, 'POST', releases, { name, notes: CANARY });
    await call(page, 'POST', `/tokensets/${set.id}/import`, { group: { ...said, old: { ...color, $deprecated: `since ${CANARY}`, $extensions: said.$extensions } } });
    const annotated = await call(page, 'POST', releases, {});
    await call(page, 'POST', `/organizations/${id}/environments/${staging.id}/merge`, { name });
    for (const [environment, more] of [[staging.id, ' ours'], ['production', ' theirs']]) {
      await call(page, 'PATCH', `${path}/${text.id}`, { value: plain + more });
      await call(page, 'POST', `/organizations/${id}/environments/${environment}/releases`, { name });
    }
    const goes = await call(page, 'POST', path, { name: `${segment}.goes`, type: 'string', value: 'x' });
    await call(page, 'POST', path, { name: `${segment}.lost`, type: 'string', value: `{${segment}.goes}` });
    await call(page, 'DELETE', `${path}/${goes.id}`);
    await call(page, 'POST', `/tokensets/${set.id}/tokens/rename`, { from: 'family', to: `${segment}.family` });

    const base = `/organizations/${id}`;
    const env = `${base}/environments/${staging.id}`;
    for (const [at, ready] of [
      ['/organizations', name],
      [base, name],
      [`${base}/workspaces`, CANARY.slice(0, 40)],
      [`${base}/members`, 'demo@example.com'],
      [`${base}/activity`, name.slice(0, 40)],
      [env, name],
      [`${env}/releases/${first.id}`, CANARY.slice(0, 40)],
      [`${env}/publish`, 'leads nowhere'],
      [`${env}/merge`, '1 conflict'],
    ]) {
      await page.goto(at);
      await page.getByText(ready).first().waitFor();
      if (at.endsWith('publish')) await page.getByRole('table').first().getByRole('button').first().click();
      await page.waitForTimeout(200);
      assert.equal(await page.evaluate(() => globalThis.hit), undefined, at);
      assert.deepEqual(await page.evaluate(() => globalThis.violations), [], at);
    }
    await window.shot('hostile-merge');

    // What groups say, extensions and deprecations are read where two releases differ in nothing else.
    await page.goto(`${env}/releases/${annotated.id}`);
    const read = [];
    await page.getByRole('table').first().waitFor();
    for (const list of await page.getByRole('main').locator('details').all()) {
      if ((await list.getAttribute('open')) === null) await list.locator('summary').click();
      await list.getByRole('table').getByRole('button').first().waitFor();
    }
    for (const line of await page.getByRole('table').getByRole('button').all()) {
      await line.click();
      read.push(await page.getByRole('dialog').innerText());
      assert.equal(await page.evaluate(() => globalThis.hit), undefined);
      assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
      await page.keyboard.press('Escape');
    }
    const words = read.join('\n').replace(/\\/g, '').replace(/\s+/g, ' ');
    for (const start of ['group', 'key', 'extension', 'since']) assert.ok(words.includes(`${start} ${CANARY}`.slice(0, 30)), `${start} is not read: ${words}`);
    assert.deepEqual(asked.filter((url) => !url.startsWith(server.base)), []);
  });
});
