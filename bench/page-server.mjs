import { createServer } from 'node:http';
import { parentPort } from 'node:worker_threads';

// A backend behind HTTP, as Tauri's own is, in a thread of its own: what the recorder does must not hold up its answers.

/** The client side: a call is answered over HTTP or, in the smallest possible way, at once. */
const APP = `<!doctype html><title>bench</title><script>
  const overHttp = (args) => fetch('/ipc', { method: 'POST', body: JSON.stringify(args) }).then((response) => response.json());
  window.__TAURI_INTERNALS__ = {
    metadata: { currentWindow: { label: 'main' }, currentWebview: { label: 'main' } },
    invoke: (command, args) => (command === 'fetch' ? overHttp(args) : Promise.resolve(null)),
  };
</script>`;

/** Without isolation a page's clock is too coarse for one call. */
const ISOLATED = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const server = createServer((request, response) => {
  request.resume();
  const isIpc = request.url === '/ipc';
  response.writeHead(200, { ...ISOLATED, 'Content-Type': isIpc ? 'application/json' : 'text/html' });
  response.end(isIpc ? 'null' : APP);
});
server.listen(0, '127.0.0.1', () => parentPort?.postMessage(server.address().port));
