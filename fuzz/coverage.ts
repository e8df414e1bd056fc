import { Session } from 'node:inspector';

/** Tells what of our own code an input reached that none before it had, by the engine's own counters: blocks, and how often in powers of two. */
export class Coverage {
  private readonly session = new Session();
  private readonly seen = new Set<string>();

  constructor() {
    this.session.connect();
    this.session.post('Profiler.enable');
    this.session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** How many blocks were reached so far. */
  get size(): number {
    return this.seen.size;
  }

  /** Whether anything new was reached since the last time. */
  hasGrown(): boolean {
    const before = this.seen.size;
    // A session in the same thread answers at once.
    this.session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      for (const { url, scriptId, functions } of answer?.result ?? []) {
        if (!OURS.test(url)) continue;
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) this.seen.add(`${scriptId}:${startOffset}-${endOffset}:${Math.floor(Math.log2(count))}`);
      }
    });
    return this.seen.size > before;
  }
}

const OURS = /\/src\/(?:session|store|replay|triage|contract|redact|viewer)\//;
