import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { IpcError } from '../../errors.ts';
import { isDone, pause } from '../../std/timers.ts';
import { runningServers } from './find-server.ts';
import { VictauriClient } from './victauri-client.ts';

/** How a debug build of an app is started. */
export interface StartOptions {
  /** The executable. */
  command: string;
  /** Its arguments. @default none */
  args?: string[];
  /** Variables of its environment, beside those of this process. */
  env?: Record<string, string | undefined>;
  /** Its working directory. @default the present one */
  cwd?: string;
  /** Milliseconds it has until a window answers. @default 60000 */
  startTimeout?: number;
}

/** Milliseconds between two looks whether it has started. */
const LOOK_MS = 50;

/** Milliseconds that it has to end after it was asked to. */
const END_LIMIT_MS = 5_000;

/** Characters that are kept of what it says. */
const SAID_LENGTH = 4_000;

/** An app that was started here, and ends here. */
export class StartedApp {
  readonly client: VictauriClient;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly child: ChildProcess;

  private constructor(child: ChildProcess, client: VictauriClient, startedAt: number) {
    this.child = child;
    this.client = client;
    this.startedAt = startedAt;
  }

  /**
   * Starts an app on a free port, and resolves when a window of it answers.
   *
   * @throws {IpcError} `TARGET_NOT_USABLE` with what the app has said, when it ends or does not answer in time. It is ended then.
   */
  static async start({ command, args = [], env = {}, cwd, startTimeout = 60_000 }: StartOptions): Promise<StartedApp> {
    const startedAt = Date.now();
    const port = await freePort();
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env, VICTAURI_PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that its helpers end with it.
      detached: process.platform !== 'win32',
    });
    let said = '';
    const hear = (data: Buffer) => {
      said = `${said}${String(data)}`.slice(-SAID_LENGTH);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    const failed = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(`it cannot be started: ${error.message}`));
      child.once('exit', (code, signal) => resolve(`it ended with ${signal ?? `code ${code}`}`));
    });
    const endWithUs = () => end(child, 'SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    const ready = answeringClient(child, port, startedAt + startTimeout);
    const client = await Promise.race([ready, failed]);
    if (client instanceof VictauriClient) return new StartedApp(child, client, startedAt);
    end(child, 'SIGKILL');
    const why = client ?? `no window of it answered within ${startTimeout} ms`;
    throw new IpcError(
      'TARGET_NOT_USABLE',
      `The app ${command} was started with Victauri, and ${why}. It must be a debug build with the victauri plugin, and its windows need the permission victauri:default.${said === '' ? '' : ` It said:\n${said.trim()}`}`,
    );
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends the app, and resolves when it has ended: a desktop app has no way to be asked by name, so it gets the signal to end, and in the end no choice. */
  async stop(): Promise<void> {
    const { child } = this;
    if (!this.isRunning) return;
    const exited = once(child, 'exit');
    end(child, 'SIGTERM');
    if (await isDone(exited, END_LIMIT_MS)) return;
    end(child, 'SIGKILL');
    await exited;
  }
}

/** Resolves with a client once a window answers; undefined when none has in time. */
async function answeringClient(child: ChildProcess, port: number, until: number): Promise<VictauriClient | undefined> {
  while (Date.now() < until && child.exitCode === null) {
    const server = (await runningServers()).find((one) => one.pid === child.pid || one.port === port);
    if (server !== undefined) {
      const client = new VictauriClient(server);
      const [label] = await client.windows().catch(() => []);
      if (label !== undefined && (await client.evaluate('return 1', label).catch(() => 0)) === 1) return client;
    }
    await pause(LOOK_MS);
  }
  return undefined;
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (process.platform !== 'win32' && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    child.kill(signal);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
