// What people type is text and nothing else: on no screen does it run, load or break out.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { browse, serve, signIn } from './support.mjs';

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

it('hostile text stays text in every field of every screen', async () => {
  const { page } = window;
  const asked = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.addInitScript(() => {
    globalThis.violations = [];
    addEventListener('securitypolicyviolation', (event) => globalThis.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  await signIn(page, server);
  const call = (method, path, body) =>
    page.evaluate(
      async ([how, where, what]) => {
        const response = await fetch(`/api${where}`, {
          method: how,
          ...(what ? { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) } : {}),
        });
        if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
        return response.json();
      },
      [method, path, body],
    );
  const name = CANARY.slice(0, 200);
  const workspace = await call('POST', '/workspaces', { name, description: CANARY });
  const tokenset = await call('POST', `/workspaces/${workspace.id}/tokensets`, { name, description: CANARY });
  const mode = await call('POST', `/tokensets/${tokenset.id}/modes`, { name, is_default: true });
  const tokens = `/tokensets/${tokenset.id}/modes/${mode.id}/tokens`;
  const segment = CANARY.replace(/[{}.$]/g, '_').slice(0, 100);
  await call('POST', tokens, { name: `${segment}.one`, type: 'string', value: CANARY.replace(/[{}]/g, ''), description: CANARY });
  await call('POST', tokens, { name: 'grad', type: 'gradient', value: 'linear-gradient(red, blue)', description: CANARY });
  await call('POST', tokens, { name: 'family', type: 'fontFamily', value: `"a; background: url(//evil.example/y)", serif` });
  await call('POST', tokens, { name: `${segment}.two`, type: 'string', value: `{${segment}.one}` });
  await call('POST', '/api-tokens', { name });
  await call('POST', '/users', { email: 'eve@example.com', name });

  const visit = async (path, ready) => {
    await page.goto(path);
    await ready.waitFor();
    await page.waitForTimeout(200);
    assert.equal(await page.evaluate(() => globalThis.hit), undefined, path);
    assert.deepEqual(await page.evaluate(() => globalThis.violations), [], path);
  };
  await visit('/', page.getByText(name).first());
  for (const tab of ['', '/members', '/activity']) await visit(`/workspaces/${workspace.id}${tab}`, page.getByRole('heading', { name, level: 1 }));
  for (const path of ['/api-tokens', '/settings', '/users']) await visit(path, page.getByText(name).first());
  await visit(`/tokensets/${tokenset.id}`, page.getByRole('treegrid'));
  for (const label of ['grad', 'family', 'two', 'one']) {
    await page.getByRole('gridcell', { name: label, exact: true }).click();
    await page.getByRole('complementary', { name: 'Token details' }).waitFor();
  }
  await window.shot('hostile');
  await page.keyboard.press('Delete');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await page.getByRole('dialog').locator('pre').waitFor();
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => globalThis.hit), undefined);
  assert.deepEqual(await page.evaluate(() => globalThis.violations), []);
  assert.deepEqual(asked.filter((url) => !url.startsWith(server.base)), []);
});
