/** Work for when nothing else is to do. */
const slice = (end: number): Idle => ({ timeRemaining: () => Math.max(0, end - performance.now()) });
export type Idle = Pick<IdleDeadline, 'timeRemaining'>;
/** Runs when nothing else is to do; where the browser does not say when that is, a little later. */
export const whenIdle: (run: (idle: Idle) => void) => void =
  'requestIdleCallback' in globalThis
    ? (run) => requestIdleCallback(run)
    : (run) => setTimeout(() => run(slice(performance.now() + 8)), 50);
