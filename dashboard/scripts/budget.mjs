// What the first load costs: the entry's scripts and styles, gzipped, against the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const BUDGET = { js: 80_000, css: 20_000 };

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const entry = Object.values(manifest).find((chunk) => chunk.isEntry);
const scripts = new Set();
const styles = new Set();
(function collect(chunk) {
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  chunk.css?.forEach((file) => styles.add(file));
  chunk.imports?.forEach((name) => collect(manifest[name]));
})(entry);

let over = false;
for (const [kind, files] of [['js', scripts], ['css', styles]]) {
  const size = [...files].reduce((sum, f) => sum + gzipSync(readFileSync(`dist/${f}`)).length, 0);
  console.log(`first load: ${(size / 1000).toFixed(1)} kB of ${kind}, gzipped (at most ${BUDGET[kind] / 1000} kB)`);
  over ||= size > BUDGET[kind];
}
process.exitCode = over ? 1 : 0;
