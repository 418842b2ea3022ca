/** A tokenset on the screen: every cell, and how a change gets in, out again, and to the server. */
import { SvelteSet } from 'svelte/reactivity';
import { ApiError, get, newKey, request, sentence } from '../lib/api/client';
import { tokensPath } from '../lib/api/paths';
import type { ListedWorkspace, Mode, Token, Tokenset, TypeName } from '../lib/api/types';
import { plural } from '../lib/format';
import { planStatus } from '../lib/plan';
import { toasts } from '../lib/toasts.svelte';
import { addTo, draftOf, inverse, key, same, toCell, type Cell, type Change, type Conflict, type Refused, type Step } from './cell';
import { whenIdle, type Idle } from './idle';
import { renaming, sortNames, type Rename } from './names';
import { News } from './news';
import { lookUpIn, Others, usersIn } from './others.svelte';
import { dependantCells, dependants, referencesOf, renamed, resolve, type Draft, type LookUp, type Place } from './refs';
import { Remote } from './remote';
import { Usage } from './usage';

export class Document {
  tokenset = $state.raw<Tokenset>()!;
  workspace = $state.raw<ListedWorkspace>()!;
  modes = $state.raw<Mode[]>([]);
  /** Names in natural order. */
  names = $state.raw<string[]>([]);
  /** Goes up with every change of any cell. */
  version = $state(0);
  saving = $state(0);
  /** Why saving waits, when it does. */
  waiting = $state<string | null>(null);
  /** Why nothing can be changed here; `null` when it can. */
  readOnly = $state<string | null>(null);
  conflict = $state.raw<Conflict | null>(null);
  undone = $state.raw<Step[]>([]);
  done = $state.raw<Step[]>([]);
  /** Texts the server did not take, by cell: kept until they are mended or given up. */
  refused = $state.raw<ReadonlyMap<string, Refused>>(new Map());
  readonly closed = new SvelteSet<string>();
  /** The other tokensets of the workspace, which aliases may lead into. */
  others = $state.raw<Others>()!;

  #rows = new Map<string, Map<string, Cell>>();
  /** What the server said last of cells that are gone from the screen. */
  #gone = new Map<string, Cell>();
  #remote!: Remote;
  /** Made when it is first asked for. */
  #usage: Usage | null = null;
  #texts = new Map<string, string>();
  #pending = new Map<string, number>();
  #queue: Promise<void> = Promise.resolve();
  #refreshing: ReturnType<typeof setTimeout> | undefined;
  #news = new News();
  /** Of the tokens as they were read; `null` once a change was made here. */
  #tag: string | null = null;
  /** How many changes were made here. */
  #made = 0;
  #stopped = false;

  private constructor() {}

  static async open(id: string): Promise<Document> {
    const document = new Document();
    const [{ data, etag }, tokenset, { modes }, { workspaces }] = await Promise.all([
      request<{ tokens: Token[] }>('GET', tokensPath(id)),
      get<Tokenset>(`/tokensets/${id}`),
      get<{ modes: Mode[] }>(`/tokensets/${id}/modes`),
      get<{ workspaces: ListedWorkspace[] }>('/workspaces'),
    ]);
    const workspace = workspaces.find((one) => one.id === tokenset.workspace_id);
    if (!workspace) throw new ApiError(404, 'not_found', 'Workspace not found');
    document.tokenset = tokenset;
    document.#remote = new Remote(id, ({ name, mode }) => {
      const cell = document.#rows.get(name)?.get(mode);
      return cell?.id ? cell : document.#gone.get(key(mode, name));
    });
    document.workspace = workspace;
    document.others = new Others(workspace.id, id);
    if (workspace.user_role === 'viewer') document.readOnly = 'You may look at this workspace, but not change it.';
    else if (workspace.is_owner) void document.#checkPlan();
    document.modes = modes;
    document.#take(data.tokens);
    document.#tag = etag;
    return document;
  }

  /** Over the plan's limit the newest workspaces can only be read. Others than the owner hear of it when they try. */
  async #checkPlan() {
    const plan = await planStatus().catch(() => null);
    const over = plan?.overages.some(({ ids }) => ids.includes(this.workspace.id));
    if (over && plan?.enforcement === 'enforced') this.readOnly = 'This workspace is over the limit of your plan: it can only be read.';
  }

  close() {
    this.#stopped = true;
    clearTimeout(this.#refreshing);
  }

  get defaultMode(): string {
    return (this.modes.find((mode) => mode.is_default) ?? this.modes[0])?.id ?? '';
  }

  modeName(id: string): string {
    return this.modes.find((mode) => mode.id === id)?.name ?? '';
  }

  cell(name: string, mode: string): Cell | undefined {
    void this.version;
    return this.#rows.get(name)?.get(mode);
  }

  /** A name's cells by mode, for loops over many: read `version` once before. */
  row(name: string): ReadonlyMap<string, Cell> | undefined {
    return this.#rows.get(name);
  }

  /** What a search looks through: name, values and descriptions, in small letters. */
  searchText(name: string): string {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = name;
      for (const cell of this.#rows.get(name)?.values() ?? []) {
        text += `\n${cell.value ?? ''}\n${cell.alias_to ?? ''}\n${cell.resolved ?? ''}\n${cell.description ?? ''}`;
      }
      this.#texts.set(name, (text = text.toLowerCase()));
    }
    return text;
  }

  /** Gets ready for the first search and the first edit while nothing else is to do. */
  warm() {
    const left = this.names.values();
    const go = (idle: Idle) => {
      if (this.#stopped) return;
      // Whoever begins to type meanwhile does not wait for more than this.
      const end = performance.now() + 8;
      while (idle.timeRemaining() > 2 && performance.now() < end) {
        const { value: name, done } = left.next();
        if (done) {
          this.#index();
          return;
        }
        this.searchText(name);
      }
      whenIdle(go);
    };
    whenIdle(go);
  }

  /** A name's cells, whatever the mode. */
  cells(name: string): Cell[] {
    void this.version;
    return [...(this.#rows.get(name)?.values() ?? [])];
  }

  has(name: string): boolean {
    return this.#rows.has(name);
  }

  /** Every name under a path. */
  inside(path: string): string[] {
    return this.names.filter((name) => name.startsWith(`${path}.`));
  }

  typeOf(name: string): TypeName {
    const row = this.#rows.get(name);
    return (row?.get(this.defaultMode) ?? row?.values().next().value)?.type ?? 'string';
  }

  /** Names that refer to each name directly. */
  get users(): ReadonlyMap<string, ReadonlySet<string>> {
    void this.version;
    return this.#index();
  }

  #index(): Map<string, Set<string>> {
    if (!this.#usage) {
      this.#usage = new Usage();
      for (const [name, row] of this.#rows) this.#usage.note(name, row.values());
    }
    return this.#usage.users;
  }

  #reindex(name: string) {
    this.#usage?.note(name, this.#rows.get(name)?.values() ?? []);
  }

  /** Everything that changes when these names do. */
  dependantsOf(names: Iterable<string>): string[] {
    return sortNames(dependants(names, this.users));
  }

  /** The cell of this tokenset that a reference from a mode leads to. */
  target(name: string, mode: string): Cell | undefined {
    const row = this.#rows.get(name);
    return row?.get(mode) ?? row?.get(this.defaultMode);
  }

  /** The token of another tokenset that a reference from a mode leads to, as far as those are known. */
  outside(name: string, mode: string) {
    return lookUpIn(this.others.known, name, this.modeName(mode));
  }

  /** Tokens of other tokensets that refer to these names, as far as those are known. */
  usersOutside(names: Iterable<string>): Map<string, Set<string>> {
    const own = { id: this.tokenset.id, modes: this.modes, has: (name: string, mode: string) => this.#rows.get(name)?.has(mode) ?? false };
    return usersIn(this.others.known, own, new Set(names));
  }

  /** What a reference from a mode comes to. */
  lead(name: string, mode: string): { type: string; resolved: string | null; tokenset: Tokenset | null } | null {
    void this.version;
    const cell = this.target(name, mode);
    if (cell) return { type: cell.type, resolved: cell.resolved, tokenset: null };
    const hit = this.outside(name, mode);
    return hit && { type: hit.token.type, resolved: hit.token.resolved, tokenset: hit.tokenset };
  }

  /** The cells that change when those do, in the order of names and modes. */
  dependantCells(starts: readonly Place[]): Map<string, string[]> {
    const from = (place: Place) => {
      const names = [...(this.users.get(place.name) ?? [])];
      return names.flatMap((user) => {
        const cells = [...(this.#rows.get(user)?.values() ?? [])];
        return cells.filter((cell) => referencesOf(cell).includes(place.name) && this.target(place.name, cell.mode)?.mode === place.mode);
      });
    };
    const found = dependantCells(starts, from);
    const order = this.modes.map((one) => one.id);
    return new Map(sortNames(found.keys()).map((user) => [user, order.filter((id) => found.get(user)?.has(id))]));
  }

  refusal(name: string, mode: string): Refused | undefined {
    return this.refused.get(key(mode, name));
  }

  forget(name: string, mode: string) {
    const refused = new Map(this.refused);
    refused.delete(key(mode, name));
    this.refused = refused;
  }

  // Changes

  /** Makes a change: shown at once, saved in the background. */
  do(step: Step) {
    if (this.readOnly !== null) {
      toasts.error(this.readOnly);
      return;
    }
    const effective = 'renames' in step ? step : { ...step, changes: step.changes.filter((c) => !same(c.before, c.after)) };
    if ('changes' in effective && !effective.changes.length) return;
    this.done = [...this.done.slice(-199), effective];
    this.undone = [];
    this.#perform(effective);
  }

  /** Changes a cell; `seen` is what it said when the editing began. */
  set(name: string, mode: string, after: Draft, label: string, seen?: Draft | null) {
    const cell = this.#rows.get(name)?.get(mode);
    this.forget(name, mode);
    const now = cell ? draftOf(cell) : null;
    if (seen !== undefined && !same(seen, now) && !same(after, now)) {
      this.conflict = { change: { mode, name, before: seen, after }, theirs: cell ?? null };
      return;
    }
    this.do({ label, changes: [{ mode, name, before: now, after }] });
  }

  undo() {
    const step = this.done.at(-1);
    if (!step || this.readOnly !== null) return;
    this.done = this.done.slice(0, -1);
    this.undone = [...this.undone, step];
    this.#perform(inverse(step));
    toasts.show(`Undone: ${step.label}`);
  }

  redo() {
    const step = this.undone.at(-1);
    if (!step || this.readOnly !== null) return;
    this.undone = this.undone.slice(0, -1);
    this.done = [...this.done, step];
    this.#perform(step);
    toasts.show(`Done again: ${step.label}`);
  }

  /** The step that takes these names away. */
  deletion(names: string[]): Step {
    const changes = names.flatMap((name) =>
      [...(this.#rows.get(name)?.values() ?? [])].map((cell) => ({ mode: cell.mode, name, before: draftOf(cell), after: null })),
    );
    return { label: names.length === 1 ? `delete ${names[0]}` : `delete ${plural(names.length, 'token')}`, changes };
  }

  #perform(step: Step) {
    if ('renames' in step) this.#move(step.renames);
    else {
      for (const change of step.changes) {
        this.#put(change.mode, change.name, change.after);
        this.#hold(change, 1);
      }
      this.#settle(step.changes.map((change) => change.name));
    }
    this.saving += 1;
    this.#made += 1;
    this.#tag = null;
    this.#queue = this.#queue.then(() => this.#save(step)).finally(() => {
      this.saving -= 1;
      if ('changes' in step) {
        for (const change of step.changes) this.#hold(change, -1);
        this.#news.doubt(this.#followers(step.changes));
      }
      if (!this.saving) this.#refreshSoon();
    });
  }

  /** Cells that may come to something else after these changes. */
  #followers(changes: Change[]): Place[] {
    const changed = changes.filter(({ before, after }) => before && after);
    const places = [...this.dependantCells(changed)].flatMap(([name, modes]) => modes.map((mode) => ({ name, mode })));
    // Where a name came or went, references may lead elsewhere now.
    const other = new Set(changes.filter(({ before, after }) => !before || !after).map(({ name }) => name));
    const users = other.size ? [...dependants(other, this.#index())] : [];
    return [...places, ...users.flatMap((name) => [...(this.#rows.get(name)?.keys() ?? [])].map((mode) => ({ name, mode })))];
  }

  #hold({ mode, name }: Change, by: number) {
    const count = (this.#pending.get(key(mode, name)) ?? 0) + by;
    if (count > 0) this.#pending.set(key(mode, name), count);
    else this.#pending.delete(key(mode, name));
  }

  #put(mode: string, name: string, after: Draft | null) {
    let row = this.#rows.get(name);
    const old = row?.get(mode);
    if (!after) {
      // Its deletion is still to be sent, and names what the server has.
      if (old?.id) this.#gone.set(key(mode, name), old);
      row?.delete(mode);
      if (row && !row.size) this.#rows.delete(name);
      return;
    }
    if (!row) this.#rows.set(name, (row = new Map()));
    const type = after.type as TypeName;
    row.set(mode, { ...after, type, name, mode, id: old?.id ?? '', etag: old?.etag ?? null, resolved: old?.resolved ?? null });
  }

  /** Renames here what the server will rename: tokens, and every reference to them. */
  #move(renames: Rename[]) {
    const names = renaming(this.#rows.keys(), renames);
    const rows = new Map<string, Map<string, Cell>>();
    for (const [old, row] of this.#rows) {
      const name = names.get(old) ?? old;
      rows.set(name, new Map([...row].map(([mode, cell]) => [mode, { ...cell, name, ...renamed(cell, names) }])));
    }
    this.#rows = rows;
    this.#usage = null;
    this.#texts.clear();
    this.#order();
    this.version += 1;
  }

  /** Brings order and resolved values up to date after `changed` names changed. */
  #settle(changed: string[]) {
    const users = this.#index();
    for (const name of changed) this.#reindex(name);
    const own = new Set(changed);
    const affected = new Set([...own, ...dependants(own, users)]);
    const lookUp: LookUp = (name, mode) => {
      const cell = this.target(name, mode);
      return cell ? { draft: cell, mode: cell.mode, known: cell.resolved } : null;
    };
    const outside = (name: string, mode: string) => this.outside(name, mode)?.token.resolved ?? null;
    for (const name of affected) {
      this.#texts.delete(name);
      for (const cell of this.#rows.get(name)?.values() ?? []) {
        const resolved = resolve(name, cell.mode, lookUp, outside);
        // A target in another tokenset may not be known here: the server's answer stands until it comes anew.
        const unknown = resolved === null && !own.has(name);
        if (!unknown) this.#rows.get(name)?.set(cell.mode, { ...cell, resolved });
      }
    }
    // Most edits leave the names as they are; ten thousand of them take a while to sort.
    const known = (name: string) => this.#listed.has(name) === this.#rows.has(name);
    if (!changed.every(known)) this.#order();
    this.version += 1;
  }

  #listed = new Set<string>();

  #order() {
    this.#listed = new Set(this.#rows.keys());
    const names = sortNames(this.#rows.keys());
    if (names.length !== this.names.length || names.some((name, index) => name !== this.names[index])) this.names = names;
  }

  // The server

  async #save(step: Step): Promise<void> {
    const left = 'renames' in step ? step.renames.map((rename) => ({ rename, key: newKey() })) : [];
    const once = newKey();
    for (let wait = 500; !this.#stopped; wait = Math.min(wait * 2, 8_000)) {
      try {
        await ('renames' in step ? this.#rename(left) : this.#send(step.changes, once));
        this.waiting = null;
        return;
      } catch (error) {
        if (error instanceof ApiError && (error.passing || error.status === 401 || error.status === 429)) {
          this.waiting = error.status === 401 ? 'You are signed out' : 'The server does not answer';
          await new Promise((done) => setTimeout(done, error.retryAfter ? error.retryAfter * 1000 : wait));
          continue;
        }
        this.waiting = null;
        await this.#failed(step, error, left.length);
        return;
      }
    }
  }

  /** `once`: what tells the server that it is the same change, should it be sent again. */
  async #send(changes: Change[], once: string): Promise<void> {
    const [only] = changes;
    if (changes.length === 1 && only) return this.#sendOne(only, once);
    const sent: [string, Change[]][] = [];
    for (const mode of this.modes) {
      const mine = changes.filter((change) => change.mode === mode.id);
      if (!mine.length) continue;
      try {
        await this.#sendMany(mode.id, mine, `${once}-${mode.id}`);
      } catch (error) {
        // All or nothing, over the modes too: what one mode took is taken back when the next refuses.
        const refused = error instanceof ApiError && !error.passing && error.status !== 401 && error.status !== 429;
        const back = (change: Change) => ({ ...change, before: change.after, after: change.before });
        if (refused) for (const [id, done] of sent) await this.#sendMany(id, done.map(back), `${once}-${id}-back`);
        throw error;
      }
      sent.push([mode.id, mine]);
    }
  }

  async #sendOne(change: Change, once: string): Promise<void> {
    const wrote = await this.#remote.write(change, once);
    if (wrote) await this.#look(wrote);
  }

  /** Reads what was just written, for its tag and what it comes to. */
  async #look(wrote: Token): Promise<void> {
    const read = await this.#remote.one(wrote.mode_id, wrote.id).catch(() => null);
    this.#acknowledge(read ?? wrote, read && draftOf(toCell(wrote)));
  }

  async #sendMany(mode: string, changes: Change[], once: string): Promise<void> {
    await this.#remote.writeMany(mode, changes, once);
    const wrote = new Map(changes.map(({ name, after }) => [name, after]));
    for (const token of await this.#read(changes.filter(({ after }) => after))) this.#acknowledge(token, wrote.get(token.name) ?? null);
  }

  /** What the server has in these cells now. */
  #read(places: readonly Place[]): Promise<Token[]> {
    return this.#remote.read(places.map(({ name, mode }) => ({ name, mode, id: this.#rows.get(name)?.get(mode)?.id ?? '' })));
  }

  /** One after the other; `left` are those that are still to do. */
  async #rename(left: { rename: Rename; key: string }[]): Promise<void> {
    for (let next = left[0]; next; next = left[0]) {
      await this.#remote.rename(next.rename, next.key);
      left.shift();
    }
    await this.#reload();
  }

  /** Takes the server's word for a cell that should say `expected` there. */
  #acknowledge(token: Token, expected: Draft | null) {
    const read = toCell(token);
    const cell = this.#rows.get(token.name)?.get(token.mode_id);
    const place = key(token.mode_id, token.name);
    // Somebody changed it since: with the old tag a next change meets theirs instead of undoing it.
    const changed = !same(draftOf(read), expected);
    if (changed) this.heard(null);
    const etag = changed ? ((cell ?? this.#gone.get(place))?.etag ?? null) : read.etag;
    if (cell) {
      // What was typed meanwhile is already shown.
      const resolved = !changed && same(draftOf(cell), expected) ? read.resolved : cell.resolved;
      this.#rows.get(token.name)?.set(token.mode_id, { ...cell, id: read.id, etag, resolved });
      this.#texts.delete(token.name);
      this.version += 1;
    } else {
      // Deleted here meanwhile: that deletion is still to be sent, and needs this.
      this.#gone.set(place, { ...read, etag });
    }
  }

  /** Takes back what the server refused, and keeps what was typed. */
  async #failed(step: Step, error: unknown, left: number): Promise<void> {
    const read = await this.#reload({ whole: true }).then(() => true, () => false);
    const there = ({ name, mode }: Change) => this.#rows.get(name)?.get(mode) ?? null;
    const now = (change: Change) => {
      const cell = there(change);
      return cell && draftOf(cell);
    };
    // Sent twice, answered once: it is ours.
    if (read && 'changes' in step && step.changes.every((change) => same(now(change), change.after))) return;
    this.done = this.done.filter((other) => other !== step);
    if ('renames' in step && left < step.renames.length) {
      // Some of it happened, and can be taken back.
      this.done = [...this.done, { label: step.label, renames: step.renames.slice(0, -left) }];
    }
    if (error instanceof ApiError && ['plan_limit_enforced', 'role_not_allowed'].includes(error.code)) this.readOnly = sentence(error);
    const single = 'changes' in step && step.changes.length === 1 ? step.changes[0] : undefined;
    const moved = error instanceof ApiError && (error.status === 412 || (error.status === 404 && single?.before));
    if (moved && single) {
      this.conflict = { change: single, theirs: there(single) };
      return;
    }
    if (moved) {
      toasts.error('Somebody else changed some of these tokens meanwhile. Nothing was changed; look again and repeat it.');
      return;
    }
    if (single?.after) {
      const text = single.after.alias_to === null ? (single.after.value ?? '') : `{${single.after.alias_to}}`;
      this.refused = new Map(this.refused).set(key(single.mode, single.name), { text, message: sentence(error) });
    }
    toasts.error(sentence(error));
  }

  /** Ends a conflict: with mine over theirs, or with theirs. */
  settleConflict(take: 'mine' | 'theirs') {
    const conflict = this.conflict;
    this.conflict = null;
    if (!conflict || take === 'theirs') return;
    const { mode, name, after } = conflict.change;
    const before = conflict.theirs ? draftOf(conflict.theirs) : null;
    this.do({ label: `change ${name}`, changes: [{ mode, name, before, after }] });
  }

  /** A request wrote in the workspace; `null`: some may have. */
  heard(request: string | null) {
    this.#news.heard(request);
    this.#refreshSoon();
  }

  /** Fetches what is not known here, once things are quiet. */
  #refreshSoon() {
    clearTimeout(this.#refreshing);
    const large = this.names.length * this.modes.length > 5_000;
    this.#refreshing = setTimeout(() => void this.#refresh(), large ? 3_000 : 400);
  }

  async #refresh(): Promise<void> {
    // The last change that is saved asks again.
    if (this.#stopped || this.saving > 0) return;
    const what = this.#news.take();
    try {
      if (what === 'all') return await this.#reload();
      for (const token of await this.#read(what)) {
        const cell = this.#rows.get(token.name)?.get(token.mode_id);
        if (cell) this.#acknowledge(token, draftOf(cell));
      }
    } catch {
      // Whatever happens next asks again.
      this.#news.heard(null);
    }
  }

  /** `whole`: over changes that are under way. */
  async #reload({ whole = false } = {}): Promise<void> {
    const id = this.tokenset.id;
    const made = this.#made;
    const [{ data, etag, status }, { modes }] = await Promise.all([
      request<{ tokens: Token[] }>('GET', tokensPath(id), { ifNoneMatch: this.#tag }),
      get<{ modes: Mode[] }>(`/tokensets/${id}/modes`),
    ]);
    if (JSON.stringify(modes) !== JSON.stringify(this.modes)) this.modes = modes;
    if (status === 304) return;
    this.#take(data.tokens, whole);
    if (!this.saving) this.#tag = etag;
    // What was read may be older than what was written meanwhile.
    if (made !== this.#made) this.heard(null);
  }

  reload = () => this.#reload();

  /** Takes the server's word for every cell that has no change of ours under way. */
  #take(tokens: Token[], whole = false) {
    const kept = whole ? NONE : this.#pending;
    const old = this.#rows;
    const rows = new Map<string, Map<string, Cell>>();
    const changed = new Set<string>();
    this.#gone.clear();
    for (const token of tokens) {
      const known = old.get(token.name)?.get(token.mode_id);
      const mine = kept.size > 0 && kept.has(key(token.mode_id, token.name));
      const fresh = known && (mine || (known.etag === token.etag && known.resolved === token.resolved_value)) ? known : toCell(token);
      // Deleted here, and not yet there.
      if (fresh !== known) changed.add(token.name);
      if (mine && !known) this.#gone.set(key(token.mode_id, token.name), fresh);
      else addTo(rows, fresh);
    }
    if (kept.size) {
      for (const row of old.values()) {
        for (const cell of row.values()) if (kept.has(key(cell.mode, cell.name)) && !rows.get(cell.name)?.has(cell.mode)) addTo(rows, cell);
      }
    }
    for (const [name, row] of old) if (rows.get(name)?.size !== row.size) changed.add(name);
    this.#rows = rows;
    for (const name of changed) {
      this.#texts.delete(name);
      this.#reindex(name);
    }
    if (!changed.size) return;
    this.#order();
    this.version += 1;
    this.warm();
  }
}

const NONE: ReadonlyMap<string, number> = new Map();
