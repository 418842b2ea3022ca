/** What happened in a workspace or an organization. */
export type { ActivityLine, ActivityPage } from './types';

/** `base` as in `/workspaces/7`; the newest lines without a cursor. */
export const activityPath = (base: string, cursor?: string | null) =>
  `${base}/activity?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
