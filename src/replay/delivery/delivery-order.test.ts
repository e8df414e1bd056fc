// Random recordings, asked for by random apps: what comes, how often, and in which order.
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import { timingConditions } from '../answer-conditions.ts';
import { type FakeCall, fakeSession } from '../fake-session.test.support.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { HandClock } from './hand-clock.test.support.ts';
import { type PlacedPush, RecordedTimeline } from './recorded-timeline.ts';
import type { Windows } from './window-gate.ts';

/** Milliseconds between two things that happen in a recording. */
const TICK = 10;
const WINDOWS = 3;

/** Something that happens in a recording, in a window. */
interface Step {
  kind: 'call' | 'answer' | 'push' | 'channel' | 'listen' | 'load' | 'poll';
  window: number;
  /** Which of the calls that are out. */
  pick: number;
}

const step = (...kinds: Step['kind'][]): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constantFrom(...kinds), window: fc.nat(WINDOWS - 1), pick: fc.nat(20) });

/** The calls of a recording in which that happened, one thing each tick. */
function recordingOf(steps: Step[]): FakeCall[] {
  const calls: (FakeCall & { at: number })[] = [];
  const documents = Array.from({ length: WINDOWS }, () => 0);
  const out: FakeCall[] = [];
  let count = 0;
  const at = () => count * TICK;
  const inWindow = (window: number) => {
    count += 1;
    return { page: `page-${window}`, id: `w${window}d${documents[window]}-${count}`, at: at() };
  };
  for (const { kind, window, pick } of steps) {
    const call = out[pick % Math.max(1, out.length)];
    if (kind === 'load') documents[window] = (documents[window] ?? 0) + 1;
    else if (kind === 'answer') {
      count += 1;
      if (call === undefined) continue;
      out.splice(out.indexOf(call), 1);
      call.took = at() - (call.at ?? 0);
    } else if (kind === 'poll') calls.push({ ...inWindow(window), command: 'get_status', took: TICK * 1.5 });
    else if (kind === 'listen')
      calls.push({ ...inWindow(window), command: 'plugin:event|listen', took: 1, args: { event: 'told', handler: 1 } });
    else if (kind === 'call') {
      const made = { ...inWindow(window), command: `call ${count}`, took: null };
      calls.push(made);
      out.push(made);
    } else {
      const channel = kind === 'channel' && call?.id !== undefined ? { channel: call.id } : {};
      calls.push({ ...inWindow(window), command: 'told', kind: 'push', args: count, ...channel });
    }
  }
  return calls;
}

interface Run {
  timeline: RecordedTimeline;
  clock: HandClock;
  /** Answers and pushes as they came, in order. */
  came: (RecordedCall | PlacedPush)[];
  made: Set<RecordedCall>;
  make(call: RecordedCall): void;
  /** A window loads a document, and listens so often in it. */
  open(window: number, listeners: number): void;
}

/** @param isThere whether windows are there from the start, as far as they ever were. */
function run(calls: FakeCall[], isThere: boolean): Run {
  const timeline = new RecordedTimeline(fakeSession(calls));
  const clock = new HandClock();
  const came: Run['came'] = [];
  const made = new Set<RecordedCall>();
  const progress = Array.from({ length: WINDOWS }, () =>
    isThere ? { documents: 1_000, listeners: 1_000 } : { documents: 0, listeners: 0 },
  );
  const windows: Windows<number> = {
    find: ({ page = '' }) => Number(page.slice('page-'.length)),
    progress: (_push, window) => {
      const { documents = 0, listeners = 0 } = progress[window ?? 0] ?? {};
      return { documents, listeners: () => listeners, events: () => [], isWhole: true };
    },
    learn: () => {},
  };
  const queue = new DeliveryQueue<number>(timeline, {
    clock,
    windows,
    deliver: ({ before, answer, after }) => {
      came.push(...before.map(({ placed }) => placed));
      if (answer?.call !== undefined) came.push(answer.call);
      came.push(...after.map(({ placed }) => placed));
      return undefined;
    },
  });
  queue.begin();
  return {
    ...{ timeline, clock, came, made },
    make: (call) => {
      const isSilent = call.endUs === Number.POSITIVE_INFINITY;
      made.add(call);
      const after = isSilent ? [] : timingConditions(call, 'in-order', call.endUs);
      queue.ask({ call, window: windows.find(call.call, undefined), after, giveUpAt: 0, isSilent });
    },
    open: (window, listeners) => {
      const now = progress[window];
      if (now === undefined) return;
      now.documents += 1;
      now.listeners = listeners;
      queue.windowAdvanced(window);
    },
  };
}

const isPush = (one: RecordedCall | PlacedPush): one is PlacedPush => 'push' in one;
const timeOf = (one: RecordedCall | PlacedPush) => (isPush(one) ? one.push.startUs : one.endUs);
const isPoll = (one: RecordedCall | PlacedPush) => !isPush(one) && one.call.command === 'get_status';
const isAnswered = ({ endUs }: RecordedCall) => endUs !== Number.POSITIVE_INFINITY;

test('an app that calls for the reasons it had gets all answers and pushes in the recorded order, however slow it is', () => {
  fc.assert(
    fc.property(
      fc.array(step('call', 'call', 'answer', 'answer', 'push', 'poll'), { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(200), { minLength: 1, maxLength: 20 }),
      (steps, delays) => {
        // As many as make a poll of it.
        const polls = Array.from({ length: 3 }, (): Step => ({ kind: 'poll', window: 0, pick: 0 }));
        const { timeline, clock, came, make, made } = run(recordingOf([...polls, ...steps]), true);
        const { calls, pushes } = timeline;
        const readyAt = new Map<RecordedCall, number>();
        for (let waited = 0; waited < 60_000 && made.size < calls.length; waited += 10) {
          const has = new Set(came);
          for (const [nth, call] of calls.entries()) {
            const isCause = (one: RecordedCall | PlacedPush) => timeOf(one) <= call.startUs && !isPoll(one);
            const isCaused = [...calls, ...pushes].every((one) => !isCause(one) || has.has(one));
            if (!isCaused || made.has(call)) continue;
            // A timer calls when it likes, as long as the patience of an answer holds.
            const delay = (delays[nth % delays.length] ?? 0) * (isPoll(call) ? 2 : 1);
            if (!readyAt.has(call)) readyAt.set(call, waited + delay);
            if ((readyAt.get(call) ?? 0) <= waited) make(call);
          }
          clock.pass(10);
        }
        clock.pass(5_000);
        const told = came.filter((one) => !isPoll(one) && (isPush(one) || isAnswered(one)));
        expect(told).toEqual(told.toSorted((one, other) => timeOf(one) - timeOf(other)));
        expect(told.filter(isPush)).toHaveLength(timeline.pushes.length);
        expect(clock.pending).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

/** An action of an app that has its own reasons: it makes the call of a number, or loads a window, after some time. */
const act = fc.record({ nth: fc.nat(30), isLoad: fc.boolean(), listeners: fc.nat(3), afterMs: fc.nat(700) });

test('any app gets each answer once, and each push once and behind what it came behind, and waits for nothing for ever', () => {
  const kinds = step('call', 'call', 'answer', 'push', 'push', 'channel', 'listen', 'load', 'poll');
  fc.assert(
    fc.property(fc.array(kinds, { minLength: 1, maxLength: 30 }), fc.array(act, { maxLength: 40 }), (steps, acts) => {
      const calls = recordingOf(steps);
      const play = () => {
        const { timeline, clock, came, make, made, open } = run(calls, false);
        const moments = new Map<RecordedCall, number>();
        const makeOnce = (call: RecordedCall | undefined) => {
          if (call === undefined || made.has(call)) return;
          moments.set(call, came.length);
          make(call);
        };
        for (const { nth, isLoad, listeners, afterMs } of acts) {
          if (isLoad) open(nth % WINDOWS, listeners);
          else makeOnce(timeline.calls[nth]);
          clock.pass(afterMs);
        }
        for (const call of timeline.calls) makeOnce(call);
        for (let times = 0; times < 40; times += 1) for (let nth = 0; nth < WINDOWS; nth += 1) open(nth, 40);
        clock.pass(60_000);
        return { timeline, clock, came, moments };
      };
      const { timeline, clock, came, moments } = play();
      expect(new Set(came).size).toBe(came.length);
      expect(came.filter((one) => !isPush(one))).toHaveLength(timeline.calls.length);
      expect(came.filter(isPush)).toHaveLength(timeline.pushes.length);
      for (const [at, one] of came.entries()) {
        // A push does not wait for a read that is made later than in the recording.
        if (!isPush(one) || one.behind === undefined || one.otherwise !== undefined) continue;
        // Through its channel it comes no later than the answer to the call it belongs to.
        const isLate = one.owner !== undefined && one.push.startUs < one.owner.endUs;
        if (!isLate && one.isBehindAnswer) expect(came.indexOf(one.behind)).toBeLessThan(at);
        if (!isLate) expect(moments.get(one.behind)).toBeLessThanOrEqual(at);
        if (one.owner !== undefined) expect(moments.get(one.owner)).toBeLessThanOrEqual(at);
      }
      expect(clock.pending).toBe(0);
      // The same inputs bring the same.
      expect(play().came.map(timeOf)).toEqual(came.map(timeOf));
    }),
    { numRuns: 300 },
  );
});
