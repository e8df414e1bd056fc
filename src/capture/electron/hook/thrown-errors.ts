import type { Patches } from './patch/patches.ts';

/** Taken here, before the app can replace it. */
const { queueMicrotask: afterThis } = globalThis;

/** Electron's own words for an error of a handler, which it prints before it answers. */
const printed = (command: string) => `Error occurred in handler for '${command}':`;

/**
 * Learns which error a handler has thrown; the answer has only its text. Handlers are not wrapped for it, so their stacks are as they would
 * be. Electron prints the error, takes the function that sends answers, and then asks the error for its text: either tells us.
 * Where the app has replaced `console.error`, an error whose text does not come from `Error.prototype.toString` is known by that text alone.
 */
export class ThrownErrors {
  private printed: { title: string; reason: unknown } | undefined;
  private asked: { text: unknown; reason: unknown } | undefined;
  private isAsking = false;

  constructor(patches: Patches) {
    patches.around<Console>(console, 'error', (print, _console, [title, reason]) => {
      if (typeof title === 'string' && title.startsWith(printed('').slice(0, -2))) this.keepPrinted({ title, reason });
      return print();
    });
    patches.around<object>(Error.prototype, 'toString', (make, error) => {
      const text = make();
      if (this.isAsking) this.asked ??= { text, reason: error };
      return text;
    });
  }

  /** Electron has taken the function that sends answers. If it is to answer with an error, it asks that for its text next. */
  answers(): void {
    this.isAsking = true;
    afterThis(() => this.forget());
  }

  /** An answer goes out; returns the error it tells of, when that is known. */
  take(command: string, text: unknown): { reason: unknown } | undefined {
    const { printed: shown, asked } = this;
    this.forget();
    if (shown?.title === printed(command)) return { reason: shown.reason };
    return asked !== undefined && asked.text === text ? { reason: asked.reason } : undefined;
  }

  private keepPrinted(printed: { title: string; reason: unknown }): void {
    this.printed = printed;
    afterThis(() => this.forget());
  }

  private forget(): void {
    this.isAsking = false;
    this.printed = undefined;
    this.asked = undefined;
  }
}
