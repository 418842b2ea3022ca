/** A workspace as its caller stands to it: the item does not say the role, the list does. */
import { ApiError, get } from '../../lib/api/client';
import type { ListedWorkspace } from '../../lib/api/types';

export async function mine(id: string): Promise<ListedWorkspace> {
  const { workspaces } = await get<{ workspaces: ListedWorkspace[] }>('/workspaces');
  const found = workspaces.find((workspace) => workspace.id === id);
  if (!found) throw new ApiError(404, 'not_found', 'Workspace not found');
  return found;
}

export const mayManage = (workspace: ListedWorkspace): boolean => ['owner', 'admin'].includes(workspace.user_role);
export const mayWrite = (workspace: ListedWorkspace): boolean => workspace.user_role !== 'viewer';
