import { randomBytes } from 'node:crypto';
import { formatTimestamp } from '../../session/format/timestamp.ts';
import { startTimer, stopTimer } from '../../std/timers.ts';
import { makePageKeys } from '../page/door/page-keys.ts';
import { doorLimits } from '../page/door/read-messages.ts';
import { readStateAnswer } from '../page/door/read-state-answer.ts';
import { pageScript } from '../page/page-script.ts';
import type { PageConfig, PageEventKinds } from '../page-protocol.ts';
import type { IpcSink, IpcSource } from '../source/ipc-source.ts';
import type { VictauriClient } from './victauri-client.ts';
import { type DrainOptions, WindowDrain } from './window-drain.ts';
import { installCode, stateCode } from './window-tap.ts';

/** Milliseconds between two looks for windows that have come or gone. */
const LOOK_MS = 100;

/** Milliseconds that a window has to tell its state. */
const STATE_LIMIT_MS = 2_000;

/** The binding's name until the page script takes it away. */
const BINDING = '__ipcRecorder';

/** Events other than IPC: those that Victauri's own log has no order for stay out. */
const NO_EVENTS: PageEventKinds = { interactions: false, mutations: false, windows: false, state: false };

export interface VictauriSourceOptions {
  /** Calls that began before are left out: milliseconds since the epoch. @default the time of `attach` */
  since?: number;
  /** Bytes of one value that are recorded at most. @default `MAX_VALUE_BYTES` */
  maxValueBytes?: number | undefined;
}

/** What a checkpoint has of a Tauri app. */
interface AppState {
  /** Each window as Victauri knows it, with the state of its document. */
  windows: object[];
  /** The answers of the app's own probes; absent where it has none. */
  probes?: Record<string, unknown>;
}

/** Observes all windows of a Tauri app that runs the Victauri plugin, from now on and in documents to come. */
export class VictauriSource implements IpcSource {
  readonly client: VictauriClient;
  /** Grows with all that windows tell. */
  traffic = 0;
  private readonly options: VictauriSourceOptions;
  private readonly windows = new Map<string, WindowDrain>();
  private readonly owner = randomBytes(8).toString('hex');
  private keys = makePageKeys();
  private sink: IpcSink | undefined;
  private given: DrainOptions | undefined;
  private timer: NodeJS.Timeout | undefined;
  /** Whether the last look has had no answer. */
  private isSilent = false;
  private reads = 0;
  private looking: Promise<void> | undefined;

  constructor(client: VictauriClient, options: VictauriSourceOptions = {}) {
    this.client = client;
    this.options = options;
  }

  /** Whether the app is observed. One that does not answer is, until its end is told. */
  get isLive(): boolean {
    return this.sink !== undefined;
  }

  /** Resolves when each window that is there is observed, or has not answered for a while. */
  async attach(sink: IpcSink): Promise<void> {
    const { client, owner, options } = this;
    // A document that was let go knows the keys of before.
    this.keys = makePageKeys();
    const { keys } = this;
    const config: PageConfig = {
      ...{ binding: BINDING, keys, pipe: '', routes: [], serve: null, sources: ['tauri'], globals: [] },
      ...{ earlyGlobals: false, events: NO_EVENTS, answerOrigins: [] },
      ...(options.maxValueBytes === undefined ? {} : { maxValueBytes: options.maxValueBytes }),
    };
    this.given = {
      ...{ client, sink, owner, keys, limits: doorLimits(options.maxValueBytes), since: options.since ?? Date.now() },
      installCode: installCode(config, pageScript(config), owner),
      arrived: () => {
        this.traffic += 1;
      },
    };
    this.sink = sink;
    await this.look();
    await this.flushWindows();
    this.lookAgain();
  }

  /** Stops observing the windows that are there. */
  async detach(): Promise<void> {
    stopTimer(this.timer);
    if (this.sink === undefined) return;
    await Promise.all([...this.windows.values()].map((window) => window.stop()));
    this.sink = undefined;
    this.windows.clear();
  }

  /** Resolves when all that happened in the windows by now is recorded. */
  async drain(): Promise<void> {
    if (!this.isLive) return;
    await this.look().catch(() => {});
    await this.flushWindows();
  }

  /** The app has ended, or does now: its windows tell nothing more. */
  gone(how: string): void {
    const { sink } = this;
    if (sink === undefined) return;
    stopTimer(this.timer);
    for (const label of [...this.windows.keys()]) this.closed(label);
    this.tell('main', how);
    this.sink = undefined;
  }

  /** Reads the state of the app and its windows, for a checkpoint; all that windows have told before is recorded then. */
  async readState(): Promise<AppState> {
    const { client } = this;
    await this.drain();
    const [list, known] = await Promise.all([
      client.tool('window', { action: 'get_state' }, STATE_LIMIT_MS) as Promise<{ label: string }[]>,
      client.tool('app_state', {}, STATE_LIMIT_MS) as Promise<{ probes?: string[] }>,
    ]);
    this.reads += 1;
    const id = `${this.owner}-${this.reads}`;
    const windows = await Promise.all(
      list.map(async (window) => {
        const told: unknown = await client
          .evaluate(stateCode(this.keys, id), window.label, STATE_LIMIT_MS)
          .catch(() => undefined);
        const answer = readStateAnswer(told);
        return answer === undefined ? window : { ...window, page: answer.changed };
      }),
    );
    const probes = await Promise.all(
      (known.probes ?? []).map(async (probe) => [probe, await client.tool('app_state', { probe }, STATE_LIMIT_MS)]),
    );
    return { windows, ...(probes.length > 0 ? { probes: Object.fromEntries(probes) as object as never } : {}) };
  }

  private async flushWindows(): Promise<void> {
    await Promise.all(
      [...this.windows.values()].map(async (window) => {
        if (!(await window.flush())) this.tellMissing(window);
      }),
    );
  }

  private lookAgain(): void {
    if (!this.isLive) return;
    this.timer = startTimer(async () => {
      // An app that does not answer may answer again: only who knows its process knows that it has ended.
      await this.look().catch(() => {});
      this.lookAgain();
    }, LOOK_MS);
    this.timer.unref();
  }

  /** Finds windows that have come or gone. A new one is observed as soon as it answers, which is not waited for. */
  private async look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    await this.looking;
  }

  private async lookOnce(): Promise<void> {
    const labels = await this.client.windows().catch((error: unknown) => {
      this.isSilent = true;
      this.tellMissing();
      throw error;
    });
    // Once more: another test may run by now.
    if (this.isSilent) this.tellMissing();
    this.isSilent = false;
    const { given } = this;
    if (given === undefined || !this.isLive) return;
    for (const label of this.windows.keys()) if (!labels.includes(label)) this.closed(label);
    for (const label of labels) if (!this.windows.has(label)) this.opened(label, given);
  }

  private opened(label: string, given: DrainOptions): void {
    const window = new WindowDrain(label, given);
    this.windows.set(label, window);
    this.tell(label, 'page.opened');
    window.start();
  }

  private closed(label: string): void {
    this.windows.get(label)?.closed();
    this.windows.delete(label);
    this.tell(label, 'page.closed');
  }

  /** Calls may be missing in the test that runs now: of one window, or of all. */
  private tellMissing(window?: Pick<WindowDrain, 'label'>): void {
    this.sink?.gap?.({ reason: 'lost-messages', ...(window === undefined ? {} : { page: window.label }) });
  }

  private tell(label: string, event: string): void {
    this.sink?.event({ type: 'WindowEvent', label, event, timestamp: formatTimestamp(Date.now()) });
    this.sink?.batched?.();
  }
}
