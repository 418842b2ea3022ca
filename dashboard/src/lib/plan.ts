/** What the owner's plan allows, before it bites. */
import { ApiError, get } from './api/client';
import type { Plan } from './api/types';

export interface PlanStatus {
  plan: Plan;
  limits: Record<string, number | null>;
  usage: Record<string, number>;
  overages: { resource: string; limit: number; used: number; over_by: number; ids: string[] }[];
  enforcement: 'none' | 'grace' | 'enforced';
  grace_ends_at: string | null;
}

/** `null` where the server does not say. */
export async function planStatus(): Promise<PlanStatus | null> {
  try {
    return await get<PlanStatus>('/subscription/downgrade-status');
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
