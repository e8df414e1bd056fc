// Builds the notes app of e2e/apps/notes (a Tauri frontend, on the real @tauri-apps/api) into its dist/.
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('../e2e/apps/notes/', import.meta.url));

export async function buildNotes() {
  const { build } = await import('vite');
  await build({
    root: app,
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildNotes();
