// One server of its own per file of stories, and a browser to look at it.
//
//   TOKENCRAFT=target/debug/tokencraft CHROMIUM=/usr/bin/chromium node --test e2e/dashboard/
//
// With DATABASE=postgres each server has a new database on TOKENCRAFT_TEST_POSTGRES.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { chromium } from 'playwright-core';

const { TOKENCRAFT, CHROMIUM = '/usr/bin/chromium', DATABASE, TOKENCRAFT_TEST_POSTGRES, SCREENSHOTS } = process.env;

async function sql(text) {
  const client = new pg.Client(TOKENCRAFT_TEST_POSTGRES);
  await client.connect();
  await client.query(text).finally(() => client.end());
}

/** A new database's URL. */
async function newDatabase() {
  const url = new URL(TOKENCRAFT_TEST_POSTGRES);
  url.pathname = `/tokencraft_story_${process.pid}_${Date.now()}`;
  await sql(`CREATE DATABASE ${url.pathname.slice(1)}`);
  return url.href;
}

/** Starts a server with a demo account; `stop` ends it. Another one's `data` and `url` go on with its database. */
export async function serve({ demo = true, data, url, listen = '127.0.0.1:0', options = [] } = {}) {
  assert(TOKENCRAFT, 'TOKENCRAFT names the binary');
  data ??= mkdtempSync(join(tmpdir(), 'tokencraft-story-'));
  if (DATABASE === 'postgres') url ??= await newDatabase();
  const database = [...(url ? ['--database-url', url] : []), ...options];
  const child = spawn(TOKENCRAFT, ['serve', '--data', data, '--listen', listen, ...(demo ? ['--demo'] : []), ...database], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A story that fails before its end leaves no server behind, and does not wait for one.
  process.once('exit', () => child.kill());
  for (const handle of [child, child.stdout, child.stderr]) handle.unref();
  let output = '';
  const printed = (pattern) =>
    new Promise((found, lost) => {
      const late = setTimeout(() => lost(new Error(`the server did not print ${pattern}:\n${output}`)), 20_000);
      const look = () => {
        const match = pattern.exec(output);
        if (match) {
          clearTimeout(late);
          found(match[1]);
        }
      };
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (text) => {
          output += text;
          look();
        });
      }
      child.once('exit', () => lost(new Error(`the server ended:\n${output}`)));
      look();
    });
  const base = (await printed(/listening on (\S+)/)).replace(/\/$/, '');
  const password = demo ? await printed(/Password\s+(\S+)\n/) : undefined;
  const apiToken = demo ? await printed(/(dtk_[0-9A-Za-z]{40})/) : undefined;
  return {
    base,
    data,
    url,
    printed,
    password,
    apiToken,
    email: 'demo@example.com',
    async stop({ keep = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = new Promise((done) => child.once('exit', done));
        child.ref();
        child.kill('SIGTERM');
        await ended;
      }
      if (keep) return;
      rmSync(data, { recursive: true, force: true });
      if (url) await sql(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
    },
  };
}

/** A browser window; what goes wrong in it fails the story at `close`. `host` is another name for the server's machine. */
export async function browse(server, { width = 1440, height = 900, theme = 'light', reducedMotion = 'reduce', host } = {}) {
  const args = ['--no-sandbox', ...(host ? [`--host-resolver-rules=MAP ${host} 127.0.0.1`] : [])];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  const context = await browser.newContext({
    baseURL: host ? server.base.replace('127.0.0.1', host) : server.base,
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion,
    permissions: host ? [] : ['clipboard-read', 'clipboard-write'],
  });
  // A bound for what never comes, however busy the machine is.
  context.setDefaultTimeout(30_000);
  const problems = [];
  const watch = (page) => {
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      // Refusals are part of the stories; what the content policy stops never is.
      const expected = host ? /^Failed to load resource|^The Cross-Origin-Opener-Policy header has been ignored/ : /^Failed to load resource/;
      if (message.type() === 'error' && !expected.test(message.text())) problems.push(message.text());
    });
    return page;
  };
  const page = watch(await context.newPage());
  return {
    page,
    context,
    another: async () => watch(await context.newPage()),
    async shot(name) {
      if (!SCREENSHOTS) return;
      mkdirSync(SCREENSHOTS, { recursive: true });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}-${width}-${theme}.png`) });
    },
    async close() {
      await browser.close();
      assert.deepEqual(problems, []);
    },
  };
}

export async function signIn(page, { email, password }) {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Workspaces' }).waitFor();
}

/** Asks the session door as the page would; answers what came as JSON, or as text. */
export function call(page, method, path, body) {
  return page.evaluate(
    async ([how, where, what]) => {
      const response = await fetch(`/api${where}`, {
        method: how,
        ...(what === undefined ? {} : { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(what) }),
      });
      if (!response.ok) throw new Error(`${where}: ${response.status} ${await response.text()}`);
      return response.headers.get('Content-Type')?.includes('json') ? response.json() : response.text();
    },
    [method, path, body],
  );
}

/** Another account, in a window of its own. */
export async function newcomer(operator, server, { email, name, ...options }) {
  const { setup_url: link } = await call(operator, 'POST', '/users', { email, name });
  const window = await browse(server, options);
  const { page } = window;
  const password = 'silver harbour 77';
  await page.goto(link);
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  await signIn(page, { email, password });
  return window;
}

/** Opens the demo's tokenset in the editor. */
export async function openEditor(page, server) {
  await signIn(page, server);
  await page.getByRole('link', { name: 'Demo' }).click();
  await page.getByRole('main').getByRole('link', { name: 'Tokencraft', exact: true }).click();
  await page.getByRole('treegrid').waitFor();
}

/** Asks the API door, as a build would. */
export async function api(server, path, options = {}) {
  const headers = { Authorization: `Bearer ${server.apiToken}`, ...options.headers };
  const response = await fetch(`${server.base}/api/v1${path}`, { ...options, headers });
  assert(response.ok, `${path}: ${response.status}`);
  return response.headers.get('content-type').includes('json') ? response.json() : response.text();
}

/** The tokens of the demo by mode and name. */
export async function stored(server) {
  const { workspaces } = await api(server, '/workspaces');
  const { tokensets } = await api(server, `/workspaces/${workspaces[0].id}/tokensets`);
  const { modes } = await api(server, `/tokensets/${tokensets[0].id}/modes`);
  const { tokens } = await api(server, `/tokensets/${tokensets[0].id}/tokens?resolve=true`);
  const byMode = Object.fromEntries(modes.map((mode) => [mode.name, {}]));
  for (const token of tokens) byMode[modes.find((mode) => mode.id === token.mode_id).name][token.name] = token;
  return { id: tokensets[0].id, modes, ...byMode };
}

/** Waits until a check holds: a page shows what was done a moment later. */
export async function eventually(check, within = 15_000) {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The cell of a token in a mode, by the grid's own words. */
export async function cell(page, name, column) {
  await page.getByRole('searchbox').fill(name);
  const row = page.getByRole('row').filter({ has: page.getByRole('gridcell', { name: name.split('.').at(-1), exact: true }) });
  return row.last().getByRole('gridcell').nth(column);
}

export async function saved(page) {
  await page.getByRole('status').filter({ hasText: 'Saved' }).waitFor();
}

/** What the demo consists of: ids. */
export async function demo(page) {
  const { workspaces } = await call(page, 'GET', '/workspaces');
  const { tokensets } = await call(page, 'GET', `/workspaces/${workspaces[0].id}/tokensets`);
  return { workspace: workspaces[0].id, tokenset: tokensets[0].id };
}
