import { APP, serveTauriPages } from '../tauri/page.ts';
import { emitFromRust, NEVER, serveTauriApp, TAURI_APP, type TauriBackend, tauriInitScript } from '../tauri/runtime.ts';
import { type ConformanceCase, SHA256_OF_1_2_3 } from './conformance-case.ts';

/** `@tauri-apps/api` 2 on its own `mockIPC`: the shape of a frontend tested in a browser. */
export const tauriV2Mock: ConformanceCase = {
  name: 'Tauri v2, @tauri-apps/api on mockIPC',
  source: 'tauri',
  async serve(context) {
    await serveTauriPages(context, {
      '/': `<script type="module">
        import { mockIPC, mockWindows } from '@tauri-apps/api/mocks.js';
        import { invoke } from '@tauri-apps/api/core.js';
        import { emit, listen } from '@tauri-apps/api/event.js';
        mockWindows('main');
        mockIPC(async (command, args) => {
          if (command === 'echo') return { echoed: args };
          if (command === 'fail') throw 'disk full';
          if (command === 'hang') return new Promise(() => {});
          if (command === 'slow') return new Promise((resolve) => setTimeout(resolve, args.ms, args.tag));
          if (command === 'push') return await emit(args.name, args.payload) ?? null;
          if (command === 'bytes') return new Uint8Array([1, 2, 3]).buffer;
        }, { shouldMockEvents: true });
        window.app = { invoke, listen: (name, heard) => listen(name, ({ payload }) => heard(payload)) };
      </script>`,
    });
    return `${APP}/`;
  },
  failure: 'disk full',
  bytes: [1, 2, 3],
  recordedBytes: { $binary: { type: 'ArrayBuffer', size: 3, base64: 'AQID', sha256: SHA256_OF_1_2_3 } },
};

const RUNTIME_PAGE = `<script type="module">
  import { invoke } from '@tauri-apps/api/core.js';
  import { listen } from '@tauri-apps/api/event.js';
  window.app = { invoke, listen: (name, heard) => listen(name, ({ payload }) => heard(payload)) };
</script>`;

const backend: TauriBackend = async ({ command, args, frame }) => {
  const { ms, tag, name, payload } = args as { ms: number; tag: string; name: string; payload: unknown };
  if (command === 'echo') return { echoed: args };
  if (command === 'fail') throw 'disk full';
  if (command === 'hang') return NEVER;
  if (command === 'slow') return await new Promise((resolve) => setTimeout(resolve, ms, tag));
  if (command === 'push') return await emitFromRust(frame, name, payload);
  return new Uint8Array([1, 2, 3]);
};

const runtime = { tag: ['@rust'], source: 'tauri', failure: 'disk full' };
const binary = {
  bytes: [1, 2, 3],
  recordedBytes: { $binary: { type: 'ArrayBuffer', size: 3, base64: 'AQID', sha256: SHA256_OF_1_2_3 } },
};

/** Tauri's own scripts, which define what cannot be changed later; ours runs before them. */
export const tauriV2Runtime: ConformanceCase = {
  ...runtime,
  ...binary,
  name: "Tauri v2, the runtime's own scripts",
  async serve(context) {
    await context.addInitScript(tauriInitScript());
    await serveTauriApp(context, { '/': RUNTIME_PAGE }, backend);
    return `${TAURI_APP}/`;
  },
};

/** The same, in the page itself: they are done before ours can look. */
export const tauriV2Late: ConformanceCase = {
  ...runtime,
  ...binary,
  name: "Tauri v2, the runtime's own scripts, there first",
  async serve(context) {
    await serveTauriApp(context, { '/': `<script>${tauriInitScript()}</script>${RUNTIME_PAGE}` }, backend);
    return `${TAURI_APP}/`;
  },
};

/** The same again, where the custom protocol is blocked and calls go by `window.ipc.postMessage`. */
export const tauriV2Posted: ConformanceCase = {
  ...runtime,
  name: 'Tauri v2, its own scripts there first, by postMessage',
  async serve(context) {
    const page = `<script>${tauriInitScript()}</script>${RUNTIME_PAGE}`;
    await serveTauriApp(context, { '/': page }, backend, { protocolWorks: () => false });
    return `${TAURI_APP}/`;
  },
};
