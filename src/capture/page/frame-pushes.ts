import type { Frame } from '@playwright/test';
import type { PageKeys, PagePush, ToldSoFar } from '../page-protocol.ts';
import { handleFunction } from './door/page-keys.ts';

/** Milliseconds to wait for a document to take a push. */
const PUSH_LIMIT_MS = 1_000;

/** Makes Playwright's calls as its user wants them made. */
type Quietly = <Value>(owner: object, run: () => Promise<Value>) => Promise<Value>;

/** Sends pushes to documents. One that does not answer in time (a dialog is open) gets them later, and is waited for once. */
export class FramePushes {
  private readonly keys: PageKeys;
  private readonly quietly: Quietly;
  private readonly arrived: (frame: Frame, told: ToldSoFar | undefined) => Promise<void> | undefined;
  /** Frames that have not answered in time. */
  private readonly slow = new WeakSet<Frame>();

  /** @param arrived resolves when what a frame has told has arrived. */
  constructor(
    keys: PageKeys,
    quietly: Quietly,
    arrived: (frame: Frame, told: ToldSoFar | undefined) => Promise<void> | undefined,
  ) {
    this.keys = keys;
    this.quietly = quietly;
    this.arrived = arrived;
  }

  /** Whether a frame has not taken yet what was pushed: what is pushed now comes behind it. */
  isSlow(frame: Frame): boolean {
    return this.slow.has(frame);
  }

  /** Resolves with how many listeners were reached, in time. What the frame had told by then, and told of the push, has arrived. */
  async push(frame: Frame, pushes: PagePush[], label: string | undefined): Promise<number> {
    const given = `${JSON.stringify(JSON.stringify(pushes))}, ${JSON.stringify(label)}`;
    const script = `({ ran: ${handleFunction(this.keys, 'push')}?.(${given}), told: ${handleFunction(this.keys, 'flush')}?.() })`;
    const pushing = this.quietly(frame, () => frame.evaluate<Pushed>(script))
      .then(async ({ ran, told }) => {
        await this.arrived(frame, told);
        return Number.isSafeInteger(ran) ? (ran as number) : 0;
      })
      .catch(() => 0)
      .finally(() => this.slow.delete(frame));
    if (this.slow.has(frame)) return 0;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<number>((resolve) => {
      timer = setTimeout(() => {
        this.slow.add(frame);
        resolve(0);
      }, PUSH_LIMIT_MS);
    });
    return await Promise.race([pushing, late]).finally(() => clearTimeout(timer));
  }
}

/** What a push has come to in its document: how many listeners ran, and how many messages the document has sent by then. */
interface Pushed {
  ran?: unknown;
  told?: ToldSoFar;
}
