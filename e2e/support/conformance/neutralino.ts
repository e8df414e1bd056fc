import { type NeutralinoApp, neutralinoHead, serveNeutralino } from '../pages/neutralino-app.ts';
import type { ConformanceCase } from './conformance-case.ts';

const METHODS = ['echo', 'fail', 'hang', 'slow', 'push'];
const apps: NeutralinoApp[] = [];

/** `@neutralinojs/lib` 6 on a WebSocket server of the test's. Commands are methods that an extension adds, `custom.*`. */
export const neutralino: ConformanceCase = {
  name: 'Neutralino, @neutralinojs/lib on a WebSocket',
  source: 'neutralino',
  async serve() {
    const app = await serveNeutralino(
      (port) => `${neutralinoHead(port, METHODS)}<script>
        Neutralino.events.on('ready', () => {
          window.app = {
            invoke: (command, args) =>
              command === 'bytes' ? Neutralino.filesystem.readBinaryFile('bytes') : Neutralino.custom[command](args),
            listen: (name, heard) => Neutralino.events.on(name, ({ detail }) => heard(detail)),
          };
        });
        Neutralino.init();
      </script>`,
      async (method, data, push) => {
        switch (method) {
          case 'custom.echo':
            return { returnValue: { echoed: data } };
          case 'custom.fail':
            return { error: { code: 'NE_FS_NOSPACE', message: 'disk full' } };
          case 'custom.slow':
            await new Promise((resolve) => setTimeout(resolve, Number(data.ms)));
            return { returnValue: data.tag };
          case 'custom.push':
            push(String(data.name), data.payload);
            return { returnValue: null };
          case 'filesystem.readBinaryFile':
            return { returnValue: 'AQID' };
          default:
            return undefined;
        }
      },
    );
    apps.push(app);
    return app.url;
  },
  command: (name) => (name === 'bytes' ? 'filesystem.readBinaryFile' : `custom.${name}`),
  failure: { code: 'NE_FS_NOSPACE', message: 'disk full' },
  bytes: [1, 2, 3],
  recordedBytes: 'AQID',
  async close() {
    await Promise.all(apps.splice(0).map((app) => app.close()));
  },
};
