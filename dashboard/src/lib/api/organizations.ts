/** The shapes of organizations, environments and releases, and who may do what with them. */
import type { components } from '../../generated/api';
import { ApiError, get } from './client';
import type { Role } from './types';

type Schemas = components['schemas'];
/** A schema, with what its description says more exactly. */
type Exact<T, Parts> = Omit<T, keyof Parts> & Parts;

export type Organization = Exact<Schemas['Organization'], { user_role: Role }>;
export type OrganizationMember = Exact<Schemas['OrganizationMember'], { role: Role }>;

export type Bump = 'major' | 'minor' | 'patch';

/** `bump: null`: the first of its environment. */
export type Release = Exact<Schemas['Release'], { bump: Bump | null }>;
/** A tokenset that a release holds. */
export type Held = Schemas['ReleaseTokenset'];
export type Environment = Exact<Schemas['Environment'], { active_release: Release | null }>;

export type Kind = 'added' | 'removed' | 'renamed' | 'retyped' | 'changed' | 'deprecated';
export type Part = 'text' | 'description' | 'extensions' | 'order' | 'default' | 'groups';

/**
 * One difference between two releases, in one mode. `mode: null`: of a whole token set; `name: null`: of a whole mode.
 * `old` and `new` are resolved values, `null` where they are broken; `direct: false`: only what it refers to changed.
 */
export type Change = Exact<
  Schemas['Change'],
  { kind: Kind; type: string | null; part?: Part; from?: unknown; to?: unknown; old?: string | null; new?: string | null }
>;
export type Broken = Schemas['BrokenToken'];
/** What a publish would make. */
export type Preview = Exact<Schemas['PublicationPreview'], { bump: Bump | null; changes: Change[] }>;
/** One thing that both sides changed since the release they last shared; what it is `part` of, when not a token's value. */
export type Conflict = Exact<Schemas['Conflict'], { part?: Part }>;
export type MergePreview = Exact<Schemas['MergePreview'], { bump: Bump | null; changes: Change[]; conflicts: Conflict[] }>;
export type Diff = Exact<Schemas['ReleaseDifferences'], { from: Release | null; to: Release; changes: Change[] }>;

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

const OVERTAKEN = ['release_conflict', 'version_too_low', 'unknown_conflict', 'merge_conflicts'];

/** What was looked at is no longer what is there: somebody published, merged or changed tokens meanwhile. */
export const overtaken = (error: unknown): boolean =>
  error instanceof ApiError && (OVERTAKEN.includes(error.code) || 'conflicts' in error.body);

/** There is nothing to make a release of: an answer, not a failure. */
export const nothingThere = (error: unknown): error is ApiError =>
  error instanceof ApiError && ['nothing_changed', 'nothing_to_publish', 'no_active_release'].includes(error.code);
