/** Where the export of an environment is, and what its file is called. */
import { exportQuery, FORMATS, kebab, type Wish } from '../../editor/formats';
import { environmentPath, type Environment } from '../../lib/api/organizations';

export interface ReleaseWish extends Wish {
  /** A token set's name or id; all of them when empty. `mode` is a name here. */
  tokenset: string;
  /** A version; whatever is active when empty. */
  release: string;
}

/** `named`: with the environment's name, as people write it. */
export function releaseExportPath(environment: Environment, wish: ReleaseWish, named = false): string {
  const query = exportQuery(wish, wish.mode !== '');
  if (wish.tokenset) query.set('tokenset', wish.tokenset);
  if (wish.mode) query.set('mode', wish.mode);
  if (wish.release) query.set('release', wish.release);
  const slug = named ? kebab(environment.name) : '';
  return `${environmentPath(environment.organization_id, slug || environment.id)}/export?${query}`;
}

export function releaseFileName(environment: Environment, wish: ReleaseWish): string {
  const extension = FORMATS.find((one) => one.value === wish.format)?.extension ?? 'txt';
  const words = [kebab(wish.tokenset) || kebab(environment.name) || 'tokens', kebab(wish.mode), wish.release];
  return `${words.filter(Boolean).join('-')}.${extension}`;
}
