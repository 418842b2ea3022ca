/** Files that are imported together, and where each goes. */
import type { Note } from '../../lib/api/types';

export interface Entry {
  file: File;
  /** The token set's name, where there is a choice. */
  tokenset: string;
  /** The mode's name; empty: the default mode, or those that the document has itself. */
  mode: string;
}

/** The name of the token set that a file is taken for: what comes before the first dot. */
export const stem = (name: string) => name.split(/[\\/]/).at(-1)?.split('.')[0] || 'Imported';

/** `colors.dark.tokens.json` looks like the mode `dark`. */
export const modeIn = (name: string) =>
  name
    .split('.')
    .slice(1)
    .filter((part) => !/^(json[5c]?|tokens?)$/i.test(part))
    .join(' ');

/** The form that says it all; what comes before a file is about that file. */
export function form(entries: Entry[], named: boolean): FormData {
  const data = new FormData();
  for (const { file, tokenset, mode } of entries) {
    if (named && tokenset.trim()) data.append('tokenset', tokenset.trim());
    if (mode.trim()) data.append('mode', mode.trim());
    data.append('file', file, file.name);
  }
  return data;
}

/** Remarks by file, in the files' order; those that are about no file come last. */
export function byFile(notes: Note[]): [file: string, notes: Note[]][] {
  const groups = new Map<string, Note[]>();
  for (const note of notes) groups.set(note.file ?? '', [...(groups.get(note.file ?? '') ?? []), note]);
  const rest = groups.get('');
  groups.delete('');
  return rest ? [...groups, ['', rest]] : [...groups];
}
