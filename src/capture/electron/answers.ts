import { decodeValue } from '../../session/decode-value.ts';
import { encodeValue } from '../../session/encode-value.ts';
import type { ElectronAnswer, ElectronConfig, ElectronPush, ElectronQuestion } from '../electron-protocol.ts';
import type { RoutePattern } from '../page-protocol.ts';
import { WHOLE_CLONED } from './cloned.ts';
import type { SideChannel } from './side-channel.ts';

/** Taken here, before the app can replace it. */
const { setImmediate: afterThis } = globalThis;

/** Leaves calls to the worker to answer, where a route or a served backend wants them. */
export class Answers {
  /** Sends pushes to the windows. */
  deliver: (pushes: ElectronPush[]) => void = () => {};
  private readonly channel: SideChannel;
  private readonly waiting = new Map<string, (answer: ElectronAnswer) => void>();
  private routes: ((command: string) => boolean)[] = [];
  private served: boolean;

  constructor(channel: SideChannel, config: ElectronConfig) {
    this.channel = channel;
    this.served = config.serve;
    this.setRoutes(config.routes);
  }

  /** Whether the worker is the backend. Without a worker the app's own is. */
  get isServing(): boolean {
    return this.served && this.channel.isConnected;
  }

  wants(command: string): boolean {
    return this.isServing || (this.channel.isConnected && this.routes.some((isMatch) => isMatch(command)));
  }

  setRoutes(patterns: RoutePattern[]): void {
    this.routes = patterns.map((pattern) => {
      if (typeof pattern === 'string') return (command) => command === pattern;
      const expression = new RegExp(pattern.source, pattern.flags);
      return (command) => expression.test(command);
    });
  }

  setServing(on: boolean): void {
    this.served = on;
  }

  /** Resolves with the answer, its value decoded, after the pushes that come before it have gone out. */
  ask(question: Omit<ElectronQuestion, 'args'> & { args: readonly unknown[] }): Promise<ElectronAnswer> {
    const { id, args } = question;
    this.channel.note({ t: 'question', question: { ...question, args: encodeValue(args, WHOLE_CLONED) } });
    return new Promise((resolve) => {
      this.waiting.set(id, (answer) => {
        if (answer.before !== undefined) this.deliver(answer.before);
        resolve({ ...answer, value: decodeValue(answer.value) });
        const { after } = answer;
        if (after !== undefined) afterThis(() => this.deliver(after));
      });
    });
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
