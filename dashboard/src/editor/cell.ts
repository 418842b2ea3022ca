/** Cells and changes of them, as plain data. */
import type { Token, TypeName } from '../lib/api/types';
import type { Rename } from './names';
import type { Draft } from './refs';

export interface Cell extends Draft {
  id: string;
  name: string;
  mode: string;
  type: TypeName;
  /** `null` until the server has it. */
  etag: string | null;
  resolved: string | null;
}

/** One cell before and after; `null`: it is not there. */
export interface Change {
  mode: string;
  name: string;
  before: Draft | null;
  after: Draft | null;
}

/** What one undo takes back. */
export type Step = { label: string } & ({ changes: Change[] } | { renames: Rename[] });

/** A change that met another one. */
export interface Conflict {
  change: Change;
  theirs: Cell | null;
}

export interface Refused {
  text: string;
  message: string;
}

export const key = (mode: string, name: string) => `${mode} ${name}`;
export const same = (a: Draft | null, b: Draft | null) =>
  a === b ||
  (a !== null && b !== null && a.type === b.type && a.value === b.value && a.alias_to === b.alias_to && a.description === b.description);

export function draftOf(cell: Cell): Draft {
  const { type, value, alias_to, description } = cell;
  return { type, value, alias_to, description };
}

export const inverse = (step: Step): Step =>
  'renames' in step
    ? { label: step.label, renames: step.renames.map(({ from, to }) => ({ from: to, to: from })).reverse() }
    : { label: step.label, changes: step.changes.map(({ mode, name, before, after }) => ({ mode, name, before: after, after: before })) };

export function addTo(rows: Map<string, Map<string, Cell>>, cell: Cell) {
  const row = rows.get(cell.name);
  if (row) row.set(cell.mode, cell);
  else rows.set(cell.name, new Map([[cell.mode, cell]]));
}

export function toCell(token: Token): Cell {
  return {
    id: token.id,
    name: token.name,
    mode: token.mode_id,
    type: token.type,
    value: token.value ?? null,
    alias_to: token.alias_to ?? null,
    description: token.description ?? null,
    resolved: token.resolved_value ?? null,
    etag: token.etag ?? null,
  };
}

/** The members of a PATCH that turn `before` into `after`. */
export function difference(before: Draft, after: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  if (before.type !== after.type) body.type = after.type;
  if (before.description !== after.description) body.description = after.description;
  if (before.value !== after.value || before.alias_to !== after.alias_to) {
    if (after.alias_to !== null) body.alias_to = after.alias_to;
    else {
      body.value = after.value;
      if (before.alias_to !== null) body.alias_to = null;
    }
  }
  return body;
}
