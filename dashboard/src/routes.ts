/** Which screen a path shows. Screens are loaded when they are first opened. */
import type { Component } from 'svelte';
import { editorPaths } from './lib/api/paths';

export type Screen = () => Promise<{ default: Component<Record<string, string>> }>;

export interface Route {
  path: string;
  title: string;
  load: Screen;
  /** What it reads first, asked for while it is still being loaded itself. */
  ahead?: (params: Record<string, string>) => string[];
  /** Shown without a session. */
  open?: boolean;
  /** Fills the window and scrolls by itself. */
  wide?: boolean;
  /** Scrolls with the window, with more room than text needs. */
  broad?: boolean;
}

const screen = (load: () => Promise<unknown>) => load as Screen;

const workspace = screen(() => import('./screens/workspace/Workspace.svelte'));

export const ROUTES: Route[] = [
  { path: '/', title: 'Workspaces', load: screen(() => import('./screens/Workspaces.svelte')) },
  { path: '/workspaces/:id', title: 'Workspace', load: workspace },

  { path: '/workspaces/:id/members', title: 'Members', load: screen(() => import('./screens/workspace/Members.svelte')) },
  { path: '/workspaces/:id/activity', title: 'Activity', load: screen(() => import('./screens/workspace/Activity.svelte')) },
  { path: '/tokensets/:id', title: 'Tokens', load: screen(() => import('./editor/Editor.svelte')), ahead: ({ id = '' }) => editorPaths(id), wide: true },
  { path: '/organizations', title: 'Organizations', load: screen(() => import('./screens/Organizations.svelte')) },
  { path: '/organizations/:id', title: 'Environments', load: screen(() => import('./screens/organization/Environments.svelte')) },
  { path: '/organizations/:id/workspaces', title: 'Workspaces', load: screen(() => import('./screens/organization/Attached.svelte')) },
  { path: '/organizations/:id/members', title: 'Members', load: screen(() => import('./screens/organization/Members.svelte')) },
  { path: '/organizations/:id/activity', title: 'Activity', load: screen(() => import('./screens/organization/Activity.svelte')) },
  { path: '/organizations/:id/environments/:environment', title: 'Releases', load: screen(() => import('./screens/organization/Environment.svelte')) },
  { path: '/organizations/:id/environments/:environment/publish', title: 'Publish', load: screen(() => import('./screens/organization/Publish.svelte')), broad: true },
  { path: '/organizations/:id/environments/:environment/merge', title: 'Merge', load: screen(() => import('./screens/organization/Merge.svelte')), broad: true },
  { path: '/organizations/:id/environments/:environment/releases/:release', title: 'Release', load: screen(() => import('./screens/organization/Release.svelte')), broad: true },
  { path: '/api-tokens', title: 'API', load: screen(() => import('./screens/ApiTokens.svelte')) },
  { path: '/settings', title: 'Settings', load: screen(() => import('./screens/settings/Settings.svelte')) },
  { path: '/users', title: 'Users', load: screen(() => import('./screens/Users.svelte')) },
  { path: '/login', title: 'Sign in', load: screen(() => import('./screens/auth/Login.svelte')), open: true },
  { path: '/signup', title: 'Sign up', load: screen(() => import('./screens/auth/SignUp.svelte')), open: true },
  { path: '/setup', title: 'Set up', load: screen(() => import('./screens/auth/SetUp.svelte')), open: true },
  { path: '/welcome', title: 'Welcome', load: screen(() => import('./screens/auth/NewPassword.svelte')), open: true },
  { path: '/reset', title: 'New password', load: screen(() => import('./screens/auth/NewPassword.svelte')), open: true },
];
