// Editing tokens: by keyboard and by mouse, alone and against somebody else.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, browse, cell, openEditor, saved, serve, stored } from './support.mjs';

describe('the token editor', () => {
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

  it('shows every token with what it is', async () => {
    await window.shot('editor');
    await page.getByRole('gridcell', { name: 'palette.violet.600' }).first().waitFor();
    assert.match(await page.getByText(/\d+ tokens/).innerText(), /^9\d tokens$/);
  });

  it('edits a value by keyboard alone, at once and in the background', async () => {
    await search('palette.green.500');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('#0a7f3f');
    await page.keyboard.press('Enter');
    await page.getByRole('gridcell', { name: '#0a7f3f' }).waitFor();
    await saved(page);
    assert.equal((await stored(server)).Light['palette.green.500'].value, '#0a7f3f');
  });

  it('finds an alias while it is typed', async () => {
    const here = await cell(page, 'color.text.link', 1);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('{violet.7');
    await page.getByRole('option', { name: /palette\.violet\.700/ }).waitFor();
    await window.shot('alias');
    await page.keyboard.press('Enter');
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].alias_to, 'palette.violet.700');
  });

  it('takes an edit back and does it again', async () => {
    await page.keyboard.press('Control+z');
    await page.getByRole('gridcell', { name: 'palette.violet.600' }).first().waitFor();
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].alias_to, 'palette.violet.600');
    await page.keyboard.press('Control+Shift+z');
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].alias_to, 'palette.violet.700');
  });

  it('says why a value was refused and keeps what was typed', async () => {
    const here = await cell(page, 'palette.amber.500', 1);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('not a colour');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').first().waitFor();
    await here.dblclick();
    assert.equal(await page.getByRole('combobox', { name: /palette\.amber\.500/ }).inputValue(), 'not a colour');
    await window.shot('refused');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('alert').count(), 1);
    await page.getByRole('button', { name: 'Dismiss' }).last().click();
    assert.equal((await stored(server)).Light['palette.amber.500'].value, 'oklch(0.62 0.15 75)');
  });

  it('adds a token', async () => {
    await search('');
    await page.getByRole('button', { name: 'Add token' }).click();
    await page.getByLabel('Name', { exact: true }).fill('color.surface.overlay');
    await page.getByLabel('Value in Light').fill('{palette.gray.0}');
    await page.getByLabel('Value in Dark').fill('{palette.gray.800}');
    await window.shot('add');
    await page.getByRole('dialog').getByRole('button', { name: 'Add token' }).click();
    await saved(page);
    const { Light, Dark } = await stored(server);
    assert.equal(Light['color.surface.overlay'].resolved_value, 'oklch(1 0 0)');
    assert.equal(Dark['color.surface.overlay'].alias_to, 'palette.gray.800');
  });

  it('renames, and shows first which references follow', async () => {
    await search('palette.violet.700');
    await page.getByRole('searchbox').press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Home');
    await page.keyboard.press('F2');
    const dialog = page.getByRole('dialog', { name: 'Rename token' });
    await dialog.getByText('color.text.link').waitFor();
    await window.shot('rename');
    await dialog.getByLabel('Name').fill('palette.violet.deep');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await saved(page);
    const { Light } = await stored(server);
    assert.equal(Light['color.text.link'].alias_to, 'palette.violet.deep');
    assert.equal(Light['palette.violet.700'], undefined);
  });

  it('shows what breaks before it deletes, and undo brings everything back', async () => {
    await search('palette.violet.deep');
    await page.getByRole('searchbox').press('Enter');
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('1 token will break').waitFor();
    await window.shot('delete');
    await dialog.getByRole('button', { name: 'Delete and break them' }).click();
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].resolved_value, null);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await saved(page);
    assert.equal((await stored(server)).Light['color.text.link'].resolved_value, 'oklch(0.46 0.18 285)');
  });

  it('fills a cell that a mode lacks', async () => {
    const here = await cell(page, 'palette.gray.500', 2);
    await here.click();
    await window.shot('details');
    await page.getByRole('button', { name: 'Fill from Light' }).click();
    await saved(page);
    assert.equal((await stored(server)).Dark['palette.gray.500'].value, 'oklch(0.555 0.018 265)');
  });

  it('never writes over what somebody else changed: both are shown', async () => {
    const here = await cell(page, 'palette.red.500', 1);
    const { id, modes, Light } = await stored(server);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('#ee0000');
    // Seen meanwhile or not: the window hears of it when it comes into focus.
    await api(server, `/tokensets/${id}/modes/${modes[0].id}/tokens/${Light['palette.red.500'].id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: '{"value":"#c00000"}',
    });
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this token' });
    await dialog.getByText('#c00000').waitFor();
    await dialog.getByText('#ee0000').waitFor();
    await window.shot('conflict');
    // Who was just typing on has chosen nothing.
    await page.keyboard.press('Enter');
    await dialog.getByText('#ee0000').waitFor();
    assert.equal((await stored(server)).Light['palette.red.500'].value, '#c00000');
    await dialog.getByRole('button', { name: 'Save mine instead' }).click();
    await saved(page);
    assert.equal((await stored(server)).Light['palette.red.500'].value, '#ee0000');
  });

  it('shows what was changed elsewhere, and asks when that is what one is editing', async () => {
    const { id, modes, Light } = await stored(server);
    const here = await cell(page, 'palette.red.600', 1);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('#aa0000');
    const heard = page.waitForResponse((response) => new URL(response.url()).pathname === `/api/tokensets/${id}/tokens`);
    await api(server, `/tokensets/${id}/modes/${modes[0].id}/tokens/${Light['palette.red.600'].id}`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      body: '{"value":"#bb0000"}',
    });
    await heard;
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Somebody else changed this token' });
    await dialog.getByRole('button', { name: 'Keep theirs' }).click();
    await page.getByRole('gridcell', { name: '#bb0000' }).waitFor();
    assert.equal((await stored(server)).Light['palette.red.600'].value, '#bb0000');
  });

  it('makes a mode as a copy and deletes it', async () => {
    await search('');
    await page.getByRole('button', { name: 'New mode' }).click();
    await page.getByLabel('Name', { exact: true }).fill('High contrast');
    await page.getByLabel('Starts with').selectOption({ label: 'Everything in Dark' });
    await page.getByRole('button', { name: 'Create mode' }).click();
    await page.getByRole('columnheader', { name: 'High contrast' }).waitFor();
    const tokens = await stored(server);
    assert.equal(Object.keys(tokens['High contrast']).length, Object.keys(tokens.Dark).length);
    await page.getByRole('button', { name: 'Mode High contrast' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByLabel('Type “High contrast” to confirm').fill('High contrast');
    await page.getByRole('button', { name: 'Delete mode' }).click();
    await page.getByRole('columnheader', { name: 'High contrast' }).waitFor({ state: 'detached' });
  });

  it('previews an export with the line that fetches it', async () => {
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByText('--color-accent-fill').first().waitFor();
    await window.shot('export');
    await page.getByRole('tab', { name: 'curl' }).click();
    await page.getByText('/export?format=css').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  });

  it('imports a file after a dry run', async () => {
    await page.getByRole('button', { name: 'Import' }).click();
    const document = { extra: { one: { $type: 'color', $value: '#123456' }, bad: { $type: 'color', $value: 'nonsense' } } };
    await page.locator('input[type=file]').setInputFiles({ name: 'extra.tokens.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(document)) });
    await page.getByText('Nothing is stored yet').waitFor();
    await window.shot('import');
    assert.equal((await stored(server)).Light['extra.one'], undefined);
    await page.getByRole('button', { name: /^Import \d+ change/ }).click();
    await page.getByText(/^Imported: /).waitFor();
    assert.ok((await stored(server)).Light['extra.one']);
  });

  it('lists what is wrong and goes there', async () => {
    await page.getByRole('button', { name: 'Diagnostics' }).click();
    const panel = page.getByRole('complementary', { name: 'Diagnostics' });
    await panel.waitFor();
    await panel.locator('li, .fine').first().waitFor();
    await window.shot('diagnostics');
  });

  it('keeps what is typed while the server is away', async () => {
    const { port } = new URL(server.base);
    await server.stop({ keep: true });
    const here = await cell(page, 'palette.green.300', 1);
    await here.dblclick();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('#77cc99');
    await page.keyboard.press('Enter');
    await page.getByText('1 change kept here').waitFor();
    await window.shot('offline');
    const again = await serve({ data: server.data, url: server.url, listen: `127.0.0.1:${port}`, demo: false });
    server = { ...again, apiToken: server.apiToken };
    await saved(page);
    assert.equal((await stored(server)).Light['palette.green.300'].value, '#77cc99');
  });
});
