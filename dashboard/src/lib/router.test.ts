import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('location', { pathname: '/', search: '' });
vi.stubGlobal('addEventListener', () => {});
vi.stubGlobal('document', { addEventListener: () => {} });
vi.stubGlobal('history', { state: null, replaceState: () => {} });
const { match } = await import('./router.svelte');

describe('a path', () => {
  it.each([
    ['/', '/', {}],
    ['/workspaces/:id', '/workspaces/7', { id: '7' }],
    ['/workspaces/:id', '/workspaces/7/', { id: '7' }],
    ['/tokensets/:id/:tab', '/tokensets/a%20b/export', { id: 'a b', tab: 'export' }],
    ['/workspaces/:id', '/workspaces', null],
    ['/workspaces/:id', '/tokensets/7', null],
    ['/workspaces/:id', '/workspaces/%', null],
  ])('%s over %s', (pattern, path, found) => {
    expect(match(pattern, path)).toEqual(found);
  });
});
