import { charCodeAt, slice } from '../../../std/natives.ts';
import { BATCH_MARKS, type PipeSend, type ToldSoFar } from '../../page-protocol.ts';
import { inLaterTask, nextMicrotask } from './natives.ts';

const { min } = Math;
const { whole: WHOLE, more: MORE, last: LAST } = BATCH_MARKS;

/** Units of text that go at once; larger batches are split between messages. */
const BATCH_LENGTH = 256_000;
/** Units of text up to which one message is sent whole, as it is where all its values are within the limits of a session's text. */
const WHOLE_LENGTH = 4 * BATCH_LENGTH;
/** Batches of one task that are sent at once; what comes after them waits for the task's end. */
const BATCHES_AT_ONCE = 16;

/** Counts a message that could not be told, or is too long: it may be a call. */
export const LOST = '{"t":"lost","count":1,"calls":true}';

/** A piece of a batch, and the way that all of its batch goes. */
interface Piece {
  text: string;
  send: PipeSend;
}

/**
 * Collects messages and sends them once per microtask: one batch for a burst, and nothing lost when the page goes.
 * A task that calls and awaits in turn makes a batch of every message, which is dear: from the seventeenth on they wait for
 * the task's end, so a renderer that crashes loses the last task at most.
 *
 * Batches go down the pipe of the page, where it has one, and by the binding else. They are numbered, so that a document may change over at any time.
 * A batch that is larger than that goes in pieces, one a task, and what comes after it behind it; all of them at once where they must be in
 * Node now: at a question, a read of the state, and when the page goes.
 */
export class Outbox {
  /** The document's name in its messages. */
  document: string;
  /** Sends down the pipe of the page, when it is there. */
  pipe: PipeSend | undefined;
  private readonly binding: PipeSend;
  private readonly isTop: boolean;
  /** UTF-16 units of a message at most. */
  private readonly maxMessage: number;
  /** A message that each document begins with. */
  private readonly first: string | undefined;
  /** The messages that wait, as JSON with a comma between them, and how many they are. A text, and no list: pages replace the functions of lists. */
  private waiting = '';
  private waitingCount = 0;
  /** Pieces that are yet to be sent. */
  private pieces: Piece[] = [];
  /** The first of them that has not been sent. */
  private nextPiece = 0;
  /** Counts the messages that are in batches. */
  private count = 0;
  private batches = 0;
  /** Counts the tasks that have ended. */
  private ended = 0;

  /**
   * @param binding sends by the binding, which tells Node the frame.
   * @param isTop whether the document is that of a page: Node takes what the pipe brings first for such a one's.
   * @param maxLength UTF-16 units of a batch that Node takes at most: a message that makes a longer one is counted as lost.
   * @param first a message to tell before all others.
   */
  constructor(
    document: string,
    binding: PipeSend,
    isTop: boolean,
    { maxLength, first }: { maxLength: number; first: string | undefined },
  ) {
    this.document = document;
    this.binding = binding;
    this.isTop = isTop;
    // Around a message are the brackets of its batch, and before it may be the first one and a comma.
    this.maxMessage = maxLength - 2 - (first === undefined ? 0 : first.length + 1);
    this.first = first;
    addEventListener('pagehide', this.flush, true);
  }

  /** The task in which the last message was taken, as a number: a task that begins before this one's end is heard of counts to it. */
  get task(): number {
    return this.ended;
  }

  /** Tells whether a message is not too long. */
  takes(message: string): boolean {
    return message.length <= this.maxMessage;
  }

  /** Takes a message, as JSON text: what the app does to its values later does not matter. */
  post(given: string): void {
    const message = this.takes(given) ? given : LOST;
    if (this.waitingCount > 0 && this.waiting.length + message.length > BATCH_LENGTH) this.sendBatch();
    if (this.waitingCount === 0) {
      this.schedule();
      if (this.first !== undefined && this.count === 0) this.add(this.first);
    }
    this.add(message);
  }

  /** Tells the first message, whether or not others come. */
  begin(): void {
    if (this.first === undefined) return;
    this.schedule();
    this.add(this.first);
  }

  private add(message: string): void {
    this.waiting += this.waitingCount === 0 ? message : `,${message}`;
    this.waitingCount += 1;
  }

  /** Another client of the browser listens from now on: it has had no message of this document, and knows no pipe but its own. */
  restart(document: string, pipe: PipeSend | undefined): void {
    this.flush();
    this.document = document;
    this.count = 0;
    this.pipe = pipe;
  }

  /** Sends all that waits; returns how many messages the document has told with it. */
  readonly flush = (): ToldSoFar => {
    this.sendBatch();
    while (this.sendNextPiece());
    return { document: this.document, count: this.count };
  };

  private readonly sendBatch = (): void => {
    if (this.waitingCount === 0) return;
    const batch = `[${this.waiting}]`;
    const name = `${this.document}-${this.count}:`;
    // A frame within a page makes itself known by the binding: Node knows no frame by what comes down a pipe.
    const send = (this.isTop || this.count > 0 ? this.pipe : undefined) ?? this.binding;
    this.count += this.waitingCount;
    this.waiting = '';
    this.waitingCount = 0;
    if (this.pieces.length === 0 && batch.length <= WHOLE_LENGTH) trySend(send, WHOLE + name + batch);
    else this.sendInPieces(name, batch, send);
  };

  private sendInPieces(name: string, batch: string, send: PipeSend): void {
    const isUnderWay = this.pieces.length > 0;
    for (let at = 0; at < batch.length; ) {
      const end = endOfPiece(batch, at);
      const text = (end < batch.length ? MORE : LAST) + name + slice(batch, at, end);
      this.pieces[this.pieces.length] = { text, send };
      at = end;
    }
    if (!isUnderWay) this.sendPiece();
  }

  private readonly sendPiece = (): void => {
    if (this.sendNextPiece()) inLaterTask(this.sendPiece);
  };

  /** Sends the next piece; returns whether there are more. */
  private sendNextPiece(): boolean {
    const piece = this.pieces[this.nextPiece];
    if (piece === undefined) return false;
    this.nextPiece += 1;
    const isLast = this.nextPiece === this.pieces.length;
    if (isLast) {
      this.pieces = [];
      this.nextPiece = 0;
    }
    trySend(piece.send, piece.text);
    return !isLast;
  }

  private schedule(): void {
    this.batches += 1;
    if (this.batches === 1) {
      inLaterTask(() => {
        this.batches = 0;
        this.ended += 1;
        this.sendBatch();
      });
    }
    if (this.batches <= BATCHES_AT_ONCE) nextMicrotask(this.sendBatch);
  }
}

/** Sends a batch, or a piece of one. Where a page has broken the way, that is no error of the app's: the number of the next batch tells Node what is missing. */
function trySend(send: PipeSend, text: string): void {
  try {
    send(text);
  } catch {
    // Node counts what has not come.
  }
}

/** Ends a piece before a character that would be cut in half: half a character does not come through. */
function endOfPiece(text: string, from: number): number {
  const end = from + BATCH_LENGTH;
  const unit = charCodeAt(text, end - 1);
  return end < text.length && unit >= 0xd800 && unit <= 0xdbff ? end - 1 : min(end, text.length);
}
