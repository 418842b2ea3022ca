import { afterEach, describe, expect, it, vi } from 'vitest';
import { Seen } from './seen';

const answer = (body: unknown, etag: string) => new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', ETag: etag } });

describe('something that was shown', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A server that has `things` one after the other; what was sent to it. */
  function server(...things: { name: string; description?: string | null }[]) {
    const sent: string[] = [];
    let at = 0;
    vi.stubGlobal('fetch', async (path: string, { method, headers }: { method: string; headers: Headers }) => {
      sent.push(`${method} ${path} ${headers.get('If-Match') ?? ''}`.trim());
      return answer(method === 'GET' ? things[at++] : {}, `"${at}"`);
    });
    return sent;
  }

  it('is changed with the tag of what is there', async () => {
    const sent = server({ name: 'Colors', description: null });
    await new Seen('/tokensets/7', { name: 'Colors' }).change({ name: 'Palette' });
    expect(sent).toEqual(['GET /api/tokensets/7', 'PATCH /api/tokensets/7 "1"']);
  });

  it('is left alone once it is something else, and what it is now is said', async () => {
    const theirs = { name: 'Hues', description: 'Ours' };
    const sent = server(theirs, theirs);
    const seen = new Seen('/tokensets/7', { name: 'Colors', description: null });
    await expect(seen.remove()).rejects.toThrow('it is called “Hues” now, its description is “Ours” now. Press again');
    expect(sent).toEqual(['GET /api/tokensets/7']);
    await seen.remove();
    expect(sent.at(-1)).toBe('DELETE /api/tokensets/7 "2"');
  });
});
