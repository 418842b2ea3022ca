// Every screen of an account: where it is, what shows that it is there, and what it asks the server for.
// Organizations have a table of their own.

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true });

/** `at` names what is in the demo: `{ workspace, tokenset }`, ids. */
export const SCREENS = [
  { name: 'workspaces', path: () => '/', asks: '/api/workspaces', ready: (page) => heading(page, 'Workspaces') },
  { name: 'workspace', path: (at) => `/workspaces/${at.workspace}`, asks: '/api/workspaces/*/tokensets', ready: (page) => heading(page, 'Demo') },
  { name: 'members', path: (at) => `/workspaces/${at.workspace}/members`, asks: '/api/workspaces/*/members', ready: (page) => heading(page, 'Demo') },
  { name: 'activity', path: (at) => `/workspaces/${at.workspace}/activity`, asks: '/api/workspaces/*/activity*', ready: (page) => heading(page, 'Demo') },
  { name: 'tokens', path: (at) => `/tokensets/${at.tokenset}`, asks: '/api/tokensets/*/tokens*', ready: (page) => page.getByRole('treegrid') },
  { name: 'api-tokens', path: () => '/api-tokens', asks: '/api/api-tokens', ready: (page) => heading(page, 'API') },
  { name: 'settings', path: () => '/settings', asks: '/api/auth/sessions', ready: (page) => heading(page, 'Settings') },
  { name: 'users', path: () => '/users', asks: '/api/users', ready: (page) => heading(page, 'Users') },
];

/** Screens for whoever is not signed in, on a server that is set up and lets people sign up. */
export const OPEN_SCREENS = [
  { name: 'login', path: '/login', title: 'Sign in to Tokencraft' },
  { name: 'signup', path: '/signup', title: 'Create an account' },
  { name: 'setup-done', path: '/setup', title: 'This server is set up already' },
  { name: 'welcome', path: '/welcome#0', title: 'Welcome to Tokencraft' },
  { name: 'reset', path: '/reset#0', title: 'Choose a new password' },
  { name: 'link-incomplete', path: '/reset', title: 'This link is not complete' },
  { name: 'not-found', path: '/nowhere/at/all', title: 'There is nothing here' },
];

/** Opens a screen and waits until all of it is there. */
export async function visit(page, screen, at) {
  await page.goto(screen.path(at));
  await screen.ready(page).waitFor();
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
}
