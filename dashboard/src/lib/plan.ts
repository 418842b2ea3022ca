/** What the owner's plan allows, before it bites. */
import { ApiError, get } from './api/client';
import type { PlanStatus } from './api/types';

/** `null` where the server does not say. */
export async function planStatus(): Promise<PlanStatus | null> {
  try {
    return await get<PlanStatus>('/subscription/downgrade-status');
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
