// Builds the pages of the viewer: each is one HTML file with its script and style inline and a policy that allows just these.
// Usage: node scripts/build-viewer.mjs  ->  dist/src/viewer/timeline.html, run-report.html
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { viteSingleFile } from 'vite-plugin-singlefile';

await buildPage({ from: 'src/viewer/app', to: 'dist/src/viewer/timeline.html', maxGzipBytes: 60_000 });
await buildPage({ from: 'src/run-report/page', to: 'dist/src/viewer/run-report.html', maxGzipBytes: 4_000 });

async function buildPage({ from, to, maxGzipBytes }) {
  const target = fileURLToPath(new URL(`../${to}`, import.meta.url));
  const { output } = await build({
    root: fileURLToPath(new URL(`../${from}`, import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    plugins: [viteSingleFile({ useRecommendedBuildConfig: true, removeViteModuleLoader: true })],
    build: { write: false, target: 'es2022', modulePreload: { polyfill: false } },
  });
  const page = output.find((file) => file.fileName === 'index.html')?.source;
  if (typeof page !== 'string') throw new Error('vite gave no index.html');

  const html = page.replace('<!--ipc:policy-->', () => policyOf(page));
  const size = gzipSync(html, { level: 9 }).length;
  const name = basename(target);
  if (size > maxGzipBytes) throw new Error(`${name} takes ${size} bytes gzipped; its budget is ${maxGzipBytes}.`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, html);
  console.log(`${name} ${(html.length / 1000).toFixed(1)} kB, ${(size / 1000).toFixed(1)} kB gzipped`);
}

/** The policy that lets this page's own script and style run, and nothing else. */
function policyOf(source) {
  const hashes = (tag) =>
    [...source.matchAll(new RegExp(`<${tag}\\b[^>]*>([\\s\\S]*?)</${tag}>`, 'g'))].map(
      ([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`,
    );
  const rules = [
    "default-src 'none'",
    `script-src ${hashes('script').join(' ') || "'none'"}`,
    `style-src ${hashes('style').join(' ')}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}">`;
}
