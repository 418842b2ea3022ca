// Names as long as they may be, in any script, many modes, deep groups: nothing sticks out, nothing is out of reach.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from './axe.mjs';
import { browse, call, demo, serve, signIn } from './support.mjs';

const LONG = 'W'.repeat(220);
const TOKENS = [
  { name: 'لون.أحمر', type: 'color', value: '#a00000', description: 'وصف بالعربية مع English mixed' },
  { name: '🎨.family 👩‍👩‍👧‍👦', type: 'color', value: 'color(display-p3 0.4 0 0 / 95%)' },
  { name: Array.from({ length: 14 }, (_, level) => `level${level}`).join('.'), type: 'dimension', value: '4px' },
  { name: 'x'.repeat(255), type: 'string', value: 'y'.repeat(16_000) },
  { name: 'broken.target', type: 'color', value: '#00f' },
  { name: 'broken.alias', type: 'color', value: '{broken.target}' },
  { name: 'no spaces', type: 'fontFamily', value: `"${'F'.repeat(300)}", serif` },
];

let server;
let at;
before(async () => {
  server = await serve();
  const window = await browse(server);
  const { page } = window;
  await signIn(page, server);
  const { workspace } = await demo(page);
  const set = await call(page, 'POST', `/workspaces/${workspace}/tokensets`, { name: `مجموعة 🎨 ${LONG}` });
  for (let mode = 0; mode < 20; mode += 1) {
    await call(page, 'POST', `/tokensets/${set.id}/modes`, { name: mode ? `Mode ${mode} ${LONG}` : 'فاتح', is_default: mode === 0 });
  }
  const path = `/tokensets/${set.id}/modes/${encodeURIComponent('فاتح')}/tokens`;
  await call(page, 'POST', `${path}/batch`, { create: TOKENS });
  const { tokens } = await call(page, 'GET', path);
  await call(page, 'DELETE', `${path}/${tokens.find((token) => token.name === 'broken.target').id}`);
  at = { workspace, tokenset: set.id };
  await window.close();
});
after(() => server?.stop());

for (const size of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
  describe(`at ${size.width} px`, () => {
    let window;
    let page;
    before(async () => {
      window = await browse(server, size);
      page = window.page;
      await signIn(page, server);
    });
    after(() => window?.close());

    it('a workspace keeps its cards apart', async () => {
      await page.goto(`/workspaces/${at.workspace}`);
      await page.getByText('and 17 more').waitFor();
      await inspect(window, 'odd-workspace');
    });

    it('the editor shows every token and its details', async () => {
      await page.goto(`/tokensets/${at.tokenset}`);
      await page.getByRole('treegrid').waitFor();
      await inspect(window, 'odd-editor');
      for (const [name, shown] of [['أحمر', 'أحمر'], ['family', 'family'], ['level13', 'level13'], ['xxx', 'xxx'], ['alias', 'broken.target'], ['spaces', 'no spaces']]) {
        await page.getByRole('searchbox').fill(name);
        await page.getByRole('searchbox').press('Enter');
        await page.getByRole('treegrid').press('Control+End');
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        const details = page.getByRole('complementary', { name: 'Token details' });
        if (!(await details.isVisible())) await page.getByRole('button', { name: 'Details' }).click();
        await details.getByText(shown).first().waitFor();
        await inspect(window, `odd-${name}`);
        if (size.width < 1000) await page.getByRole('button', { name: 'Close details' }).click();
      }
    });

    it('headings stay with their columns', async () => {
      await page.goto(`/tokensets/${at.tokenset}`);
      await page.getByRole('treegrid').press('End');
      await page.getByRole('button', { name: 'New mode' }).scrollIntoViewIfNeeded();
      const strays = await page.getByRole('columnheader').evaluateAll((heads) =>
        heads.flatMap((head) => {
          const box = head.getBoundingClientRect();
          const out = ({ left, right }) => left < box.left - 1 || right > box.right + 1;
          const words = [...head.children].filter((child) => child.textContent.trim() && out(child.getBoundingClientRect()));
          return words.map((child) => child.textContent.slice(0, 20));
        }),
      );
      assert.deepEqual(strays, []);
      await inspect(window, 'odd-aside');
    });

    it('its dialogs have their titles and buttons', async () => {
      await page.goto(`/tokensets/${at.tokenset}`);
      for (const name of ['Export', 'Import', 'Add token', 'New mode']) {
        await page.getByRole('button', { name, exact: true }).click();
        await page.getByRole('dialog').waitFor();
        if (name === 'Export') await page.getByRole('dialog').getByText('--no-spaces').waitFor();
        await inspect(window, `odd-${name}`);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.getByRole('button', { name: 'Diagnostics' }).click();
      await page.getByRole('complementary', { name: 'Diagnostics' }).getByText('broken.alias').waitFor();
      await inspect(window, 'odd-diagnostics');
    });
  });
}
