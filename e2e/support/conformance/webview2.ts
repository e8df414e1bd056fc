import { FileServers } from '../pages/serve-files.ts';
import type { ConformanceCase } from './conformance-case.ts';
import { decodeOwn, OWN_BACKEND, OWN_CLIENT } from './own-protocol.ts';

const servers = new FileServers();

/** A protocol of the app's own over a stand-in for `chrome.webview`: the host is a Windows program and cannot run here. */
export const webview2: ConformanceCase = {
  name: 'WebView2, a protocol of its own over a stand-in for chrome.webview',
  source: 'webview2',
  ipcRecorder: { sources: { webview2: true }, decode: decodeOwn },
  async serve(context) {
    await context.addInitScript(`{ ${OWN_BACKEND}
      class StandIn extends EventTarget {
        // The host gets JSON, and answers in a task of its own.
        postMessage(message) {
          const data = JSON.parse(JSON.stringify(message));
          setTimeout(() => this.take(data));
        }
        take = serve((data) => this.dispatchEvent(new MessageEvent('message', { data })));
      }
      window.chrome = Object.assign(window.chrome ?? {}, { webview: new StandIn() });
    }`);
    return await servers.serve({
      '/': `<script>${OWN_CLIENT}
        const take = connect((message) => chrome.webview.postMessage(message));
        chrome.webview.addEventListener('message', ({ data }) => take(data));
      </script>`,
    });
  },
  failure: 'disk full',
  close: () => servers.close(),
};
