import { FileServers } from '../pages/serve-files.ts';
import type { ConformanceCase } from './conformance-case.ts';

const servers = new FileServers();

/** A frozen global of the app's own, as a suite mocks the preload script of an Electron app in a browser. */
export const ownGlobal: ConformanceCase = {
  name: 'a global of its own, window.electronAPI',
  source: 'globals',
  ipcRecorder: { sources: { globals: ['electronAPI'] } },
  async serve(context) {
    await context.addInitScript(`{
      const listeners = {};
      window.electronAPI = Object.freeze({
        echo: async (args) => ({ echoed: args }),
        fail: async () => { throw 'disk full'; },
        hang: () => new Promise(() => {}),
        slow: ({ ms, tag }) => new Promise((resolve) => setTimeout(resolve, ms, tag)),
        push: async ({ name, payload }) => { listeners[name]?.(payload); return null; },
        bytes: async () => new Uint8Array([1, 2, 3]).buffer,
        on: (name, listener) => { listeners[name] = listener; return () => { delete listeners[name]; }; },
      });
    }`);
    return await servers.serve({
      '/': `<script>window.app = {
        invoke: (command, args) => window.electronAPI[command](args),
        listen: (name, heard) => window.electronAPI.on(name, heard),
      };</script>`,
    });
  },
  args: (args) => [args],
  pushed: (payload) => [payload],
  failure: 'disk full',
  close: () => servers.close(),
};
