import { APP, serveTauriPages } from '../tauri-page.ts';
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
