// The editor beyond single cells: groups, columns, several tokens at once, other tokensets, people who may only look.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from './axe.mjs';
import { api, browse, cell, eventually, openEditor, saved, serve, stored } from './support.mjs';

const json = (body, method = 'POST') => ({ method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

describe('the editor of many tokens', () => {
  let server;
  let window;
  let page;

  before(async () => {
    server = await serve();
    window = await browse(server);
    page = window.page;
    await openEditor(page, server);
  });

  after(async () => {
    await window?.close();
    await server?.stop();
  });

  const search = (text) => page.getByRole('searchbox').fill(text);
  const row = (name) => page.getByRole('gridcell', { name, exact: true }).first();

  it('moves a token to another group by dragging, with a look at what follows', async () => {
    await search('color');
    // `status.warning` onto its neighbour group.
    await row('warning').dragTo(row(/^text \d+$/));
    const dialog = page.getByRole('dialog', { name: 'Move to a group' });
    await dialog.getByText('color.text.warning').waitFor();
    await window.shot('move');
    assert.equal(await dialog.getByLabel('Group').inputValue(), 'color.text');
    await dialog.getByRole('button', { name: 'Move', exact: true }).click();
    await saved(page);
    const { Light } = await stored(server);
    assert.equal(Light['color.text.warning'].alias_to, 'palette.amber.700');
    assert.equal(Light['color.status.warning'], undefined);
  });

  it('moves a group by keyboard; references follow, and undo brings all of it back', async () => {
    await search('palette.violet.7');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('treegrid').press('Control+End');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+m');
    const dialog = page.getByRole('dialog', { name: 'Move to a group' });
    await dialog.getByLabel('Group').fill('brand');
    await dialog.getByText('brand.violet.600', { exact: true }).waitFor();
    await dialog.getByText('{brand.violet.600}').first().waitFor();
    await window.shot('move-group');
    await page.keyboard.press('Enter');
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].alias_to, 'brand.violet.600');
    await search('');
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await saved(page);
    const { Light } = await stored(server);
    assert.equal(Light['color.text.link'].alias_to, 'palette.violet.600');
    assert.ok(Light['brand.name'], 'what was in that group stays there');
  });

  it('says why a move cannot be', async () => {
    await search('palette.gray.0');
    await page.getByRole('searchbox').press('Enter');
    await page.getByRole('treegrid').press('Control+End');
    await page.keyboard.press('Home');
    await page.keyboard.press('Control+m');
    const dialog = page.getByRole('dialog', { name: 'Move to a group' });
    await page.keyboard.press('Enter');
    await dialog.getByText('They are in this group already.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('changes several tokens at once, and takes that back at once', async () => {
    await search('palette.red');
    await row('500').click({ modifiers: ['Control'] });
    await row('600').click({ modifiers: ['Control'] });
    await page.getByText('2 tokens selected').waitFor();
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit 2 tokens' });
    await dialog.getByRole('combobox', { name: 'Value for all of them' }).fill('#b00020');
    await page.keyboard.press('Enter');
    await dialog.getByLabel('Description').fill('Warns');
    await dialog.getByText('2 values will change.').waitFor();
    await window.shot('edit-many');
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await saved(page);
    let { Light } = await stored(server);
    for (const name of ['palette.red.500', 'palette.red.600']) {
      assert.equal(Light[name].value, '#b00020');
      assert.equal(Light[name].description, 'Warns');
    }
    await page.getByRole('treegrid').press('Control+z');
    await saved(page);
    ({ Light } = await stored(server));
    assert.notEqual(Light['palette.red.500'].value, '#b00020');
    assert.notEqual(Light['palette.red.600'].value, '#b00020');
    await page.getByRole('button', { name: 'Clear' }).last().click();
  });

  it('gives columns the width one wants, by mouse and by keyboard, and keeps it', async () => {
    await search('');
    const width = (name) => page.getByRole('columnheader', { name }).evaluate((head) => Math.round(head.getBoundingClientRect().width));
    const becomes = (name, expected) =>
      eventually(async () => {
        const now = await width(name);
        assert.ok(Math.abs(now - expected) <= 1, `${now} is not ${expected}`);
      });
    const edge = page.getByRole('separator', { name: 'Width of names' });
    const wide = await width(/^Name/);
    const box = await edge.boundingBox();
    await page.mouse.move(box.x + 4, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 64, box.y + 10, { steps: 3 });
    await page.mouse.up();
    await becomes(/^Name/, wide + 60);
    const light = page.getByRole('separator', { name: 'Width of Light' });
    await light.focus();
    const before = await width(/^Light/);
    await page.keyboard.press('ArrowLeft');
    await becomes(/^Light/, before - 16);
    await page.reload();
    await page.getByRole('treegrid').waitFor();
    await becomes(/^Name/, wide + 60);
    await becomes(/^Light/, before - 16);
    await light.focus();
    await page.keyboard.press('Delete');
    await edge.dblclick();
    await becomes(/^Name/, wide);
  });

  it('shows what follows a change before it is made, in each mode', async () => {
    const here = await cell(page, 'palette.violet.600', 1);
    await here.click();
    const details = page.getByRole('complementary', { name: 'Token details' });
    await details.getByRole('heading', { name: /^Used by \d+ tokens? in Light, Dark$/ }).waitFor();
    await window.shot('used-by');
    await here.dblclick();
    await page.getByText(/\d+ tokens will follow:\s+\d+ in Light, \d+ in Dark/).waitFor();
    await window.shot('follows');
    await page.keyboard.press('Escape');
  });

  it('finds tokens of other tokensets for an alias, and says which', async () => {
    const { workspaces } = await api(server, '/workspaces');
    const base = await api(server, `/workspaces/${workspaces[0].id}/tokensets`, json({ name: 'Foundations' }));
    const tokens = { $modes: { Base: { ink: { deep: { type: 'color', value: '#0b0d12' } } }, dark: { ink: { deep: { type: 'color', value: '#f4f5f7' } } } } };
    await api(server, `/tokensets/${base.id}/import?format=tokencraft`, json(tokens));
    const here = await cell(page, 'color.text.primary', 2);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{ink');
    const option = page.getByRole('option', { name: /ink\.deep/ });
    await option.getByText('Foundations').waitFor();
    await window.shot('other-tokenset');
    await option.click();
    await saved(page);
    // Dark here finds the mode `dark` there.
    assert.equal((await stored(server)).Dark['color.text.primary'].resolved_value, '#f4f5f7');
    await (await cell(page, 'color.text.primary', 2)).click();
    const details = page.getByRole('complementary', { name: 'Token details' });
    await details.getByRole('link', { name: /ink\.deep.*Foundations/ }).waitFor();
    await window.shot('refers-outside');
    await page.getByRole('treegrid').press('Control+z');
    await saved(page);
  });

  it('tells before a deletion what breaks in other tokensets', async () => {
    const { workspaces } = await api(server, '/workspaces');
    const other = await api(server, `/workspaces/${workspaces[0].id}/tokensets`, json({ name: 'Charts' }));
    const tokens = { $modes: { Base: { series: { first: { type: 'color', value: '{palette.violet.900}' } } } } };
    await api(server, `/tokensets/${other.id}/import?format=tokencraft`, json(tokens));
    await (await cell(page, 'palette.violet.900', 0)).click();
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete this token?' });
    await dialog.getByText('1 token of Charts will break').waitFor();
    await dialog.getByText('series.first').waitFor();
    await window.shot('delete-outside');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('lets viewers look and changes nothing for them', async () => {
    const email = 'viewer@example.com';
    const password = 'quiet harbour lantern 7';
    const { workspaces } = await api(server, '/workspaces');
    const made = await page.evaluate(
      async ([user, workspace]) => {
        const call = async (path, body) => {
          const response = await fetch(`/api${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
          if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
          return response.json();
        };
        const account = await call('/users', user);
        await call(`/workspaces/${workspace}/members`, { email: user.email, role: 'viewer' });
        return account;
      },
      [{ email, name: 'Viewer' }, workspaces[0].id],
    );
    const other = await browse(server);
    try {
      await other.page.goto(made.setup_url);
      await other.page.getByLabel('New password').fill(password);
      await other.page.getByRole('button', { name: 'Save password' }).click();
      await other.page.getByRole('link', { name: 'Sign in' }).waitFor();
      await openEditor(other.page, { email, password });
      await other.page.getByText('Read-only', { exact: true }).waitFor();
      for (const name of ['Add token', 'Import', 'Undo', 'New mode']) assert.equal(await other.page.getByRole('button', { name }).count(), 0, name);
      const here = await cell(other.page, 'palette.violet.600', 1);
      await here.dblclick();
      await other.page.keyboard.type('x');
      await other.page.keyboard.press('Delete');
      assert.equal(await other.page.getByRole('dialog').count(), 0);
      assert.equal(await other.page.getByRole('combobox', { name: /palette/ }).count(), 0);
      await other.shot('viewer');
    } finally {
      await other.close();
    }
  });
});

describe('a workspace over the limit of a plan', () => {
  let server;
  let window;
  let page;

  before(async () => {
    server = await serve({ options: ['--downgrade-grace', '0', '--rate-limit', '0'] });
    window = await browse(server);
    page = window.page;
    await openEditor(page, server);
  });

  after(async () => {
    await window?.close();
    await server?.stop();
  });

  it('turns read-only in front of whoever edits it, and is so when it is opened', async () => {
    let newest;
    for (let count = 0; count < 12; count += 1) newest = await api(server, '/workspaces', json({ name: `Number ${count}` }));
    const tokenset = await api(server, `/workspaces/${newest.id}/tokensets`, json({ name: 'Late' }));
    const tokens = { $modes: { Light: { ink: { type: 'color', value: '#0b0d12' } } } };
    await api(server, `/tokensets/${tokenset.id}/import?format=tokencraft`, json(tokens));
    await page.goto(`/tokensets/${tokenset.id}`);
    await page.getByRole('gridcell', { name: '#0b0d12' }).waitFor();
    await page.evaluate(async () => {
      const { user } = await (await fetch('/api/auth/session')).json();
      const change = { method: 'PATCH', headers: { 'Content-Type': 'application/json' }, body: '{"plan":"FREE"}' };
      const answer = await fetch(`/api/users/${user.id}`, change);
      if (!answer.ok) throw new Error(await answer.text());
    });
    await page.getByRole('gridcell', { name: '#0b0d12' }).dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('#ffffff');
    await page.keyboard.press('Enter');
    await page.getByText('Read-only', { exact: true }).waitFor();
    await page.getByRole('alert').getByText(/plan limit is exceeded/).waitFor();
    await window.shot('over-plan');
    assert.equal((await api(server, `/tokensets/${tokenset.id}/tokens`)).tokens[0].value, '#0b0d12');
    // What was typed stays until one gives it up.
    await page.getByRole('treegrid').press('Escape');
    await page.getByRole('gridcell', { name: '#0b0d12' }).waitFor();
    await page.reload();
    await page.getByRole('gridcell', { name: '#0b0d12' }).waitFor();
    await page.getByText('Read-only', { exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add token' }).count(), 0);
  });
});

describe('what the editor shows of many tokens', () => {
  let server;
  before(async () => {
    server = await serve({ options: ['--rate-limit', '0'] });
    const { workspaces } = await api(server, '/workspaces');
    const base = await api(server, `/workspaces/${workspaces[0].id}/tokensets`, json({ name: 'Foundations' }));
    const tokens = { $modes: { Base: { ink: { deep: { type: 'color', value: '#0b0d12' } } } } };
    await api(server, `/tokensets/${base.id}/import?format=tokencraft`, json(tokens));
  });
  after(() => server?.stop());

  for (const [width, theme] of [[1440, 'light'], [390, 'light'], [1440, 'dark'], [390, 'dark']]) {
    it(`can be used by everybody: ${width} px, ${theme}`, async () => {
      const window = await browse(server, { width, height: 900, theme });
      const { page } = window;
      try {
        await openEditor(page, server);
        await page.getByRole('searchbox').fill('palette.red');
        for (const name of ['500', '600']) {
          await page.getByRole('gridcell', { name, exact: true }).first().click({ modifiers: ['Control'] });
        }
        await inspect(window, 'many-selected');
        await page.keyboard.press('Control+e');
        await page.getByRole('dialog', { name: 'Edit 2 tokens' }).waitFor();
        await inspect(window, 'many-edit');
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.keyboard.press('Control+m');
        await page.getByRole('combobox', { name: 'Group' }).fill('brand');
        await page.getByRole('dialog').getByText('brand.600', { exact: true }).waitFor();
        await inspect(window, 'many-move');
        await page.getByRole('button', { name: 'Cancel' }).click();
        await page.keyboard.press('Escape');
        await (await cell(page, 'palette.violet.600', 1)).click();
        await page.keyboard.press('Enter');
        await page.getByText(/tokens will follow/).waitFor();
        await inspect(window, 'many-follow');
        await page.keyboard.press('Control+a');
        await page.keyboard.type('{ink');
        await page.getByRole('option').getByText('Foundations').waitFor();
        await inspect(window, 'many-outside');
        await page.keyboard.press('Escape');
      } finally {
        await window.close();
      }
    });
  }
});
