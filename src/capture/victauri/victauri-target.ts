import { IpcError } from '../../errors.ts';
import type { DriveContext, DriveTarget } from '../../replay/drive/ask-target.ts';
import { pause } from '../../std/timers.ts';
import { callCode, type WindowAnswer } from './call-code.ts';
import { findServer } from './find-server.ts';
import { StartedApp, type StartOptions } from './start-app.ts';
import { VictauriClient, VictauriError } from './victauri-client.ts';

/** Milliseconds in which a window that a call has opened has to be there. */
const WINDOW_LIMIT_MS = 5_000;

/** Milliseconds between two looks for it. */
const LOOK_MS = 50;

/** A real Tauri app as a backend: each call is made in the window it came from. */
export interface VictauriTarget extends DriveTarget {
  invoke(command: string, args: unknown, context: Pick<DriveContext, 'window' | 'options'>): Promise<unknown>;
  listCommands(): Promise<string[] | undefined>;
  close(): Promise<void>;
}

/**
 * Makes a real Tauri app with the Victauri plugin a target for drive replay.
 *
 * @param start starts the app at the first call, and ends it with the last. @default the app that runs: see `findServer`
 */
export function victauriTarget(start?: StartOptions): VictauriTarget {
  let app: Promise<OpenApp> | undefined;
  return {
    async invoke(command, args, { window = 'main', options }) {
      app ??= openApp(start);
      const { client } = await app;
      await windowThere(client, window);
      const answer = await ask(client, window, callCode({ command, args, options }));
      if ('thrown' in answer) throw answer.thrown;
      return 'bytes' in answer ? bytesOf(answer.bytes) : answer.ok;
    },
    async listCommands() {
      app ??= openApp(start);
      const list = (await (await app).client.tool('get_registry', {})) as { name: string }[];
      return Array.isArray(list) && list.length > 0 ? list.map(({ name }) => name) : undefined;
    },
    async close() {
      await (await app?.catch(() => undefined))?.stop();
      app = undefined;
    },
  };
}

/** An app that calls can be sent to, and how to end what was started for it. */
interface OpenApp {
  client: VictauriClient;
  stop(): Promise<void>;
}

async function openApp(start: StartOptions | undefined): Promise<OpenApp> {
  if (start !== undefined) return await StartedApp.start(start);
  return { client: new VictauriClient(await findServer()), stop: async () => {} };
}

async function windowThere(client: VictauriClient, window: string): Promise<void> {
  const until = Date.now() + WINDOW_LIMIT_MS;
  for (;;) {
    const labels = await client.windows();
    if (labels.includes(window)) return;
    if (Date.now() > until)
      throw new IpcError('NOT_SENT', `the app has no window "${window}": it has ${labels.join(', ') || 'none'}`);
    await pause(LOOK_MS);
  }
}

async function ask(client: VictauriClient, window: string, code: string): Promise<WindowAnswer> {
  try {
    const answer = await client.evaluate(code, window);
    return (typeof answer === 'string' ? JSON.parse(answer) : answer) as WindowAnswer;
  } catch (error) {
    // The app has thrown nothing: Victauri could not carry the call, or its answer.
    if (error instanceof VictauriError) throw new IpcError('NOT_SENT', `Victauri: ${error.message}`);
    throw error;
  }
}

function bytesOf(base64: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(base64, 'base64')).buffer;
}
