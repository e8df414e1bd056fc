import { Random } from './random.mjs';
import { SessionLog } from './session-log.mjs';
import { Task, World } from './world.mjs';

/** An assertion that no call has to do with: it waits as long as any, and fails. */
const OTHER_ERROR = `Error: expect(locator).toHaveCSS(expected) failed\n\nLocator:  getByRole('banner')\nExpected: "rgb(0, 0, 0)"\nReceived: "rgb(51, 51, 51)"\nTimeout:  1500ms\n`;

/** Milliseconds that an assertion waits, and that the recorder goes on after a failure. */
const TIMEOUT_MS = 1500;
const AFTER_MS = 40;

/**
 * Runs one test of an app on a clock of its own: its frontend calls, its backend answers and pushes, its test clicks and looks.
 *
 * @param options.seed decides ids, times and delays, which differ from run to run
 * @param options.load by how much all is slower
 * @param options.fault the fault to inject, if any: `{ kind, site }`
 * @param options.failsOtherwise whether the test fails at its end by an assertion that no call has to do with
 * @returns the session, the error of the test and which part of the app it is about, and the events at which the fault was injected
 */
export function simulate(app, { seed, load = 1, fault, failsOtherwise = false }) {
  const random = new Random(`run ${seed}`);
  const world = new World();
  const run = new Run(app, random, world, load, fault);
  const test = world.spawn(runTest(app, run, failsOtherwise));
  world.runUntil(test);
  const { error } = test;
  if (error !== undefined && !(error instanceof TestError)) throw error;
  const failedAt = world.now;
  world.runFor(AFTER_MS);
  return {
    session: run.log.session(app.title, world.now, error?.message),
    error: error?.message,
    failedAtId: error?.cause,
    failedAt,
    truth: run.truth,
  };
}

/** An assertion that failed. */
export class TestError extends Error {}

export function* runTest(app, run, failsOtherwise) {
  const { log, world } = run;
  let failure;
  const step = function* (title, body) {
    log.begin(world.now, title);
    try {
      yield* body;
    } catch (error) {
      failure = error;
    }
    log.end(world.now, failure?.message);
    if (failure !== undefined) throw failure;
  };
  yield* step('open the app', start(app, run));
  for (const block of app.blocks) yield* step(block.title, act(block, run));
  if (app.blocks.some(({ isLate }) => isLate)) yield* step('check the results', checkLate(app, run));
  if (failsOtherwise) yield* step('look at the colours', failOtherwise());
}

function* start(app, run) {
  for (const poll of app.polls) run.world.spawn(pollOf(poll, run));
  for (const { command, kind } of app.habits) {
    if (kind === 'long-poll') run.invoke(command, {}, `habit ${command}`, { never: true });
    else run.invoke(command, {}, `habit ${command}`, { fails: 'offline' });
  }
  for (const command of app.background) run.invoke(command, {}, command);
  yield run.random.between(30, 80);
}

function* act(block, run) {
  yield run.random.between(10, 40);
  for (const command of run.app.background) if (run.random.chance(0.3)) run.invoke(command, {}, command);
  // A click does not wait for what it causes.
  run.world.spawn(guarded(block.act(run)));
  if (!block.isLate) yield* check(block, run);
  yield run.random.between(20, 60);
}

function* checkLate({ blocks }, run) {
  for (const block of blocks) if (block.isLate) yield* check(block, run);
}

function* failOtherwise() {
  yield TIMEOUT_MS;
  throw new TestError(OTHER_ERROR);
}

/** Looks until the text is there, as an assertion of Playwright's does. */
function* check(block, run) {
  const { id, expected } = block.expectation;
  const deadline = run.world.now + TIMEOUT_MS;
  while (run.ui[id] !== expected) {
    if (run.world.now >= deadline) throw new TestError(errorOf(block, run.ui[id] ?? ''), { cause: id });
    yield 50;
  }
}

function errorOf({ expectation: { id, expected, byText } }, received) {
  return byText
    ? `Error: expect(locator).toBeVisible() failed\n\nLocator: getByText('${expected}')\nExpected: visible\nTimeout: ${TIMEOUT_MS}ms\nError: element(s) not found\n`
    : `Error: expect(locator).toHaveText(expected) failed\n\nLocator:  getByTestId('${id}')\nExpected: ${JSON.stringify(expected)}\nReceived: ${JSON.stringify(received)}\nTimeout:  ${TIMEOUT_MS}ms\n`;
}

/** An app that meets an error it does not expect goes on without what follows. */
function* guarded(body) {
  try {
    yield* body;
  } catch (error) {
    if (typeof error !== 'string' && !(error instanceof TypeError)) throw error;
  }
}

function* pollOf({ command, everyMs, field }, run) {
  while (true) {
    run.invoke(command, {}, command, { answer: { [field]: 'ready', uptime: Math.round(run.world.now + 100_000) } });
    yield everyMs * run.random.between(0.95, 1.1);
  }
}

/** One run: what blocks of an app can do. */
export class Run {
  ui = {};
  state = {};
  listeners = new Map();
  /** Events at which the fault was injected. */
  truth = { hit: false, indices: [] };

  constructor(app, random, world, load, fault) {
    Object.assign(this, { app, random, world, load, fault });
    this.log = new SessionLog(Date.UTC(2026, 10, 23, 9, 30) + random.int(0, 9_000_000));
  }

  /** The fault at a site, when it is the one of this run. */
  faultAt(site) {
    return this.fault?.site === site ? this.fault.kind : undefined;
  }

  hit(entry) {
    this.truth.hit = true;
    this.truth.from ??= entry?.index ?? this.log.events.length;
    if (entry !== undefined && !this.truth.indices.includes(entry.index)) this.truth.indices.push(entry.index);
  }

  /** Milliseconds that something takes in this run: more under load, and now and then far more. */
  delay(low, high) {
    const spike = this.load > 1 && this.random.chance(0.1) ? 4 : 1;
    return this.random.between(low, high) * (1 + (this.load - 1) * this.random.next()) * spike;
  }

  /** Calls a command of the backend. @returns a task that fails with the error's text */
  invoke(command, args, site, { never = false, fails, answer, extraMs = 0 } = {}) {
    const task = new Task();
    const begun = this.world.now;
    const sent = this.app.argNoise.has(command) ? { ...args, requestId: this.random.uuid() } : args;
    const entry = this.log.call(begun, command, { args: sent });
    const kind = this.faultAt(site);
    if (kind === 'wrong-argument') this.hit(entry);
    const [low, high] = this.app.latency(command);
    const arrival = this.delay(low, high) / 2;
    this.world.after(arrival, () => {
      let result = fails === undefined ? this.answer(command, args, answer) : { Err: fails };
      if (kind === 'hang' || never) {
        if (kind === 'hang') this.hit(entry);
        return;
      }
      let rest = arrival + extraMs;
      if (kind === 'slow') {
        this.hit(entry);
        rest += TIMEOUT_MS * this.random.between(0.9, 1.25);
      }
      if (kind === 'error' || kind === 'swallowed') {
        this.hit(entry);
        result = { Err: this.app.errorText };
      }
      if (CHANGES[kind] !== undefined && result.Ok !== undefined) {
        const changed = CHANGES[kind](result.Ok, this.fault, this);
        if (changed !== undefined) {
          this.hit(entry);
          result = { Ok: changed };
        }
      }
      this.world.after(rest, () => {
        this.log.settle(entry, begun, this.world.now, result);
        if (result.Err === undefined) task.settle(structuredClone(result.Ok));
        else task.fail(result.Err);
      });
    });
    return task;
  }

  answer(command, args, given) {
    try {
      const value = given ?? this.app.handle(command, args, this);
      return { Ok: this.app.addNoise(command, value, this) };
    } catch (error) {
      if (typeof error !== 'string') throw error;
      return { Err: error };
    }
  }

  /** Listens for pushes, which is a call itself. */
  listen(event, take, site) {
    const kind = this.faultAt(site);
    const begin = () => {
      const args = { event, target: { kind: 'Any' }, handler: this.random.int(1, 1e9) };
      const task = this.invoke('plugin:event|listen', args, `listen ${event}`, { answer: this.random.int(1, 1e9) });
      task.whenSettled(() => this.listeners.set(event, take));
      return task;
    };
    if (kind !== 'early') return begin();
    // A part of the app that is loaded late: nothing waits for it.
    this.world.after(this.random.between(250, 500), begin);
    return begunTask();
  }

  /** Pushes an event from the backend. */
  push(event, payload, delay, site) {
    const kind = this.faultAt(site);
    if (kind === 'lost') {
      this.hit();
      return;
    }
    this.world.after(delay, () => {
      this.deliver(event, payload, kind);
      if (kind === 'double') this.world.after(this.random.between(1, 6), () => this.deliver(event, payload, kind));
    });
  }

  deliver(event, payload, kind) {
    const take = this.listeners.get(event);
    const isSeen = take !== undefined || this.app.seesUnheard;
    const entry = isSeen ? this.log.call(this.world.now, event, { args: payload, kind: 'push' }) : undefined;
    if (kind === 'double' || (take === undefined && this.fault?.kind === 'early')) this.hit(entry);
    take?.(structuredClone(payload));
  }
}

function begunTask() {
  const task = new Task();
  task.settle();
  return task;
}

/** Faults that change an answer. Undefined where the answer has nothing to change. */
const CHANGES = {
  'wrong-value': (value, { field }, run) => {
    const target = Array.isArray(value) ? value[0] : value;
    if (target?.[field] === undefined) return undefined;
    const changed = structuredClone(value);
    (Array.isArray(changed) ? changed[0] : changed)[field] = misspell(target[field], run.random);
    return changed;
  },
  'missing-field': (value, { field }) => {
    const target = Array.isArray(value) ? value[0] : value;
    if (target?.[field] === undefined) return undefined;
    const changed = structuredClone(value);
    delete (Array.isArray(changed) ? changed[0] : changed)[field];
    return changed;
  },
  stale: (value, { stale }) => (stale === undefined ? undefined : { ...value, ...stale }),
};

function misspell(value, random) {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + random.pick([-1, 1, 10]);
  const at = random.int(0, Math.max(value.length - 2, 0));
  return value.length < 2
    ? `${value}x`
    : value.slice(0, at) + value[at + 1] + value[at] + value.slice(at + 2) + (value[at] === value[at + 1] ? 'x' : '');
}
