/** The shapes of the API, by their everyday names. */
import type { components } from '../../generated/api';

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

export type Plan = 'FREE' | 'PRO' | 'TEAM' | 'BUSINESS';
export type Role = 'owner' | 'admin' | 'editor' | 'viewer';
export type Scope = 'read:tokens' | 'write:tokens' | 'export:tokens';

export interface User {
  id: string;
  email: string;
  name: string;
  plan: Plan;
  is_operator: boolean;
  created_at: string;
}

export interface ApiToken {
  id: string;
  name: string;
  prefix: string;
  scopes: Scope[];
  workspace_id: string | null;
  created_at: string;
  last_used_at: string | null;
  expires_at: string | null;
}

export interface BrowserSession {
  id: string;
  created_at: string;
  last_seen_at: string;
  user_agent: string | null;
  is_current: boolean;
}

/** Somebody with a role in a workspace or an organization. */
export interface Person {
  id: string;
  user_id: string;
  role: Role;
  user_email: string;
  user_name: string;
}

export interface Member extends Person {
  workspace_id: string;
}

/** The 18 types, in the order of the reference. */
export const TYPES: TypeName[] = [
  'color',
  'dimension',
  'fontFamily',
  'fontWeight',
  'fontSize',
  'lineHeight',
  'letterSpacing',
  'duration',
  'cubicBezier',
  'number',
  'strokeStyle',
  'border',
  'transition',
  'shadow',
  'gradient',
  'typography',
  'string',
  'boolean',
];
