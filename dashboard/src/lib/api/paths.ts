/** Paths that are read in more than one place. */

/** Every token of a tokenset, resolved, with what a change has to name. */
export const tokensPath = (tokenset: string): string => `/tokensets/${tokenset}/tokens?resolve=true&etags=true`;

/** What the editor reads before it shows anything. */
export const editorPaths = (tokenset: string): string[] => [
  tokensPath(tokenset),
  `/tokensets/${tokenset}`,
  `/tokensets/${tokenset}/modes`,
  '/workspaces',
];
