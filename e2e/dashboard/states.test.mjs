// Each screen while it waits, when it fails, when there is nothing, and that nothing on it jumps.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SCREENS, visit } from './screens.mjs';
import { browse, call, demo, serve, signIn } from './support.mjs';

describe('screens', () => {
  let server;
  let window;
  let page;
  let at;
  before(async () => {
    server = await serve();
    // With motion: what moves while it arrives must not push anything.
    window = await browse(server, { reducedMotion: 'no-preference' });
    page = window.page;
    await page.addInitScript(() => {
      globalThis.shifts = [];
      const said = (node) => node && `${node.nodeName}.${node.className || ''} ${(node.textContent ?? '').trim().slice(0, 40)}`;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if (!entry.hadRecentInput) globalThis.shifts.push(`${entry.value.toFixed(4)} ${entry.sources.map((one) => said(one.node)).join(' | ')}`);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await signIn(page, server);
    at = await demo(page);
  });
  after(async () => {
    await window?.close();
    await server?.stop();
  });

  const still = async (what) => assert.deepEqual(await page.evaluate(() => globalThis.shifts), [], what);

  for (const screen of SCREENS) {
    it(`${screen.name}: waits, fails and comes back, and nothing jumps`, async () => {
      await visit(page, screen, at);
      await page.waitForTimeout(150);
      await still(`${screen.name} loads`);

      // Slow: something shows that work goes on.
      let release;
      const held = new Promise((done) => (release = done));
      await page.route(screen.asks, async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(screen.path(at));
      await page.locator('[aria-busy=true]').first().waitFor();
      await page.waitForTimeout(100);
      await still(`${screen.name} while it waits`);
      release();
      await screen.ready(page).waitFor();
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await still(`${screen.name} when it comes late`);
      await page.unroute(screen.asks);

      // Broken: a sentence, and a way on.
      for (const [answer, says] of [
        [(route) => route.fulfill({ status: 500, contentType: 'application/json', body: '{"error":"Internal server error"}' }), 'The server has a problem right now.'],
        [(route) => route.abort(), 'The server cannot be reached.'],
        [
          (route) => route.fulfill({ status: 403, contentType: 'application/json', body: '{"error":"Your workspace role does not allow this operation."}' }),
          'Your workspace role does not allow this operation.',
        ],
      ]) {
        await page.route(screen.asks, answer);
        await page.goto(screen.path(at));
        const alert = page.getByRole('alert').filter({ hasText: 'This could not be loaded' });
        await alert.getByText(says).waitFor();
        await page.unroute(screen.asks);
        await alert.getByRole('button', { name: 'Try again' }).click();
        await alert.waitFor({ state: 'detached' });
        await screen.ready(page).waitFor();
      }
    });
  }

  it('typical actions push nothing about', async () => {
    const settle = async (what) => {
      // Longer than what counts as the answer to a key or a click.
      await page.waitForTimeout(650);
      await still(what);
    };
    await visit(page, SCREENS[0], at);
    await page.getByRole('button', { name: 'New workspace' }).click();
    await settle('a dialog opens');
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await settle('a form says what is missing');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Actions for Demo' }).click();
    await settle('a menu opens');
    await page.keyboard.press('Escape');

    await visit(page, SCREENS.find((screen) => screen.name === 'tokens'), at);
    await page.getByRole('gridcell', { name: '500' }).first().click();
    await settle('a cell is chosen');
    // As people type: an answer to a key may move things.
    await page.getByRole('searchbox').pressSequentially('violet');
    await settle('a search');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByText('--palette').first().waitFor();
    await settle('an export is shown');
    await page.getByRole('dialog').getByRole('tab', { name: 'curl' }).click();
    await settle('another tab of it');
    await page.keyboard.press('Escape');

    await visit(page, SCREENS.find((screen) => screen.name === 'settings'), at);
    await page.getByRole('textbox', { name: 'Name' }).fill('Somebody');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Your profile was saved').waitFor();
    await settle('a profile is saved');
  });

  it('nothing moves for those who want it still', async () => {
    /** The longest of what moves while a dialog opens, in milliseconds. */
    const longest = async () => {
      await visit(page, SCREENS[0], at);
      await page.evaluate(() => {
        globalThis.longest = 0;
        const look = () => {
          for (const one of document.getAnimations()) globalThis.longest = Math.max(globalThis.longest, one.effect.getComputedTiming().duration);
          requestAnimationFrame(look);
        };
        look();
      });
      await page.getByRole('button', { name: 'New workspace' }).click();
      await page.waitForTimeout(300);
      await page.keyboard.press('Escape');
      return page.evaluate(() => globalThis.longest);
    };
    const usual = await longest();
    assert.ok(usual > 50, `${usual} ms`);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const calm = await longest();
    assert.ok(calm <= 1, `${calm} ms`);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
  });

  it('what is not there and what is not allowed is said', async () => {
    const nowhere = '0190a000-0000-7000-8000-000000000000';
    for (const path of [`/workspaces/${nowhere}`, `/workspaces/${nowhere}/members`, `/workspaces/${nowhere}/activity`]) {
      await page.goto(path);
      await page.getByRole('alert').getByText('Workspace not found.').waitFor();
    }
    await page.goto(`/tokensets/${nowhere}`);
    await page.getByRole('alert').getByText('Tokenset not found.').waitFor();
  });

  it('what is typed outlives the server', async () => {
    const { port } = new URL(server.base);
    await visit(page, SCREENS[1], at);
    await page.getByRole('button', { name: 'New token set' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Typed before the fall');
    await page.getByLabel('Description').fill('and kept');
    const { apiToken, password } = server;
    await server.stop({ keep: true });
    await page.getByRole('button', { name: 'Create token set' }).click();
    await page.getByRole('dialog').getByText('The server cannot be reached.').waitFor();
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Typed before the fall');
    server = { ...(await serve({ data: server.data, url: server.url, listen: `127.0.0.1:${port}`, demo: false })), apiToken, password };
    await page.getByRole('button', { name: 'Create token set' }).click();
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
    await page.getByText('Typed before the fall').first().waitFor();
  });

  it('a session that ends asks for the password above what was typed', async () => {
    await visit(page, SCREENS[1], at);
    await page.getByRole('button', { name: 'New token set' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Typed before the end');
    await page.evaluate(() => fetch('/api/auth/logout', { method: 'POST' }));
    await page.getByRole('button', { name: 'Create token set' }).click();
    const again = page.getByRole('dialog', { name: 'You were signed out' });
    await again.getByLabel('Password', { exact: true }).fill(server.password);
    await again.getByRole('button', { name: 'Sign in' }).click();
    await again.waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Typed before the end');
    await page.getByRole('button', { name: 'Create token set' }).click();
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
  });
});

describe('a new account', () => {
  let server;
  let window;
  before(async () => {
    server = await serve({ options: ['--signup', 'open'] });
    window = await browse(server);
  });
  after(async () => {
    await window?.close();
    await server?.stop();
  });

  it('signs up, and every screen without anything says what to do', async () => {
    const { page } = window;
    await page.goto('/login');
    await page.getByRole('link', { name: 'Sign up' }).click();
    await page.getByLabel('Name').fill('Nina');
    await page.getByLabel('E-mail').fill('nina@example.com');
    await page.getByLabel('Password', { exact: true }).fill('copper lantern drift 9');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('heading', { name: 'Your first workspace' }).waitFor();
    await window.shot('empty-workspaces');
    await page.goto('/api-tokens');
    await page.getByRole('heading', { name: 'No API tokens yet' }).waitFor();
    await window.shot('empty-api-tokens');
    const workspace = await call(page, 'POST', '/workspaces', { name: 'Bare' });
    await page.goto(`/workspaces/${workspace.id}`);
    await page.getByRole('heading', { name: 'No token sets yet' }).waitFor();
    await window.shot('empty-workspace');
    const tokenset = await call(page, 'POST', `/workspaces/${workspace.id}/tokensets`, { name: 'Bare' });
    await page.goto(`/tokensets/${tokenset.id}`);
    await page.getByRole('heading', { name: 'No tokens yet' }).waitFor();
    await window.shot('empty-tokens');
    // Operators' pages are not for everybody.
    assert.equal(await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Users' }).count(), 0);
    await page.goto('/users');
    await page.getByRole('alert').getByText('Only operators may manage accounts.').waitFor();
  });

  it('starts from the sample', async () => {
    const { page } = window;
    const { workspaces } = await call(page, 'GET', '/workspaces');
    await page.goto(`/workspaces/${workspaces[0].id}`);
    await call(page, 'DELETE', `/tokensets/${(await call(page, 'GET', `/workspaces/${workspaces[0].id}/tokensets`)).tokensets[0].id}`);
    await page.reload();
    await page.getByRole('button', { name: 'Start from the sample' }).click();
    await page.getByRole('main').getByRole('link', { name: 'Tokencraft', exact: true }).click();
    await page.getByRole('treegrid').waitFor();
  });
});
