/** What others change in a workspace, as it happens: one stream per browser, shared by all its windows. */

export interface Change {
  tokenset_id: string | null;
  revision: number;
  /** `null`: not known. */
  request_id: string | null;
}

/** A stream that the server refused is asked for again after this many milliseconds. */
const AGAIN = 5_000;

/** Calls `told` on every change, with `null` when some may have been missed; returns what ends it. */
export function listen(workspace: string, told: (change: Change | null) => void): () => void {
  const name = `tokencraft-events-${workspace}`;
  const channel = new BroadcastChannel(name);
  const ended = new AbortController();
  channel.onmessage = (event: MessageEvent<Change | null>) => told(event.data);
  const tell = (change: Change | null) => {
    channel.postMessage(change);
    told(change);
  };
  // Whoever holds the lock holds the stream; the next window takes over when that one closes.
  const hold = async () => {
    let stream: EventSource;
    let later: ReturnType<typeof setTimeout> | undefined;
    const open = () => {
      stream = new EventSource(`/api/workspaces/${workspace}/events`);
      // What was written before it was open, nobody told.
      stream.onopen = () => tell(null);
      stream.onmessage = (event: MessageEvent<string>) => {
        try {
          tell(JSON.parse(event.data) as Change);
        } catch {
          // Not an event of ours.
        }
      };
      stream.onerror = () => {
        // A lost connection the browser mends; a refusal (signed out, a server that is starting) it takes for the end.
        if (stream.readyState === EventSource.CLOSED) later = setTimeout(open, AGAIN);
      };
    };
    open();
    await new Promise((done) => ended.signal.addEventListener('abort', done));
    clearTimeout(later);
    stream!.close();
  };
  // Over plain http there are no locks: each window has its own stream.
  if (navigator.locks) navigator.locks.request(name, { signal: ended.signal }, hold).catch(() => {});
  else void hold();
  return () => {
    ended.abort();
    channel.close();
  };
}
