/** What the caller may change in an organization: the role, and the owner's plan where it is known. */
import { may, type Organization } from '../../lib/api/organizations';
import type { Role } from '../../lib/api/types';
import { session } from '../../lib/session.svelte';

/** The caller owns it and their plan has no organizations: it can be read, left and taken apart. */
export const frozen = (organization: Organization): boolean =>
  organization.user_id === session.user?.id && session.user.plan !== 'BUSINESS';

/** Whether to offer what needs at least this role. */
export const can = (organization: Organization, role: Role): boolean => may(organization, role) && !frozen(organization);
