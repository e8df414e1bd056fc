import { decodeValue } from '../../../session/codec/decode-value.ts';
import { encodeValue } from '../../../session/codec/encode-value.ts';
import type { RoutePattern } from '../../page-protocol.ts';
import type { ElectronAnswer, ElectronConfig, ElectronPush, ElectronQuestion } from '../electron-protocol.ts';
import { readLibraryMessage } from '../protocols/read-library-message.ts';
import { WHOLE_CLONED } from './cloned.ts';
import type { SideChannel } from './records/side-channel.ts';

/** Taken here, before the app can replace it. */
const { setImmediate: afterThis } = globalThis;

const nothing = () => {};

/** Leaves calls to the worker to answer, where a route or a served backend wants them. */
export class Answers {
  /** Sends pushes to the windows; returns the labels of those that got one. */
  deliver: (pushes: ElectronPush[]) => string[] = () => [];
  /** Resolves when the windows of these labels have what was sent to them. */
  arrived: (labels: string[]) => Promise<void> = async () => {};
  private readonly channel: SideChannel;
  private readonly waiting = new Map<string, (answer: ElectronAnswer) => void>();
  private routes: ((command: string) => boolean)[] = [];
  private served: boolean;
  private readonly decodesCalls: boolean;
  /** The answer before: each is given when that one is, or those without pushes would overtake it. */
  private turn = Promise.resolve();
  /** The labels of windows that an answer is on its way to: it goes another way than a message, which may overtake it. */
  private readonly answered = new Set<string>();

  constructor(channel: SideChannel, config: ElectronConfig) {
    this.channel = channel;
    this.served = config.serve;
    this.decodesCalls = config.decodesCalls === true;
    this.setRoutes(config.routes);
  }

  /** Whether the worker is the backend. Without a worker the app's own is. */
  get isServing(): boolean {
    return this.served && this.channel.isConnected;
  }

  /** Whether there are messages that the worker would answer. */
  get mayAnswer(): boolean {
    return this.channel.isConnected && (this.served || this.routes.length > 0);
  }

  /** Whether the worker is asked about a call. */
  wants(command: string): boolean {
    return this.isServing || (this.channel.isConnected && this.isRouted(command));
  }

  /**
   * Whether the worker is asked about a one-way message, which may be a call by a library that a route names by its command. No other is held
   * up: a call that follows it must not overtake it.
   */
  wantsMessage(channel: string, args: readonly unknown[]): boolean {
    if (this.wants(channel)) return true;
    if (!this.channel.isConnected || this.routes.length === 0) return false;
    const read = readLibraryMessage(channel, 'out', args);
    return read !== undefined && 'command' in read && this.isRouted(read.command);
  }

  setRoutes(patterns: RoutePattern[]): void {
    this.routes = patterns.map((pattern) => {
      if (typeof pattern === 'string') return (command) => command === pattern;
      const expression = new RegExp(pattern.source, pattern.flags);
      return (command) => expression.test(command);
    });
  }

  private isRouted(command: string): boolean {
    return this.decodesCalls ? this.routes.length > 0 : this.routes.some((isMatch) => isMatch(command));
  }

  setServing(on: boolean): void {
    this.served = on;
  }

  /** Resolves with the answer, its value decoded, when the pushes that come before it are there. */
  ask(
    question: Omit<ElectronQuestion, 'args'> & { args: readonly unknown[] },
    { sync = false }: { sync?: boolean } = {},
  ): Promise<ElectronAnswer> {
    const { id, args, kind, label } = question;
    this.channel.send({ t: 'question', question: { ...question, args: encodeValue(args, WHOLE_CLONED) } });
    return new Promise((resolve) => {
      this.waiting.set(id, (answer) => {
        const { before = [], after = [], value } = answer;
        const give = async () => {
          // A window that waits for a synchronous answer takes no message before it.
          if (before.length > 0 && sync) this.deliver(before);
          else if (before.length > 0) await this.deliverWhole(before);
          resolve({ ...answer, value: decodeValue(value) });
          // A call that the app itself answers has no answer yet.
          if (answer.action === 'continue') return;
          if (!sync && kind === 'invoke') this.answered.add(label);
          if (after.length === 0) return;
          if (sync) this.deliverBehind(after);
          else await this.deliverWhole(after);
        };
        if (sync) void give();
        else this.turn = this.turn.then(give, give);
      });
    });
  }

  /**
   * Sends pushes behind an answer that has just been given, and behind what is on its way before them.
   *
   * @param answered the label of the window that the answer goes to, where it does not wait for it.
   */
  deliverBehind(pushes: ElectronPush[] = [], answered?: string): void {
    if (answered !== undefined) this.answered.add(answered);
    if (pushes.length > 0) void this.deliverInTurn(pushes);
  }

  /** Sends pushes when the answers before them are given, and those of later ones wait. Resolves with how many windows got one. */
  async deliverInTurn(pushes: ElectronPush[]): Promise<number> {
    const delivered = this.turn.then(() => this.deliverWhole(pushes));
    this.turn = delivered.then(nothing, nothing);
    return (await delivered).length;
  }

  /** Sends pushes when the answers before them have arrived, and resolves with the labels of the windows when they have, too. */
  private async deliverWhole(pushes: ElectronPush[]): Promise<string[]> {
    // In a later task an answer that was given in this one is on its way.
    await new Promise<void>((resolve) => void afterThis(resolve));
    const answered = [...this.answered];
    this.answered.clear();
    if (answered.length > 0) await this.arrived(answered).catch(() => {});
    const labels = this.deliver(pushes);
    await this.arrived(labels).catch(() => {});
    return labels;
  }

  take(id: string, answer: ElectronAnswer): void {
    const resolve = this.waiting.get(id);
    this.waiting.delete(id);
    resolve?.(answer);
  }

  /** The worker is gone: the app's own backend answers what is open. */
  letGo(): void {
    for (const [id] of this.waiting) this.take(id, { action: 'continue' });
  }
}
