import { expect, it } from 'vitest';
import type { Environment } from '../../lib/api/organizations';
import { releaseExportPath, releaseFileName, type ReleaseWish } from './exports';

const environment = { id: 'E', organization_id: 'O', name: 'Pre Production' } as Environment;
const wish: ReleaseWish = {
  format: 'css', mode: '', references: '', strategy: 'media', gamut: '', prefix: '', missing: '', tokenset: '', release: '',
};

it('an export follows what is active, or is pinned', () => {
  expect(releaseExportPath(environment, wish)).toBe('/organizations/O/environments/E/export?format=css&strategy=media');
  expect(releaseExportPath(environment, { ...wish, release: '1.2.0' }, true)).toBe(
    '/organizations/O/environments/pre-production/export?format=css&strategy=media&release=1.2.0',
  );
});

it('an export of one mode names it and needs nothing to tell modes apart', () => {
  const one = { ...wish, tokenset: 'Brand & Co', mode: 'High Contrast' };
  expect(releaseExportPath(environment, one)).toBe('/organizations/O/environments/E/export?format=css&tokenset=Brand+%26+Co&mode=High+Contrast');
  expect(releaseFileName(environment, one)).toBe('brand-co-high-contrast.css');
});

it('a name without a letter still has a path and a file', () => {
  expect(releaseExportPath({ ...environment, name: '!' }, wish, true)).toContain('/environments/E/');
  expect(releaseFileName({ ...environment, name: '!' }, { ...wish, release: '2.0.0' })).toBe('tokens-2.0.0.css');
});
