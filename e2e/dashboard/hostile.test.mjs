// What people type is text and nothing else: in no field of any screen does it run, load or break out.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { nothingCut } from './axe.mjs';
import { browse, call, demo, serve, signIn } from './support.mjs';

const TRAP = `"><img src=x onerror="globalThis.hit=1"><script>globalThis.hit=2</script>\`{{7*7}}' style='background:url(//evil.example/x)' <!--`;
/** A trap that says where it was laid. */
const trap = (where) => `${where}: ${TRAP}`;
/** The same without what names of tokens may not hold. */
const segment = (where) => trap(where).replace(/[{}.$\s]/g, '_').slice(0, 120);
const PASSWORD = 'copper lantern drift 9';
const address = (where) => `${where}"><img/src=x/onerror=globalThis.hit=3>@example.com`;

/**
 * Every text that the API takes, by operation and member, and where the story lays a trap in it: which
 * one of `TEXTS` it is, or why it is never shown.
 */
const MEMBERS = {
  'create_workspace.name': 'workspace',
  'create_workspace.description': 'workspace-text',
  'update_workspace.name': 'workspace',
  'update_workspace.description': 'workspace-text',
  'create_tokenset.name': 'tokenset',
  'create_tokenset.description': 'tokenset-text',
  'update_tokenset.name': 'tokenset',
  'update_tokenset.description': 'tokenset-text',
  'create_mode.name': 'mode',
  'create_mode.copy_from': 'an id',
  'update_mode.name': 'mode',
  'rename_tokens.from': 'token',
  'rename_tokens.to': 'token',
  'create_token.name': 'token',
  'create_token.value': 'value',
  'create_token.description': 'token-text',
  'create_token.alias_to': 'token',
  'update_token.name': 'token',
  'update_token.value': 'value',
  'update_token.description': 'token-text',
  'update_token.alias_to': 'token',
  'batch_tokens.create[].name': 'token',
  'batch_tokens.create[].value': 'value',
  'batch_tokens.create[].description': 'token-text',
  'batch_tokens.create[].alias_to': 'token',
  'batch_tokens.delete[]': 'ids',
  'set_up.token': 'a secret',
  'set_up.email': 'email',
  'set_up.name': 'user',
  'set_up.password': 'a secret',
  'sign_up.email': 'email',
  'sign_up.name': 'user',
  'sign_up.password': 'a secret',
  'log_in.email': 'typed',
  'log_in.password': 'a secret',
  'change_profile.name': 'user',
  'change_profile.email': 'email',
  'change_profile.current_password': 'a secret',
  'change_password.current_password': 'a secret',
  'change_password.new_password': 'a secret',
  'reset_password.token': 'a secret',
  'reset_password.new_password': 'a secret',
  'create_api_token.name': 'api-token',
  'put_member.email': 'typed',
  'create_user.email': 'email',
  'create_user.name': 'user',
  'create_user.password': 'a secret',
};
const NEVER_SHOWN = ['an id', 'ids', 'a secret', 'typed'];

/** Every trap: how it is laid (`lay`), and on which screens it must be read word by word (`shown`). */
const TEXTS = {
  workspace: { text: trap('workspace').slice(0, 200), shown: ['/', 'workspace', 'members', 'activity'] },
  'workspace-text': { text: trap('workspace-text'), shown: ['/', 'workspace'] },
  tokenset: { text: trap('tokenset').slice(0, 200), shown: ['workspace', 'activity', 'tokens'] },
  'tokenset-text': { text: trap('tokenset-text'), shown: ['workspace'] },
  mode: { text: trap('mode').slice(0, 200), shown: ['workspace', 'activity', 'tokens'] },
  token: { text: segment('token'), shown: ['activity', 'tokens'] },
  value: { text: trap('value').replace(/[{}]/g, ''), shown: ['activity', 'tokens'] },
  'token-text': { text: trap('token-text'), shown: ['activity'] },
  user: { text: trap('user').slice(0, 200), shown: ['/', 'members', 'activity', 'settings', 'users'] },
  email: { text: address('email'), shown: ['/', 'members', 'settings', 'users'] },
  agent: { text: trap('agent').slice(0, 40), shown: ['settings'] },
  'api-token': { text: trap('api-token').slice(0, 200), shown: ['api-tokens', 'settings'] },
};

let server;
before(async () => {
  server = await serve();
});
after(() => server?.stop());

/** A window that remembers what it was asked to load and what the content policy stopped. */
async function watched(options) {
  const window = await browse(server, options);
  const asked = [];
  window.page.on('request', (request) => asked.push(request.url()));
  await window.page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  const calm = async (where) => {
    await window.page.waitForTimeout(150);
    assert.equal(await window.page.evaluate(() => globalThis.hit), undefined, where);
    assert.deepEqual(await window.page.evaluate(() => globalThis.violations), [], where);
    assert.deepEqual(asked.filter((url) => !url.startsWith(server.base)), [], where);
  };
  return { ...window, calm };
}

/** All that a page says: its text, and what stands in its fields. */
const said = (page) =>
  page.evaluate(() => {
    const fields = [...document.querySelectorAll('input, textarea, select')].map((field) => field.value);
    return [document.body.innerText, ...fields].join('\n').replace(/\s+/g, ' ');
  });

it('the table of texts is that of the API', () => {
  const { paths, components } = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url)));
  const named = (schema) => (schema?.$ref ? components.schemas[schema.$ref.split('/').at(-1)] : schema);
  const texts = (schema) =>
    Object.entries(named(schema)?.properties ?? {}).flatMap(([name, member]) => {
      const inner = named(member);
      const types = [inner.type].flat();
      if (types.includes('array')) {
        const item = named(inner.items);
        if (item.type === 'string') return item.enum ? [] : [`${name}[]`];
        return texts(item).map((text) => `${name}[].${text}`);
      }
      return types.includes('string') && !inner.format && !inner.enum ? [name] : [];
    });
  const found = [];
  for (const [path, item] of Object.entries(paths)) {
    // Organizations have screens and stories of their own.
    if (path.startsWith('/api/v1/') || path.startsWith('/api/organizations')) continue;
    for (const operation of Object.values(item)) {
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      const id = operation.operationId?.replace('session_', '');
      found.push(...texts(schema).map((text) => `${id}.${text}`));
    }
  }
  const known = found.filter((member) => !member.includes('organization'));
  assert.deepEqual([...new Set(known)].sort(), Object.keys(MEMBERS).sort());
  for (const [member, text] of Object.entries(MEMBERS)) assert.ok(TEXTS[text] || NEVER_SHOWN.includes(text), member);
});

describe('hostile text', () => {
  let window;
  let page;
  let at;
  before(async () => {
    window = await watched();
    page = window.page;
    await signIn(page, server);
    const text = (name) => TEXTS[name].text;
    // Its owner, whose name and address others see.
    await call(page, 'PATCH', '/auth/session', { name: text('user'), email: text('email'), current_password: server.password });
    await fetch(`${server.base}/api/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': text('agent') },
      body: JSON.stringify({ email: text('email'), password: server.password }),
    });
    const workspace = await call(page, 'POST', '/workspaces', { name: text('workspace'), description: text('workspace-text') });
    const tokenset = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name: text('tokenset'), description: text('tokenset-text') });
    const mode = await call(page, 'POST', `/tokensets/${tokenset.id}/modes`, { name: text('mode'), is_default: true });
    // Descriptions of groups, extensions and deprecations come by file.
    const document = {
      group: {
        $description: trap('group-text'),
        $extensions: { [trap('extension')]: { [trap('key')]: trap('extension-value') } },
        old: { $type: 'color', $value: '#ff0000', $deprecated: trap('deprecated'), $extensions: { 'a"><b': trap('extension') } },
      },
    };
    await call(page, 'POST', `/tokensets/${tokenset.id}/import`, document);
    const tokens = `/tokensets/${tokenset.id}/modes/${mode.id}/tokens`;
    const token = await call(page, 'POST', tokens, { name: text('token'), type: 'string', value: 'one' });
    // Changed, so that the activity shows the value as well.
    await call(page, 'PATCH', `${tokens}/${token.id}`, { value: text('value'), description: text('token-text') });
    await call(page, 'POST', `/tokensets/${tokenset.id}/modes`, { name: `${text('mode')} 2` });
    await call(page, 'POST', tokens, { name: 'alias', type: 'string', value: `{${text('token')}}` });
    for (const [name, type, value] of [
      ['grad', 'gradient', 'linear-gradient(red, blue)'],
      ['family', 'fontFamily', '"a; background: url(//evil.example/y)", serif'],
      ['type', 'typography', '400 1rem/1.5 "x\'><img src=x onerror=globalThis.hit=4>"'],
    ]) {
      await call(page, 'POST', tokens, { name, type, value, description: trap(name) });
    }
    await call(page, 'POST', '/api-tokens', { name: text('api-token') });
    at = { workspace: workspace.id, tokenset: tokenset.id };
  });
  after(() => window?.close());

  const PATHS = {
    '/': () => '/',
    workspace: () => `/workspaces/${at.workspace}`,
    members: () => `/workspaces/${at.workspace}/members`,
    activity: () => `/workspaces/${at.workspace}/activity`,
    tokens: () => `/tokensets/${at.tokenset}`,
    'api-tokens': () => '/api-tokens',
    settings: () => '/settings',
    users: () => '/users',
  };

  for (const [screen, path] of Object.entries(PATHS)) {
    it(`is read word by word on ${screen}`, async () => {
      await page.goto(path());
      await page.getByRole('main').waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await page.getByRole('heading').or(page.getByRole('treegrid')).first().waitFor();
      await window.calm(screen);
      const words = await said(page);
      for (const [name, { text, shown }] of Object.entries(TEXTS)) {
        if (!shown.includes(screen)) continue;
        assert.ok(words.includes(text.replace(/\s+/g, ' ').slice(0, 40)), `${name} is not read on ${screen}`);
      }
    });
  }

  it('stays text in every menu and dialog that names things', async () => {
    const open = async (path, ...names) => {
      await page.goto(path);
      for (const [role, name] of names) await page.getByRole(role, { name }).first().click();
      await page.getByRole('dialog').waitFor();
      await window.calm(`${path} ${names.map(([, name]) => name)}`);
      await page.keyboard.press('Escape');
    };
    await open('/', ['button', /^Actions for workspace/], ['menuitem', 'Rename']);
    await open('/', ['button', /^Actions for workspace/], ['menuitem', 'Delete']);
    await open(PATHS.workspace(), ['button', /^Actions for tokenset/], ['menuitem', 'Rename']);
    await open(PATHS.workspace(), ['button', /^Actions for tokenset/], ['menuitem', 'Delete']);
    await open(PATHS.tokens(), ['button', /^Mode mode/], ['menuitem', 'Delete']);
    await open(PATHS.tokens(), ['button', 'New mode']);
    await open(PATHS.tokens(), ['button', 'Add token']);
    await open('/api-tokens', ['button', /^Revoke api-token/]);
    await open('/api-tokens', ['button', 'New Token']);
    await page.goto('/users');
    await page.getByRole('button', { name: /^Actions for user/ }).click();
    await window.calm('the menu of a user');
  });

  it('stays text in the details of every token, in what breaks, and in exports of every format', async () => {
    await page.goto(PATHS.tokens());
    await page.getByRole('treegrid').waitFor();
    for (const label of ['grad', 'family', 'type', 'old', 'alias']) {
      await page.getByRole('gridcell', { name: label, exact: true }).click();
      await page.getByRole('complementary', { name: 'Token details' }).waitFor();
      await window.calm(label);
    }
    await page.locator('[role=gridcell][aria-colindex="1"]').filter({ hasText: TEXTS.token.text }).click();
    await window.calm('token');
    assert.ok((await said(page)).includes(TEXTS['token-text'].text.slice(0, 40)));
    await window.shot('hostile');
    await nothingCut(page, 'the details of a token with a long name');
    await page.keyboard.press('F2');
    await page.getByRole('dialog', { name: 'Rename token' }).waitFor();
    await window.calm('rename');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Delete');
    await page.getByRole('dialog').getByText('will break').waitFor();
    await window.calm('delete');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Diagnostics' }).click();
    await page.getByRole('complementary', { name: 'Diagnostics' }).waitFor();
    await window.calm('diagnostics');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const dialog = page.getByRole('dialog');
    for (const format of await dialog.getByLabel('Format').locator('option').evaluateAll((all) => all.map((one) => one.value))) {
      await dialog.getByLabel('Format').selectOption(format);
      await dialog.locator('pre').waitFor();
      await window.calm(`export ${format}`);
    }
    await dialog.getByLabel('Prefix').fill(TRAP.slice(0, 60));
    await dialog.getByRole('alert').waitFor();
    await window.calm('a refused prefix');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill(TRAP);
    await window.calm('search');
  });

  it('stays text in the names and remarks of imported files', async () => {
    for (const [path, where] of [
      [PATHS.tokens(), 'tokenset'],
      [PATHS.workspace(), 'workspace'],
    ]) {
      await page.goto(path);
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      const bad = { [segment('file-token')]: { $type: 'color', $value: { colorSpace: TRAP, components: [TRAP] }, $description: TRAP } };
      const good = { fine: { $type: 'color', $value: '#123456' } };
      const file = (name, json) => ({ name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(json)) });
      // A file's name holds no slash and no quote on its way through a form.
      const name = TRAP.replace(/["/\\]/g, "'");
      await page.locator('input[type=file]').setInputFiles([file(`${name}.json`, bad), file(`two ${name}.dark.json`, good)]);
      await page.getByText('Nothing is stored yet').waitFor();
      await window.calm(`import into a ${where}`);
      await page.locator('input[type=file]').setInputFiles([{ name: `${name}.json`, mimeType: 'application/json', buffer: Buffer.from(`{"${TRAP.replaceAll('"', '')}": }`) }]);
      await page.getByRole('dialog').getByText('not valid JSON').waitFor();
      await window.calm(`a refused import into a ${where}`);
      await page.keyboard.press('Escape');
    }
  });

  it('stays text in refusals that repeat what was typed', async () => {
    await page.goto(PATHS.members());
    await page.getByRole('button', { name: 'Add member' }).click();
    await page.getByRole('dialog').getByLabel('E-mail').fill(address('nobody'));
    await page.getByRole('dialog').getByRole('button', { name: 'Add member' }).click();
    await page.getByText('User not found.').waitFor();
    await window.calm('a member nobody knows');
    await page.goto('/users');
    for (const email of [TEXTS.email.text, `a@${TRAP.replace(/[\s"]/g, '')}`]) {
      await page.getByRole('button', { name: 'New user' }).click();
      await page.getByRole('dialog').getByLabel('E-mail').fill(email);
      await page.getByRole('dialog').getByLabel('Name').fill(TRAP);
      await page.getByRole('dialog').getByRole('button', { name: 'Create user' }).click();
      await page.getByRole('dialog').getByText(/already|is not an e-mail|Give this link/).waitFor();
      await window.calm(email);
      await page.keyboard.press('Escape');
    }
    await page.goto(`/workspaces/${encodeURIComponent(TRAP.replaceAll('.', '_'))}`);
    await page.getByRole('alert').waitFor();
    await window.calm('a path');
    await page.goto(`/settings?${new URLSearchParams({ q: TRAP })}#${encodeURIComponent(TRAP)}`);
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await window.calm('a query');
  });

  it('stays text for whoever is not signed in', async () => {
    const outside = await watched();
    const { page: open } = outside;
    await open.goto(`/login?next=${encodeURIComponent('javascript:globalThis.hit=5')}`);
    await open.getByLabel('E-mail').fill(TRAP);
    await open.getByLabel('Password', { exact: true }).fill(TRAP);
    await open.getByRole('button', { name: 'Sign in' }).click();
    await open.getByRole('alert').waitFor();
    await outside.calm('login');
    for (const path of ['welcome', 'reset']) {
      await open.goto(`/${path}#${encodeURIComponent(TRAP)}`);
      await open.getByLabel('New password', { exact: true }).fill(PASSWORD);
      await open.getByRole('button', { name: 'Save password' }).click();
      await open.getByRole('alert').waitFor();
      await outside.calm(path);
    }
    await outside.close();
  });
});
