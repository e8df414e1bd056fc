// Builds the timeline page: one HTML file with its script and style inline and a policy that allows just these two.
// Usage: node scripts/build-viewer.mjs  ->  dist/src/viewer/timeline.html
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

const MAX_GZIP_BYTES = 60_000;
const root = fileURLToPath(new URL('../src/viewer/app', import.meta.url));
const target = fileURLToPath(new URL('../dist/src/viewer/timeline.html', import.meta.url));

const { output } = await build({
  root,
  configFile: false,
  logLevel: 'warn',
  plugins: [viteSingleFile({ useRecommendedBuildConfig: true, removeViteModuleLoader: true })],
  build: { write: false, target: 'es2022', modulePreload: { polyfill: false } },
});
const page = output.find((file) => file.fileName === 'index.html')?.source;
if (typeof page !== 'string') throw new Error('vite gave no index.html');

const html = page.replace('<!--ipc:policy-->', () => policyOf(page));
const size = gzipSync(html, { level: 9 }).length;
if (size > MAX_GZIP_BYTES)
  throw new Error(`The timeline page takes ${size} bytes gzipped; its budget is ${MAX_GZIP_BYTES}.`);
mkdirSync(dirname(target), { recursive: true });
writeFileSync(target, html);
console.log(`timeline.html ${(html.length / 1000).toFixed(1)} kB, ${(size / 1000).toFixed(1)} kB gzipped`);

/** The policy that lets this page's own script and style run, and nothing else. */
function policyOf(source) {
  const hashes = (tag) =>
    [...source.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
  const rules = [
    "default-src 'none'",
    `script-src ${hashes('script').join(' ')}`,
    `style-src ${hashes('style').join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}">`;
}
