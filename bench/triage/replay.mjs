import { Random } from './random.mjs';
import { Run, runTest, TestError } from './simulate.mjs';
import { Task, World } from './world.mjs';

/** The one window of an app. */
const WINDOW = 'main';

/**
 * Runs the test of an app with a session in the backend's place, on a clock of its own: its frontend is that of the failure, with its fault where the fault
 * is the frontend's.
 *
 * @param parts `StubBackend` and `normalizeError` of the build
 * @returns what came of it, as `explain` wants it
 */
export function replayInApp(fault, session, timing, { StubBackend, normalizeError }) {
  const world = new World();
  const run = new ReplayedRun(fault.made, new Random(`replay ${fault.session.id}`), world, 1, fault.fault);
  run.stub = new StubBackend(session, { timing }, run.host());
  const { log, stub } = run;
  const checkpoint = log.checkpoint.bind(log);
  log.checkpoint = (...args) => {
    checkpoint(...args);
    stub.boundaryReached({ step: log.checkpoints.at(-1).step });
  };
  const test = world.spawn(runTest(fault.made, run, false));
  world.runUntil(test);
  const { error } = test;
  if (error !== undefined && !(error instanceof TestError)) throw error;
  stub.stop();
  const recorded = normalizeError(fault.session.test.errors[0]);
  const verdict =
    error === undefined ? 'passed' : normalizeError(error.message) === recorded ? 'reproduced' : 'different-failure';
  return { verdict, stub: stub.report(), replayed: { status: 'failed', error: error?.message } };
}

class ReplayedRun extends Run {
  count = 0;

  invoke(command, args) {
    const task = new Task();
    const sent = this.app.argNoise.has(command) ? { ...args, requestId: this.random.uuid() } : args;
    this.count += 1;
    const give = (answer) => {
      if (answer.kind === 'ok') task.settle(structuredClone(answer.value));
      else if (answer.kind === 'err') task.fail(answer.error ?? answer.text);
    };
    const miss = this.stub.ask({ id: `live-${this.count}`, command, args: sent }, WINDOW, { give });
    if (miss !== undefined) this.world.after(1, () => task.fail(miss.message));
    return task;
  }

  /** A page answers by itself who listens. */
  listen(event, take, site) {
    const begin = () => {
      this.listeners.set(event, take);
      this.stub.windowAdvanced(WINDOW);
    };
    if (this.faultAt(site) === 'early') this.world.after(this.random.between(250, 500), begin);
    else this.world.after(1, begin);
    const task = new Task();
    this.world.after(2, () => task.settle(1));
    return task;
  }

  /** What the backend pushes is in the session. */
  push() {}

  host() {
    const { world, listeners } = this;
    const progress = () => ({
      documents: 1,
      listeners: (event) => (listeners.has(event) ? 1 : 0),
      events: () => [...listeners.keys()],
      isWhole: true,
    });
    return {
      clock: {
        now: () => world.now,
        wakeAt(atMs, run) {
          let isOff = false;
          world.after(atMs - world.now, () => isOff || run());
          return () => {
            isOff = true;
          };
        },
        inLaterTask: (run) => world.after(0, run),
      },
      windows: { find: () => WINDOW, progress, learn() {} },
      deliver: ({ before, answer, after }) => {
        const push = ({ push: { command, args } }) => listeners.get(command)?.(structuredClone(args));
        for (const one of before) push(one);
        if (answer !== undefined && !answer.isSilent) answer.give({ before: [], after: [] });
        for (const one of after) push(one);
        return undefined;
      },
    };
  }
}
