/** The shapes of the API, by their everyday names. */
import type { components, operations } from '../../generated/api';

type Schemas = components['schemas'];

export type Workspace = Schemas['Workspace'];
export type ListedWorkspace = Schemas['ListedWorkspace'];
export type Tokenset = Schemas['Tokenset'];
export type Mode = Schemas['Mode'];
export type Token = Schemas['Token'];
export type TypeName = Schemas['TypeName'];
export type Diagnostic = Schemas['Diagnostic'];
export type Report = Schemas['Report'];
export type Note = Schemas['Note'];

export type Plan = Schemas['PlanName'];
export type Role = Schemas['RoleName'];
export type Scope = Schemas['ScopeName'];
export type User = Schemas['Account'];
export type ManagedUser = Schemas['ManagedAccount'];
export type Ways = Schemas['SignInOptions'];
export type ApiToken = Schemas['ApiTokenView'];
export type BrowserSession = Schemas['SessionView'];
export type Member = Schemas['MemberView'];
export type PlanStatus = Schemas['DowngradeStatus'];
export type ActivityLine = Schemas['Activity'];
export type ActivityPage = Schemas['ActivityList'];

/** Somebody with a role in a workspace or an organization. */
export type Person = Omit<Member, 'workspace_id'>;

/** What exports can be asked for. */
export type ExportQuery = NonNullable<operations['session_export_tokenset']['parameters']['query']>;

/** The 18 types, in the order of the reference. */
export const TYPES = Object.keys({
  color: true,
  dimension: true,
  fontFamily: true,
  fontWeight: true,
  fontSize: true,
  lineHeight: true,
  letterSpacing: true,
  duration: true,
  cubicBezier: true,
  number: true,
  strokeStyle: true,
  border: true,
  transition: true,
  shadow: true,
  gradient: true,
  typography: true,
  string: true,
  boolean: true,
} satisfies Record<TypeName, true>) as TypeName[];
