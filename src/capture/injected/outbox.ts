import { nextMicrotask } from './natives.ts';

/** Units of text per binding call; larger batches are split between messages. */
const BATCH_LENGTH = 256_000;

/** Collects messages and sends them once per microtask: one binding call for a burst, and nothing lost when the page goes. */
export class Outbox {
  private waiting: string[] = [];
  private length = 0;
  private readonly send: (batch: string) => void;

  constructor(send: (batch: string) => void) {
    this.send = send;
  }

  /** Takes a message, as JSON text: what the app does to its values later does not matter. */
  post(message: string): void {
    if (this.waiting.length === 0) nextMicrotask(this.flush);
    else if (this.length + message.length > BATCH_LENGTH) {
      this.flush();
      nextMicrotask(this.flush);
    }
    this.waiting.push(message);
    this.length += message.length;
  }

  readonly flush = (): void => {
    if (this.waiting.length === 0) return;
    const batch = `[${this.waiting.join(',')}]`;
    this.waiting = [];
    this.length = 0;
    this.send(batch);
  };
}
