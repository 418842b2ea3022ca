/** What belongs to the caller's own account. */
import { get } from './client';
import type { ApiToken, BrowserSession } from './types';

export const apiTokens = () => get<{ api_tokens: ApiToken[] }>('/api-tokens').then((answer) => answer.api_tokens);
export const sessions = () => get<{ sessions: BrowserSession[] }>('/auth/sessions').then((answer) => answer.sessions);
