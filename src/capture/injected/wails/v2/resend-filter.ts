const READY = 'runtime:ready';

/** Messages that are remembered at most while nothing has come from the host. */
const LIMIT = 1_000;

/**
 * Filters messages that are sent a second time: in the browser, `wails dev` keeps messages until its socket is open and sends them through the
 * same `WailsInvoke` then, beginning with the runtime's first word.
 */
export class ResendFilter {
  private kept: string[] | undefined = [];
  private again: string[] = [];

  /** Tells whether this message was recorded before, and is only sent now. */
  isRepeat(message: string): boolean {
    if (this.again[0] === message) {
      this.again.shift();
      return true;
    }
    if (message === READY && this.kept?.[0] === READY) {
      this.again = this.kept.slice(1);
      this.kept = undefined;
      return true;
    }
    if (this.kept !== undefined && this.kept.push(message) > LIMIT) this.kept = undefined;
    return false;
  }

  /** Something has come from the host: the way is open, and nothing is kept any more. */
  heard(): void {
    this.kept = undefined;
  }
}
