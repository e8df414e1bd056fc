import { FileServers } from '../pages/serve-files.ts';
import { type ConformanceCase, SHA256_OF_1_2_3 } from './conformance-case.ts';
import { decodeOwn, OWN_BACKEND, OWN_CLIENT } from './own-protocol.ts';

const servers = new FileServers();

/** What the cases of a protocol of one's own have in common. */
const own = {
  source: 'workers',
  ipcRecorder: { sources: { workers: true }, decode: decodeOwn },
  failure: 'disk full',
  bytes: [1, 2, 3],
  recordedBytes: { $binary: { type: 'ArrayBuffer', size: 3, base64: 'AQID', sha256: SHA256_OF_1_2_3 } },
  close: () => servers.close(),
};

/** A protocol of the app's own over the port of a shared worker. */
export const messagePort: ConformanceCase = {
  name: 'workers, a protocol of its own over a shared worker',
  ...own,
  serve: () =>
    servers.serve({
      '/shared.js': `${OWN_BACKEND}
        onconnect = ({ ports: [port] }) => {
          const take = serve((message) => port.postMessage(message));
          port.onmessage = ({ data }) => take(data);
        };`,
      '/': `<script>${OWN_CLIENT}
        const { port } = new SharedWorker('/shared.js', 'backend');
        const take = connect((message) => port.postMessage(message));
        port.addEventListener('message', ({ data }) => take(data));
        port.start();
      </script>`,
    }),
};

/** The same over a broadcast channel of each page and its worker. */
export const broadcastChannel: ConformanceCase = {
  name: 'workers, a protocol of its own over a broadcast channel',
  ...own,
  serve: () =>
    servers.serve({
      '/worker.js': `${OWN_BACKEND}
        const channel = new BroadcastChannel(self.name);
        const take = serve((message) => channel.postMessage(message));
        channel.onmessage = ({ data }) => take(data);
        postMessage('ready');`,
      '/': `<script>${OWN_CLIENT}
        const name = 'app of page ' + performance.timeOrigin;
        const channel = new BroadcastChannel(name);
        new Worker('/worker.js', { name }).onmessage = () => {
          const take = connect((message) => channel.postMessage(message));
          channel.addEventListener('message', { handleEvent: ({ data }) => take(data) });
        };
      </script>`,
    }),
};
