import type { Clock } from './clock.ts';

/** A clock that a test moves: nothing happens between its moves, and the same moves bring the same. */
export class HandClock implements Clock {
  private nowMs = 0;
  private tasks: (() => void)[] = [];
  private readonly timers = new Set<{ atMs: number; run: () => void }>();

  now(): number {
    return this.nowMs;
  }

  wakeAt(atMs: number, run: () => void): () => void {
    const timer = { atMs, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  inLaterTask(run: () => void): void {
    this.tasks.push(run);
  }

  /** How many timers are set. */
  get pending(): number {
    return this.timers.size;
  }

  /** Runs the tasks that wait, and those that they bring. */
  settle(): void {
    for (let task = this.tasks.shift(); task !== undefined; task = this.tasks.shift()) task();
  }

  /** Lets time pass: timers come when they are due, tasks before them. */
  pass(ms: number): void {
    const end = this.nowMs + ms;
    for (;;) {
      this.settle();
      const [first] = [...this.timers].sort((one, other) => one.atMs - other.atMs);
      if (first === undefined || first.atMs > end) break;
      this.timers.delete(first);
      this.nowMs = Math.max(this.nowMs, first.atMs);
      first.run();
    }
    this.nowMs = end;
  }
}
