/** One way to the server: JSON, entity tags, and errors as sentences. */

/** What the server refused, or that it could not be reached (`status` 0). */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly body: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }

  /** Whether the same request may go well a little later. */
  get passing(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

export interface Answer<T> {
  status: number;
  data: T;
  /** The entity tag as it came. */
  etag: string | null;
}

export interface Options {
  /** Sent as JSON; a Blob, text or form as it is. */
  body?: unknown;
  ifMatch?: string | null | undefined;
  /** What is still like this is not sent again: the answer is 304, without data. */
  ifNoneMatch?: string | null | undefined;
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Asked again while the server is away: times. Reading does so by default. */
  retries?: number;
}

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

let onSignedOut: () => void = () => {};

/** Told when the server no longer knows our session. */
export function whenSignedOut(told: () => void) {
  onSignedOut = told;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Requests by which this window wrote. */
const written = new Set<string>();

/** Whether this window sent a request, by the id the server gave it. */
export const isOurs = (requestId: string): boolean => written.has(requestId);

/** Answers on their way before anybody asked. */
const early = new Map<string, Promise<Answer<unknown>>>();

/** Asks for what a page will need while that page is still being loaded: the next to read such a path gets the answer. */
export function ahead(paths: string[]) {
  // What nobody came for would only be old.
  early.clear();
  for (const path of paths) {
    const answer = once<unknown>('GET', path, {});
    answer.catch(() => {});
    early.set(path, answer);
  }
}

/** Asks the server. @throws {ApiError} */
export async function request<T>(method: Method, path: string, options: Options = {}): Promise<Answer<T>> {
  const begun = method === 'GET' ? early.get(path) : undefined;
  if (begun) {
    early.delete(path);
    // A failure is nobody's yet: asked again, it is.
    const answer = await begun.catch(() => null);
    if (answer) return answer as Answer<T>;
  }
  const retries = options.retries ?? (method === 'GET' ? 2 : 0);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once<T>(method, path, options);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.passing || attempt >= retries) throw error;
      await pause(300 * 2 ** attempt);
    }
  }
}

async function once<T>(method: Method, path: string, options: Options): Promise<Answer<T>> {
  const headers = new Headers({ Accept: 'application/json' });
  let body: BodyInit | null = null;
  if (options.body instanceof Blob || options.body instanceof FormData) {
    body = options.body;
  } else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    body = JSON.stringify(options.body);
  }
  if (options.ifMatch) headers.set('If-Match', options.ifMatch);
  if (options.ifNoneMatch) headers.set('If-None-Match', options.ifNoneMatch);
  if (options.idempotencyKey) headers.set('Idempotency-Key', options.idempotencyKey);
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api${path}`, {
      method,
      headers,
      body,
      signal: options.signal ?? null,
      credentials: 'same-origin',
    });
    text = await response.text();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached. Your work is kept here; try again in a moment.');
  }
  if (method !== 'GET') written.add(response.headers.get('X-Request-Id') ?? '');
  if (response.status === 304) return { status: 304, data: undefined as T, etag: options.ifNoneMatch ?? null };
  if (!response.ok) throw refusal(response, text, path);
  const json = response.headers.get('Content-Type')?.includes('json');
  const data = (json && text ? JSON.parse(text) : text) as T;
  return { status: response.status, data, etag: response.headers.get('ETag') };
}

function refusal(response: Response, text: string, path: string): ApiError {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Not ours: something between us and the server answered.
  }
  const code = response.headers.get('Tokencraft-Error') ?? 'unknown';
  const message = typeof body.error === 'string' ? body.error : `The server answered ${response.status}.`;
  const after = Number(response.headers.get('Retry-After'));
  if (response.status === 401 && !path.startsWith('/auth/')) onSignedOut();
  return new ApiError(response.status, code, message, body, Number.isFinite(after) && after > 0 ? after : null);
}

/** What to tell people about a failure. */
export function sentence(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong in this page. Reload it and try again.';
  if (error.status >= 500) return 'The server has a problem right now. Try again in a moment.';
  if (error.status === 429) {
    return `Too many attempts. Try again in ${error.retryAfter ?? 60} seconds.`;
  }
  const text = error.message;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

export const get = <T>(path: string, options?: Options) => request<T>('GET', path, options).then((a) => a.data);
export const post = <T>(path: string, body?: unknown, options: Options = {}) =>
  request<T>('POST', path, body === undefined ? options : { ...options, body });
/** A POST that may be sent again without happening twice. */
export const postOnce = <T>(path: string, body: unknown, key = newKey()) =>
  post<T>(path, body, { idempotencyKey: key, retries: 2 }).then((answer) => answer.data);

/** An `Idempotency-Key`. Not `crypto.randomUUID`: over plain http browsers have none. */
export const newKey = (): string => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

export const patch = <T>(path: string, body: unknown, options: Options = {}) =>
  request<T>('PATCH', path, { ...options, body });
export const remove = (path: string, options?: Options) => request<unknown>('DELETE', path, options);
