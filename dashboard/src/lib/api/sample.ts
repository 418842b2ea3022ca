/** A first token set to look at: the dashboard's own. */
import { postOnce } from './client';
import type { Report, Workspace } from './types';

export async function importSample(workspace: string): Promise<Report> {
  const { default: document } = await import('../../../tokens.json');
  const path = `/workspaces/${workspace}/import?name=${encodeURIComponent('Tokencraft')}`;
  return postOnce<Report>(path, document);
}

/** `organization`: the id of one it is attached to at once. */
export async function createWorkspace(name: string, description: string | null, organization = ''): Promise<Workspace> {
  const body = {
    name,
    ...(description ? { description } : {}),
    ...(organization ? { include_in_organization: true, organization_id: organization } : {}),
  };
  return postOnce<Workspace>('/workspaces', body);
}
