import type { PushMaker } from '../../../session/format/schema.ts';
import { isRunByTest } from './is-run-by-test.ts';

/** Whoever makes what is pushed: the test, a stand-in while it answers a call, or Node in the backend's place. */
type Maker = PushMaker | 'node';

/** Tells who makes the pushes of a document, by who is running when they pass. */
export class RunningMaker {
  private running: Maker | undefined;

  /** Runs a function whose pushes are made by `maker`, up to its first `await`. */
  during<Value>(maker: Maker, run: () => Value): Value {
    const outer = this.running;
    this.running = maker;
    try {
      return run();
    } finally {
      this.running = outer;
    }
  }

  /** Returns who makes what is pushed now; undefined where nobody is known, as in a timer. */
  now(): Maker | undefined {
    return this.running ?? (isRunByTest() ? 'test' : undefined);
  }

  /** Returns the one that was named by `during`, at no cost: pushes of a real backend are neither the test's nor a stand-in's. */
  get named(): PushMaker | undefined {
    return this.running === 'node' ? undefined : this.running;
  }
}
