/** What can be exported, and the ready lines for a shell and for CI. */
import type { ExportQuery, Mode, Tokenset } from '../lib/api/types';

/** Query members that are one of a few words. */
type Option = 'references' | 'strategy' | 'gamut' | 'missing';
type Words = { [name in Option | 'format']: NonNullable<ExportQuery[name]> };

export interface Format {
  value: Words['format'];
  label: string;
  extension: string;
  /** Query members that mean something to it. */
  options: Exclude<Option, 'missing'>[];
  language: 'css' | 'json' | 'code';
}

const EACH: { [value in Words['format']]: Omit<Format, 'value'> } = {
  css: { label: 'CSS custom properties', extension: 'css', options: ['references', 'strategy'], language: 'css' },
  json: { label: 'JSON', extension: 'json', options: ['references'], language: 'json' },
  dtcg: { label: 'Design Tokens (DTCG)', extension: 'tokens.json', options: ['references'], language: 'json' },
  ios: { label: 'iOS, Swift', extension: 'swift', options: ['gamut'], language: 'code' },
  android: { label: 'Android, XML', extension: 'xml', options: ['gamut'], language: 'code' },
};

/** Every format that the server knows; one that is missing here does not compile. */
export const FORMATS = Object.entries(EACH).map(([value, format]) => ({ value, ...format }) as Format);

/** What each option's words mean to people; the server's default is `''`. */
export const CHOICES: { [name in Option]: { [word in Words[name]]: string } } = {
  references: { resolve: 'As values', keep: 'Kept' },
  strategy: {
    attribute: 'data-theme, each whole',
    'default-root': 'default on :root',
    media: 'what the system prefers',
    'light-dark': 'light-dark()',
  },
  gamut: { srgb: 'sRGB', p3: 'Display P3' },
  missing: { omit: 'Left out', inherit: 'From the default mode' },
};

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

export const kebab = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** The options of an export that mean something to its format; `single`: of one mode. */
export function exportQuery(wish: Wish, single: boolean): URLSearchParams {
  const query = new URLSearchParams({ format: wish.format });
  for (const option of FORMATS.find((one) => one.value === wish.format)?.options ?? []) {
    if (wish[option] && !(option === 'strategy' && single)) query.set(option, wish[option]);
  }
  if (wish.prefix) query.set('prefix', wish.prefix);
  if (wish.missing) query.set('missing', wish.missing);
  return query;
}

/** The path of an export behind either door; a mode by its name, as people would write it. */
export function exportPath(tokenset: Tokenset, modes: Mode[], wish: Wish, named = false): string {
  const mode = modes.find((one) => one.id === wish.mode);
  const query = exportQuery(wish, mode !== undefined);
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
