import { WailsV3Server } from '../wails/v3-server.ts';
import type { ConformanceCase } from './conformance-case.ts';

let server: WailsV3Server | undefined;

/** `@wailsio/runtime` with a server in place of Go: the shape of a Wails v3 app in server mode. */
export const wailsV3: ConformanceCase = {
  name: 'Wails v3, @wailsio/runtime on a server',
  source: 'wails-v3',
  async serve() {
    server = new WailsV3Server(`<script type="module">
      import { Call, Events } from '@wailsio/runtime';
      window.app = {
        invoke: (command, args) => Call.ByName('main.App.' + command, args),
        listen: (name, heard) => void Events.On(name, ({ data }) => heard(data)),
      };
    </script>`);
    return await server.listen();
  },
  command: (name) => `main.App.${name}`,
  args: (args) => [args],
  failure: { name: 'RuntimeError', message: 'disk full' },
  async close() {
    await server?.close();
    server = undefined;
  },
};
