import { FileServers } from '../pages/serve-files.ts';
import type { ConformanceCase } from './conformance-case.ts';

const servers = new FileServers();

/** JSON-RPC 2.0 over a classic worker, as language servers do. */
export const jsonRpcWorker: ConformanceCase = {
  name: 'workers, JSON-RPC over a classic worker',
  source: 'workers',
  ipcRecorder: { sources: { workers: true } },
  serve: () =>
    servers.serve({
      '/server.js': `onmessage = ({ data: { id, method, params } }) => {
        const answer = (more) => postMessage({ jsonrpc: '2.0', id, ...more });
        if (method === 'echo') answer({ result: { echoed: params } });
        if (method === 'fail') answer({ error: { code: -32000, message: 'disk full' } });
        if (method === 'slow') setTimeout(answer, params.ms, { result: params.tag });
        if (method === 'push') {
          postMessage({ jsonrpc: '2.0', method: params.name, params: params.payload });
          answer({ result: null });
        }
      };`,
      '/': `<script>
        const worker = new Worker('/server.js');
        const open = new Map();
        const heard = {};
        worker.onmessage = ({ data: { id, method, params, result, error } }) => {
          if (method !== undefined) heard[method]?.(params);
          else if (error === undefined) open.get(id).resolve(result);
          else open.get(id).reject(error);
        };
        window.app = {
          invoke: (method, params) => new Promise((resolve, reject) => {
            const id = open.size + 1;
            open.set(id, { resolve, reject });
            worker.postMessage({ jsonrpc: '2.0', id, method, params });
          }),
          listen: (name, listener) => { heard[name] = listener; },
        };
      </script>`,
    }),
  failure: { code: -32_000, message: 'disk full' },
  close: () => servers.close(),
};
