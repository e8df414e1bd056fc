import { inLaterTask, nextMicrotask } from './natives.ts';

/** Units of text per binding call; larger batches are split between messages. */
const BATCH_LENGTH = 256_000;
/** Batches of one task that are sent at once; what comes after them waits for the task's end. */
const BATCHES_AT_ONCE = 16;

/**
 * Collects messages and sends them once per microtask: one binding call for a burst, and nothing lost when the page goes.
 * A task that calls and awaits in turn makes a batch of every message, which is dear: from the seventeenth on they wait for
 * the task's end, so a renderer that crashes loses the last task at most.
 */
export class Outbox {
  private waiting: string[] = [];
  private length = 0;
  private batches = 0;
  private readonly send: (batch: string) => void;

  constructor(send: (batch: string) => void) {
    this.send = send;
    addEventListener('pagehide', this.flush, true);
  }

  /** Takes a message, as JSON text: what the app does to its values later does not matter. */
  post(message: string): void {
    if (this.waiting.length > 0 && this.length + message.length > BATCH_LENGTH) this.flush();
    if (this.waiting.length === 0) this.schedule();
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

  private schedule(): void {
    this.batches += 1;
    if (this.batches === 1) {
      inLaterTask(() => {
        this.batches = 0;
        this.flush();
      });
    }
    if (this.batches <= BATCHES_AT_ONCE) nextMicrotask(this.flush);
  }
}
