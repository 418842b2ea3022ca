/** How wide the columns of a tokenset are, where somebody chose that: kept in this browser. */

export const LEAST = 96;
export const MOST = 960;

const NAME = 'name';
/** A column in which no width was chosen takes its share of what is left. */
export type Column = typeof NAME | (string & {});

/** What was kept, as far as it makes sense. */
export function readWidths(text: string | null): Map<Column, number> {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    const entries = Object.entries(kept as Record<string, unknown>);
    return new Map(entries.flatMap(([column, width]) => (typeof width === 'number' && Number.isFinite(width) ? [[column, clamp(width)]] : [])));
  } catch {
    return new Map();
  }
}

export const clamp = (width: number): number => Math.round(Math.max(LEAST, Math.min(MOST, width)));

/** Values for the grid's `--columns` and `--least`. */
export function template(widths: ReadonlyMap<Column, number>, modes: readonly string[]): { columns: string; least: string } {
  const px = (column: Column) => (widths.has(column) ? `${widths.get(column)}px` : null);
  const name = px(NAME) ?? 'var(--name)';
  const cells = modes.map((mode) => px(mode) ?? 'minmax(var(--cell), 1fr)');
  // Something has to fill the window.
  const tail = modes.every((mode) => widths.has(mode)) ? 'minmax(3rem, 1fr)' : '3rem';
  return {
    columns: [name, ...cells, tail].join(' '),
    least: `calc(${[name, ...modes.map((mode) => px(mode) ?? 'var(--cell)'), '3rem'].join(' + ')})`,
  };
}

export class Widths {
  #key: string;
  #chosen = $state.raw<ReadonlyMap<Column, number>>(new Map());

  constructor(tokenset: string) {
    this.#key = `tokencraft-columns-${tokenset}`;
    this.#chosen = readWidths(localStorage.getItem(this.#key));
  }

  get chosen(): ReadonlyMap<Column, number> {
    return this.#chosen;
  }

  /** `null`: as wide as it would be by itself. */
  set(column: Column, width: number | null) {
    const next = new Map(this.#chosen);
    if (width === null) next.delete(column);
    else next.set(column, clamp(width));
    this.#chosen = next;
  }

  keep() {
    try {
      if (this.#chosen.size) localStorage.setItem(this.#key, JSON.stringify(Object.fromEntries(this.#chosen)));
      else localStorage.removeItem(this.#key);
    } catch {
      // No room: then for this visit only.
    }
  }
}
