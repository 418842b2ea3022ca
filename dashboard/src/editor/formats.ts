/** What can be exported, and the ready lines for a shell and for CI. */
import type { Mode, Tokenset } from '../lib/api/types';

export interface Format {
  value: string;
  label: string;
  extension: string;
  /** Query members that mean something to it. */
  options: ('references' | 'strategy' | 'gamut')[];
  language: 'css' | 'json' | 'code';
}

export const FORMATS: Format[] = [
  { value: 'css', label: 'CSS custom properties', extension: 'css', options: ['references', 'strategy'], language: 'css' },
  { value: 'json', label: 'JSON', extension: 'json', options: ['references'], language: 'json' },
  { value: 'dtcg', label: 'Design Tokens (DTCG)', extension: 'tokens.json', options: ['references'], language: 'json' },
  { value: 'ios', label: 'iOS, Swift', extension: 'swift', options: ['gamut'], language: 'code' },
  { value: 'android', label: 'Android, XML', extension: 'xml', options: ['gamut'], language: 'code' },
];

export interface Wish {
  format: string;
  /** A mode's id, or all of them. */
  mode: string;
  references: string;
  strategy: string;
  gamut: string;
  prefix: string;
  missing: string;
}

const kebab = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** The path of an export behind either door; a mode by its name, as people would write it. */
export function exportPath(tokenset: Tokenset, modes: Mode[], wish: Wish, named = false): string {
  const format = FORMATS.find((one) => one.value === wish.format);
  const mode = modes.find((one) => one.id === wish.mode);
  const query = new URLSearchParams({ format: wish.format });
  for (const option of format?.options ?? []) {
    if (wish[option] && !(option === 'strategy' && mode)) query.set(option, wish[option]);
  }
  if (wish.prefix) query.set('prefix', wish.prefix);
  if (wish.missing) query.set('missing', wish.missing);
  const at = mode ? `/modes/${named ? kebab(mode.name) : mode.id}` : '';
  return `/tokensets/${tokenset.id}${at}/export?${query}`;
}

export function fileName(tokenset: Tokenset, modes: Mode[], wish: Wish): string {
  const mode = modes.find((one) => one.id === wish.mode);
  const extension = FORMATS.find((one) => one.value === wish.format)?.extension ?? 'txt';
  return `${[kebab(tokenset.name) || 'tokens', mode && kebab(mode.name)].filter(Boolean).join('.')}.${extension}`;
}

export const curlLine = (base: string, path: string, file: string) =>
  `curl -fsS -H "Authorization: Bearer $TOKENCRAFT_TOKEN" \\\n  "${base}${path}" \\\n  -o ${file}`;

export const githubActions = (base: string, path: string, file: string) => `name: Design tokens
on:
  schedule:
    - cron: '0 5 * * *'
  workflow_dispatch:
permissions:
  contents: write
jobs:
  tokens:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Fetch tokens
        env:
          TOKENCRAFT_TOKEN: \${{ secrets.TOKENCRAFT_TOKEN }}
        run: |
          curl -fsS -H "Authorization: Bearer $TOKENCRAFT_TOKEN" \\
            "${base}${path}" -o ${file}
      - name: Commit when they changed
        run: |
          git config user.name "design tokens"
          git config user.email "tokens@users.noreply.github.com"
          git add ${file}
          git diff --staged --quiet || (git commit -m "Update design tokens" && git push)
`;

export const gitlabCi = (base: string, path: string, file: string) => `tokens:
  image: curlimages/curl
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
  script:
    - >-
      curl -fsS -H "Authorization: Bearer $TOKENCRAFT_TOKEN"
      "${base}${path}" -o ${file}
  artifacts:
    paths:
      - ${file}
`;

export type Piece = [kind: 'comment' | 'string' | 'name' | 'number' | 'plain', text: string];

const PIECES = /(\/\*[\s\S]*?\*\/|\/\/[^\n]*|<!--[\s\S]*?-->)|("(?:[^"\\\n]|\\.)*")|(--[\w-]+|(?:static let|enum|import|public|struct)\b|<\/?[a-z-]+)|((?<![\w-])-?\d*\.?\d+(?:%|[a-z]{1,4}\b)?)/gi;

/** Text in pieces, for colour; joined they are the text again. */
export function colored(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(PIECES)) {
    if (match.index > from) pieces.push(['plain', text.slice(from, match.index)]);
    const kind = match[1] ? 'comment' : match[2] ? 'string' : match[3] ? 'name' : 'number';
    pieces.push([kind, match[0]]);
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push(['plain', text.slice(from)]);
  return pieces;
}
