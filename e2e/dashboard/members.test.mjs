// People of a workspace: what each role sees, how it changes, and how they go.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browse, call, demo, serve, signIn } from './support.mjs';

const VERA = { email: 'vera@example.com', password: 'copper lantern drift 9' };

describe('a member', () => {
  let server;
  let owner;
  let vera;
  let at;
  before(async () => {
    server = await serve();
    owner = await browse(server);
    await signIn(owner.page, server);
    await call(owner.page, 'POST', '/users', { ...VERA, name: 'Vera' });
    at = await demo(owner.page);
    vera = await browse(server);
    await signIn(vera.page, VERA);
  });
  after(async () => {
    await owner?.close();
    await vera?.close();
    await server?.stop();
  });

  const members = () => owner.page.goto(`/workspaces/${at.workspace}/members`);
  const add = async (email, role) => {
    const { page } = owner;
    await members();
    await page.getByRole('button', { name: 'Add member' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('E-mail').fill(email);
    await dialog.getByRole('radio', { name: role }).check();
    await dialog.getByRole('button', { name: 'Add member' }).click();
    return dialog;
  };
  /** What Vera can press on the workspace's page. */
  const sees = async () => {
    const { page } = vera;
    await page.goto(`/workspaces/${at.workspace}`);
    await page.getByRole('heading', { name: 'Demo', level: 1 }).waitFor();
    const main = page.getByRole('main');
    const tabs = await main.getByRole('navigation').getByRole('link').allInnerTexts();
    const may = {};
    for (const name of ['Import', 'New token set', 'Actions for Tokencraft']) may[name] = (await main.getByRole('button', { name, exact: true }).count()) > 0;
    await page.goto(`/workspaces/${at.workspace}/members`);
    await page.getByRole('listitem').getByText(VERA.email).waitFor();
    may['Add member'] = (await page.getByRole('button', { name: 'Add member' }).count()) > 0;
    return { tabs, may: Object.keys(may).filter((name) => may[name]) };
  };

  it('is not found by a wrong address, and what was typed stays', async () => {
    const dialog = await add('nobody@example.com', 'viewer');
    await dialog.getByText('User not found.').waitFor();
    assert.equal(await dialog.getByLabel('E-mail').inputValue(), 'nobody@example.com');
  });

  it('is a stranger before, and reads as a viewer', async () => {
    await vera.page.goto(`/workspaces/${at.workspace}`);
    await vera.page.getByRole('alert').getByText('Workspace not found.').waitFor();
    const dialog = await add(VERA.email, 'viewer');
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(await sees(), { tabs: ['Token sets', 'Members'], may: [] });
    const { page } = vera;
    await page.goto(`/tokensets/${at.tokenset}`);
    await page.getByRole('treegrid').waitFor();
    await vera.shot('viewer-tokens');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByText('--palette').first().waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`/workspaces/${at.workspace}/activity`);
    await page.getByRole('alert').getByText('Your workspace role does not allow this operation.').waitFor();
  });

  it('writes as an editor and manages as an admin', async () => {
    const { page } = owner;
    await members();
    for (const [role, expected] of [
      ['editor', { tabs: ['Token sets', 'Members'], may: ['Import', 'New token set', 'Actions for Tokencraft'] }],
      ['admin', { tabs: ['Token sets', 'Members', 'Activity'], may: ['Import', 'New token set', 'Actions for Tokencraft', 'Add member'] }],
    ]) {
      const changed = page.waitForResponse((answer) => answer.url().endsWith('/members') && answer.request().method() === 'POST');
      await page.getByRole('combobox', { name: 'Role of Vera' }).selectOption(role);
      assert.equal((await changed).status(), 200);
      assert.deepEqual(await sees(), expected, role);
    }
    // Whoever manages others cannot touch the owner.
    assert.equal(await vera.page.getByRole('combobox', { name: /^Role of (?!Vera)/ }).count(), 0);
    await owner.shot('members-roles');
  });

  it('shows others a new name at once', async () => {
    const { page } = vera;
    await page.goto('/settings');
    await page.getByRole('textbox', { name: 'Name' }).fill('Vera Novak');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Your profile was saved').waitFor();
    await page.getByRole('button', { name: 'Account' }).getByText('Vera Novak').waitFor();
    await members();
    await owner.page.getByText('Vera Novak').waitFor();
  });

  it('moves to another address with the password alone, and signs in with it', async () => {
    const { page } = vera;
    await page.goto('/settings');
    await page.getByRole('textbox', { name: 'E-mail' }).fill(server.email.toUpperCase());
    await page.getByLabel('Your password').fill(VERA.password);
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByRole('alert').getByText('There is an account with the address').waitFor();
    await page.getByRole('textbox', { name: 'E-mail' }).fill('vera@example.org');
    await page.getByLabel('Your password').fill('not the password');
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByRole('alert').getByText('The current password is wrong.').waitFor();
    await vera.shot('profile-refused');
    await page.getByLabel('Your password').fill(VERA.password);
    await page.getByRole('button', { name: 'Save profile' }).click();
    await page.getByText('Your profile was saved').waitFor();
    VERA.email = 'vera@example.org';
    const again = await browse(server);
    await signIn(again.page, VERA);
    await again.close();
  });

  it('is removed, loses sight at once, and may leave when back', async () => {
    const { page } = owner;
    await members();
    await page.getByRole('button', { name: 'Actions for Vera Novak' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByText(VERA.email).waitFor({ state: 'detached' });
    await vera.page.reload();
    await vera.page.goto(`/tokensets/${at.tokenset}`);
    await vera.page.getByRole('alert').getByText('Tokenset not found.').waitFor();

    await (await add(VERA.email, 'editor')).waitFor({ state: 'detached' });
    await vera.page.goto(`/workspaces/${at.workspace}/members`);
    await vera.page.getByRole('button', { name: 'Actions for Vera Novak' }).click();
    await vera.page.getByRole('menuitem', { name: 'Leave' }).click();
    await vera.page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
    await vera.page.getByRole('heading', { name: 'Your first workspace' }).waitFor();
  });

  it('becomes the owner, and the owner an admin', async () => {
    const { page } = owner;
    await (await add(VERA.email, 'viewer')).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Actions for Vera Novak' }).click();
    await page.getByRole('menuitem', { name: 'Make owner' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Hand over' }).click();
    // Not before it is confirmed.
    await dialog.getByText(/to go on/).waitFor();
    await dialog.getByLabel(/to confirm/).fill(VERA.email);
    await dialog.getByRole('button', { name: 'Hand over' }).click();
    await dialog.waitFor({ state: 'detached' });
    const row = (name) => page.getByRole('listitem').filter({ hasText: name });
    await row('Vera Novak').getByText('owner', { exact: true }).waitFor();
    assert.equal(await row('(you)').getByRole('combobox').inputValue(), 'admin');
  });
});
