import { PIECE_MARKS } from '../../page-protocol.ts';
import { inLaterTask, nextMicrotask } from './natives.ts';

const { more: MORE, last: LAST } = PIECE_MARKS;

/** Units of text per binding call; larger batches are split between messages. */
const BATCH_LENGTH = 256_000;
/** Units of text up to which one message is sent whole, as it is where all its values are within the limits of a session's text. */
const WHOLE_LENGTH = 4 * BATCH_LENGTH;
/** Batches of one task that are sent at once; what comes after them waits for the task's end. */
const BATCHES_AT_ONCE = 16;

/**
 * Collects messages and sends them once per microtask: one binding call for a burst, and nothing lost when the page goes.
 * A task that calls and awaits in turn makes a batch of every message, which is dear: from the seventeenth on they wait for
 * the task's end, so a renderer that crashes loses the last task at most.
 *
 * A batch that is larger than that goes in pieces, one a task, and what comes after it behind it; all of them at once where they must be in
 * Node now: at a question, a read of the state, and when the page goes.
 */
export class Outbox {
  private waiting: string[] = [];
  /** Pieces that are yet to be sent. */
  private readonly pieces: string[] = [];
  private readonly id = `${Math.random().toString(36).slice(2, 10)}-`;
  private count = 0;
  private length = 0;
  private batches = 0;
  private readonly send: (batch: string) => void;

  constructor(send: (batch: string) => void) {
    this.send = send;
    addEventListener('pagehide', this.flush, true);
  }

  /** Takes a message, as JSON text: what the app does to its values later does not matter. */
  post(message: string): void {
    if (this.waiting.length > 0 && this.length + message.length > BATCH_LENGTH) this.sendBatch();
    if (this.waiting.length === 0) this.schedule();
    this.waiting.push(message);
    this.length += message.length;
  }

  /** Sends all that waits. */
  readonly flush = (): void => {
    this.sendBatch();
    for (const piece of this.pieces.splice(0)) this.send(piece);
  };

  private readonly sendBatch = (): void => {
    if (this.waiting.length === 0) return;
    const batch = `[${this.waiting.join(',')}]`;
    this.waiting = [];
    this.length = 0;
    if (this.pieces.length === 0 && batch.length <= WHOLE_LENGTH) this.send(batch);
    else this.sendInPieces(batch);
  };

  private sendInPieces(batch: string): void {
    const isUnderWay = this.pieces.length > 0;
    this.count += 1;
    for (let at = 0; at < batch.length; at += BATCH_LENGTH) {
      const mark = at + BATCH_LENGTH < batch.length ? MORE : LAST;
      this.pieces.push(`${mark}${this.id}${this.count}:${batch.slice(at, at + BATCH_LENGTH)}`);
    }
    if (!isUnderWay) this.sendPiece();
  }

  private readonly sendPiece = (): void => {
    const piece = this.pieces.shift();
    if (piece === undefined) return;
    this.send(piece);
    if (this.pieces.length > 0) inLaterTask(this.sendPiece);
  };

  private schedule(): void {
    this.batches += 1;
    if (this.batches === 1) {
      inLaterTask(() => {
        this.batches = 0;
        this.sendBatch();
      });
    }
    if (this.batches <= BATCHES_AT_ONCE) nextMicrotask(this.sendBatch);
  }
}
