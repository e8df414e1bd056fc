import { COMLINK } from '../pages/comlink-client.ts';
import { FileServers } from '../pages/serve-files.ts';
import { type ConformanceCase, SHA256_OF_1_2_3 } from './conformance-case.ts';

const servers = new FileServers();

/** Comlink 4 over a module worker. Its pushes are messages beside Comlink's. */
export const comlinkWorker: ConformanceCase = {
  name: 'workers, comlink over a module worker',
  source: 'workers',
  ipcRecorder: { sources: { workers: true } },
  serve: () =>
    servers.serve({
      '/comlink.mjs': COMLINK,
      '/backend.mjs': `import * as Comlink from './comlink.mjs';
        Comlink.expose({
          echo: (args) => ({ echoed: args }),
          fail() { throw new Error('disk full'); },
          hang: () => new Promise(() => {}),
          slow: ({ ms, tag }) => new Promise((resolve) => setTimeout(resolve, ms, tag)),
          push({ payload }) { postMessage(payload); return null; },
          bytes() { const bytes = new Uint8Array([1, 2, 3]).buffer; return Comlink.transfer(bytes, [bytes]); },
        });`,
      '/': `<script type="module">
        import * as Comlink from './comlink.mjs';
        const worker = new Worker('/backend.mjs', { type: 'module', name: 'backend' });
        const backend = Comlink.wrap(worker);
        window.app = {
          invoke: (command, args) => backend[command](args),
          listen: (name, heard) => worker.addEventListener('message', ({ data }) => { if (!('id' in data)) heard(data); }),
        };
      </script>`,
    }),
  args: (args) => [args],
  failure: { name: 'Error', message: 'disk full' },
  bytes: [1, 2, 3],
  recordedBytes: { $binary: { type: 'ArrayBuffer', size: 3, base64: 'AQID', sha256: SHA256_OF_1_2_3 } },
  push: () => 'Worker "backend"',
  close: () => servers.close(),
};
