/** What others change in a workspace, as it happens: one stream per browser, shared by all its windows. */

export interface Change {
  tokenset_id: string | null;
  revision: number;
}

/** Calls `told` on every change; returns what ends it. */
export function listen(workspace: string, told: (change: Change) => void): () => void {
  const name = `tokencraft-events-${workspace}`;
  const channel = new BroadcastChannel(name);
  const ended = new AbortController();
  channel.onmessage = (event: MessageEvent<Change>) => told(event.data);
  // Whoever holds the lock holds the stream; the next window takes over when that one closes.
  const hold = async () => {
    const stream = new EventSource(`/api/workspaces/${workspace}/events`);
    stream.onmessage = (event: MessageEvent<string>) => {
      try {
        const change = JSON.parse(event.data) as Change;
        channel.postMessage(change);
        told(change);
      } catch {
        // Not an event of ours.
      }
    };
    await new Promise((done) => ended.signal.addEventListener('abort', done));
    stream.close();
  };
  navigator.locks?.request(name, { signal: ended.signal }, hold).catch(() => {});
  return () => {
    ended.abort();
    channel.close();
  };
}
