/** The shapes of organizations, environments and releases, and who may do what with them. */
import type { components } from '../../generated/api';
import { ApiError, get, post } from './client';
import type { Role } from './types';

type Schemas = components['schemas'];
/** A schema, with what its description says more exactly. */
type Exact<T, Parts> = Omit<T, keyof Parts> & Parts;

export type Organization = Exact<Schemas['Organization'], { user_role: Role }>;
export type OrganizationMember = Exact<Schemas['OrganizationMember'], { role: Role }>;

export type Bump = 'major' | 'minor' | 'patch';

/** What a release was merged or copied from. */
export interface Source {
  environment_id: string;
  release_id: string;
  version: string;
}

export interface Release {
  id: string;
  environment_id: string;
  version: string;
  name: string | null;
  notes: string | null;
  /** `null`: the first of its environment. */
  bump: Bump | null;
  is_active: boolean;
  created_by: { user_id: string; name: string | null };
  created_at: string;
  token_count: number;
  checksum: string;
  source: Source | null;
}

export type Environment = Exact<Schemas['Environment'], { active_release: Release | null }>;

export type Kind = 'added' | 'removed' | 'renamed' | 'retyped' | 'changed' | 'deprecated';

/** One difference between two releases, in one mode. */
export interface Change {
  kind: Kind;
  tokenset_id: string;
  tokenset: string;
  /** `null`: the whole tokenset is meant. */
  mode: string | null;
  /** `null`: the whole mode is meant. */
  name: string | null;
  type: string | null;
  /** `false`: only what it refers to changed. */
  direct: boolean;
  /** What differs where no resolved value does. */
  part?: 'text' | 'description' | 'extensions' | 'order' | 'default' | 'groups';
  from?: unknown;
  to?: unknown;
  /** Resolved values; `null` = broken. */
  old?: string | null;
  new?: string | null;
}

export interface Broken {
  tokenset_id?: string;
  tokenset: string;
  mode: string;
  name: string;
  message: string;
}

/** What a publish or merge would make. */
export interface Preview {
  version: string;
  bump: Bump | null;
  changes: Change[];
  broken: Broken[];
}

export interface Side {
  name: string;
  type: string;
  value: string;
  resolved_value: string | null;
  description: string | null;
  deprecated: unknown;
}

/** One thing that both sides changed since the release they last shared. */
export interface Conflict {
  key: string;
  tokenset_id?: string;
  tokenset: string;
  mode: string | null;
  name: string | null;
  /** What is meant, when it is not a token's value. */
  part?: NonNullable<Change['part']>;
  /** As written; `null` where it is absent. */
  base: string | null;
  source: string | null;
  production: string | null;
  sides?: Record<'base' | 'source' | 'production', Side | null>;
}

export interface MergePreview extends Preview {
  conflicts: Conflict[];
}

export interface Diff {
  from: Release | null;
  to: Release;
  changes: Change[];
  total: number;
}

const RANKS: Role[] = ['viewer', 'editor', 'admin', 'owner'];

/** Whether the caller has at least this role. */
export const may = (organization: Organization, role: Role): boolean =>
  RANKS.indexOf(organization.user_role) >= RANKS.indexOf(role);

export const organizationPath = (id: string) => `/organizations/${id}`;
export const environmentPath = (organization: string, environment: string) =>
  `/organizations/${organization}/environments/${environment}`;
export const releasePath = (release: Release, organization: string) =>
  `${environmentPath(organization, release.environment_id)}/releases/${release.id}`;

export const organizations = () => get<{ organizations: Organization[] }>('/organizations').then((answer) => answer.organizations);
export const organization = (id: string) => get<Organization>(organizationPath(id));
export const environments = (id: string) =>
  get<{ environments: Environment[] }>(`/organizations/${id}/environments`).then((answer) => answer.environments);

/** An organization with the environment a page is about, and its others. */
export async function environmentOf(id: string, environment: string) {
  const [found, all] = await Promise.all([organization(id), environments(id)]);
  const one = all.find((other) => other.id === environment);
  if (!one) throw new ApiError(404, 'not_found', 'Environment not found');
  return { organization: found, environments: all, environment: one };
}

/** A POST that may be sent again without happening twice. */
export const postOnce = <T>(path: string, body: unknown) =>
  post<T>(path, body, { idempotencyKey: crypto.randomUUID(), retries: 2 }).then((answer) => answer.data);

const OVERTAKEN = ['release_conflict', 'version_too_low', 'unknown_conflict', 'merge_conflicts'];

/** What was looked at is no longer what is there: somebody published, merged or changed tokens meanwhile. */
export const overtaken = (error: unknown): boolean =>
  error instanceof ApiError && (OVERTAKEN.includes(error.code) || 'conflicts' in error.body);

/** There is nothing to make a release of: an answer, not a failure. */
export const nothingThere = (error: unknown): error is ApiError =>
  error instanceof ApiError && ['nothing_changed', 'nothing_to_publish', 'no_active_release'].includes(error.code);
