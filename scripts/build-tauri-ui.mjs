// Builds the windows of e2e/tauri-app (the notes app's frontend and what a real backend adds) into its dist/.
import { fileURLToPath } from 'node:url';

const app = fileURLToPath(new URL('../e2e/tauri-app/', import.meta.url));

export async function buildTauriUi() {
  const { build } = await import('vite');
  await build({
    root: `${app}ui/`,
    base: './',
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir: '../dist',
      emptyOutDir: true,
      target: 'es2022',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: [`${app}ui/index.html`, `${app}ui/settings.html`] },
    },
  });
}
