/** What happened in a workspace or an organization. */

export interface ActivityLine {
  id: string;
  at: string;
  actor: { user_id: string; name: string | null; api_token_id?: string | null };
  action: string;
  object: { kind: string; id: string; name: string | null };
  before?: unknown;
  after?: unknown;
}

export interface ActivityPage {
  activity: ActivityLine[];
  total: number;
  next_cursor?: string | null;
}

/** `base` as in `/workspaces/7`; the newest lines without a cursor. */
export const activityPath = (base: string, cursor?: string | null) =>
  `${base}/activity?limit=50${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
