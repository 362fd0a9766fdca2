// Makes assets/img/icons.svg of the Lucide icons that the desk names: node tests/js/desk-icons.mjs <lucide-static folder>
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const source = process.argv[2] ?? 'node_modules/lucide-static';
if (!existsSync(source)) throw new Error(`${source} is not there`);
const root = new URL('../../assets/', import.meta.url).pathname;
const named = new Set();
for (const file of readdirSync(join(root, 'desk'), { recursive: true })) {
  if (!String(file).endsWith('.js')) continue;
  const text = readFileSync(join(root, 'desk', String(file)), 'utf8');
  for (const line of text.split('\n').filter((it) => /icon/i.test(it))) {
    for (const [, name] of line.matchAll(/['"`]([a-z][a-z0-9-]*)['"`]/g)) named.add(name);
  }
}
const symbols = [...named].sort().flatMap((name) => {
  const file = join(source, 'icons', `${name}.svg`);
  if (!existsSync(file)) return [];
  const inner = readFileSync(file, 'utf8').replace(/^[^]*?<svg[^>]*>/, '').replace('</svg>', '').replace(/\s*\n\s*/g, '');
  return [`<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`];
});
writeFileSync(join(root, 'img/icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`);
process.stdout.write(`${symbols.length} icons\n`);
