import type { ElectronPush } from '../electron-protocol.ts';
import { decodeList } from './cloned.ts';
import type { Frame, WebContents } from './electron-parts.ts';
import type { HookTools } from './hook-tools.ts';
import { portsIn } from './ports.ts';
import { tryRead } from './try-read.ts';

/** Milliseconds that a window may take for a message. One that takes longer can do nothing with its answer either; those of other windows wait along. */
const BUSY_MS = 2_000;

/** Taken here, before the app can replace them. */
const { setTimeout: later, clearTimeout: cancel } = globalThis;

/**
 * What the main process sends to windows. `webContents.send`, `event.reply` and `sendToFrame` all end in the frame's own `send`.
 * While Node is the backend, what the app itself sends goes nowhere.
 * https://github.com/electron/electron/blob/v25.1.1/lib/browser/api/web-frame-main.ts
 */
export class Pushes {
  private readonly tools: HookTools;
  private delivering = false;
  /** Whether what is delivered comes from the test. */
  private testMade = false;
  /** Windows that have not run the script in time. */
  private readonly busy = new WeakSet<WebContents>();
  /** Why the last `send` did not go out. */
  private failure: { reason: unknown } | undefined;

  constructor(tools: HookTools) {
    this.tools = tools;
  }

  /** Observes all frames of one kind. */
  observe(kind: Frame): void {
    const { patches, log, origins, ports, answers } = this.tools;
    // `send` throws none of this; Electron prints it.
    patches.around<Frame>(kind, '_send', (send) => {
      try {
        return send();
      } catch (reason) {
        this.failure = { reason };
        throw reason;
      }
    });
    patches.around<Frame>(kind, 'send', (send, frame, [channel, ...args]) => {
      const origin = origins.ofFrame(frame);
      if (origin === undefined) return send();
      if (answers.isServing && !this.delivering) return undefined;
      this.failure = undefined;
      const sent = send();
      const command = String(channel);
      if (this.failure === undefined) log.passed('push', { command, args, origin, testMade: this.testMade });
      else log.failed(`Not sent to ${origin.webview_label}: "${command}"`, this.failure);
      return sent;
    });
    patches.around<Frame>(kind, 'postMessage', (send, frame, [channel, message, transfer]) => {
      const origin = origins.ofFrame(frame);
      if (origin === undefined) return send();
      if (answers.isServing && !this.delivering) return undefined;
      const sent = send(); // throws what it cannot send
      const command = String(channel);
      const carried = portsIn(transfer);
      const id = log.passed('push', { command, args: [message], origin, ports: carried.length });
      ports.departed(carried, { id, command, origin });
      return sent;
    });
  }

  /** Sends messages to the app's windows as its backend would; returns the labels of the windows that got one, for each message. */
  deliver(pushes: readonly ElectronPush[]): string[] {
    this.delivering = true;
    try {
      return pushes.flatMap((push) => this.deliverOne(push));
    } finally {
      this.delivering = false;
      this.testMade = false;
    }
  }

  /**
   * Resolves when these windows have what was sent to them: a script comes after it. In a window that was busy the first may come
   * before it, but not one that is sent when that has run. A window is waited for no longer than `BUSY_MS`, and not again before it has it.
   */
  async arrived(labels: readonly string[]): Promise<void> {
    const windows = this.tools.origins
      .windows()
      .filter((contents) => labels.includes(this.tools.origins.labelOf(contents)));
    await Promise.all(
      windows.filter((contents) => !this.busy.has(contents)).map((contents) => this.arrivedIn(contents)),
    );
  }

  private async arrivedIn(contents: WebContents): Promise<void> {
    const { mainFrame } = contents;
    const run = async () => {
      for (let round = 0; round < 2; round += 1) await mainFrame.executeJavaScript?.('0');
    };
    const running = run()
      .catch(() => {})
      .finally(() => this.busy.delete(contents));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = later(() => {
        this.busy.add(contents);
        resolve();
      }, BUSY_MS);
    });
    await Promise.race([running, late]);
    cancel(timer);
  }

  private deliverOne({
    command,
    args,
    label: only,
    channel,
    ports: count = 0,
    id = '',
    byTest,
  }: ElectronPush): string[] {
    this.testMade = byTest === true;
    const { origins, ports } = this.tools;
    const list = decodeList(args);
    if (channel !== undefined) return tryRead(() => ports.post(channel, command, list[0])) ?? [];
    const reached: string[] = [];
    for (const contents of origins.windows()) {
      const label = origins.labelOf(contents);
      if (only !== undefined && label !== only) continue;
      tryRead(() => {
        if (count > 0) contents.mainFrame.postMessage(command, list[0], ports.make(id, count));
        else contents.mainFrame.send(command, ...list);
        reached.push(label);
      });
    }
    return reached;
  }
}
