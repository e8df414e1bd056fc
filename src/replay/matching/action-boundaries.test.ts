import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import type { RecordedSession, SessionAction } from '../../session/format/schema.ts';
import { type FakeCall, fakeSession, timestampAt } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';

type Action = Pick<SessionAction, 'name' | 'category' | 'location'>;

/** An action at a place of the source, which may bring calls about. */
const act = (line: number, name = 'Click'): Action => ({ name, category: 'pw:api', location: `a.spec.ts:${line}:1` });
const assertion = (line: number): Action => ({
  name: 'toHaveText',
  category: 'expect',
  location: `a.spec.ts:${line}:1`,
});
const wait = (line: number): Action => act(line, 'Wait for timeout');

/** A test as it was recorded: its calls, and the begins and ends of its actions. */
class Recorded {
  private ms = 0;
  private readonly calls: FakeCall[] = [];
  private readonly actions: SessionAction[] = [];

  /** Time goes by. */
  after(ms: number): this {
    this.ms += ms;
    return this;
  }

  /** An action, and what is answered while it goes on, each a tenth of a second after the one before. */
  during(action: Action, ...values: (number | string)[]): this {
    const at = this.actions.push({ ...action, ...this.now() }) - 1;
    this.polls(...values).after(100);
    this.actions[at] = { ...(this.actions[at] as SessionAction), end: this.now() };
    return this.after(1);
  }

  polls(...values: (number | string)[]): this {
    for (const value of values) this.call('state', value);
    return this;
  }

  call(command: string, value: number | string): this {
    this.after(100);
    this.calls.push({ command, result: { Ok: value }, at: this.ms, took: 1 });
    return this;
  }

  session(): RecordedSession {
    return fakeSession(this.calls, { actions: this.actions });
  }

  private now() {
    return { timestamp: timestampAt(this.ms), event_index: this.calls.length };
  }
}

/** A run that is answered by a recording, action by action. */
class Run {
  readonly backend: StubBackend;
  private count = 0;

  constructor(recorded: Recorded) {
    this.backend = new StubBackend(recorded.session());
  }

  /** An action, and as many questions while it goes on; returns the answers. */
  during(action: Action, times = 0): unknown[] {
    const id = `${++this.count}`;
    this.backend.boundaryReached({ action: { ...action, id, phase: 'begin' } });
    const answers = this.ask(times);
    this.backend.boundaryReached({ action: { ...action, id, phase: 'end' } });
    return answers;
  }

  ask(times: number, command = 'state'): unknown[] {
    return Array.from({ length: times }, () => {
      const answer = this.backend.answer({ command, args: {} });
      return answer.kind === 'ok' ? answer.value : answer.kind;
    });
  }
}

const [OPEN, SHUT, LOOK] = [act(1, 'Navigate'), assertion(2), wait(3)];
const [PRESS, DONE] = [act(4), assertion(5)];

test.describe('polls', () => {
  const recorded = () =>
    new Recorded()
      .during(OPEN, 'shut', 'shut')
      .during(SHUT)
      .during(LOOK, 'shut', 'shut')
      .during(PRESS, 'open')
      .during(DONE, 'open');

  test('as many as recorded get the recorded answers', () => {
    const run = new Run(recorded());
    const answers = [
      run.during(OPEN, 2),
      run.during(SHUT),
      run.during(LOOK, 2),
      run.during(PRESS, 1),
      run.during(DONE, 1),
    ];
    expect(answers.flat()).toEqual(['shut', 'shut', 'shut', 'shut', 'open', 'open']);
    expect(run.backend.report()).toMatchObject({ repeated: 0, shifted: 0, unused: [], missed: [] });
  });

  test('fewer than recorded get no answer from before an action that was done', () => {
    const run = new Run(recorded());
    const before = [run.during(OPEN, 1), run.during(SHUT), run.during(LOOK)].flat();
    expect([before, run.during(PRESS, 1), run.during(DONE, 1)]).toEqual([['shut'], ['open'], ['open']]);
  });

  test('more than recorded get no answer from behind an action that is still to come', () => {
    const run = new Run(recorded());
    const before = [run.during(OPEN, 3), run.during(SHUT, 2), run.during(LOOK, 4), run.ask(2)].flat();
    expect(new Set(before)).toEqual(new Set(['shut']));
    expect(run.during(PRESS, 3)).toEqual(['open', 'open', 'open']);
  });

  test('asked twice before their first action they get its first answer again, and not the last one of all', () => {
    const run = new Run(new Recorded().during(OPEN).during(PRESS, 'one').during(act(6), 'two'));
    expect(run.during(OPEN, 2)).toEqual(['one', 'one']);
  });

  test('an assertion is waited for as an action is, when the backend changes by itself', () => {
    const changes = new Recorded()
      .during(OPEN, 'shut', 'shut')
      .during(SHUT, 'shut')
      .after(300)
      .polls('open')
      .during(DONE, 'open');
    const more = new Run(changes);
    expect([more.during(OPEN, 3), more.during(SHUT, 3), more.ask(1)].flat().slice(0, -1)).toEqual(
      Array(6).fill('shut'),
    );
    const fewer = new Run(changes);
    expect([fewer.during(OPEN, 1), fewer.during(SHUT), fewer.during(DONE, 1)]).toEqual([['shut'], [], ['open']]);
  });

  test('an answer that came right after the end of an action may be given before it, but not before the action', () => {
    const run = new Run(new Recorded().during(OPEN, 'shut').during(SHUT).during(PRESS).polls('open', 'open'));
    expect([run.during(OPEN, 1), run.during(SHUT, 1)]).toEqual([['shut'], ['shut']]);
    expect(run.during(PRESS, 1)).toEqual(['open']);
  });
});

test('a question that comes late is answered as it was, however far the test is', () => {
  // The list of a page that opens slowly: the click waits for a row of it.
  const run = new Run(new Recorded().during(OPEN, 'with row').during(PRESS, 'without row'));
  run.during(OPEN);
  expect(run.during(PRESS, 2)).toEqual(['with row', 'without row']);
});

test('a question that was never asked before is answered from wherever it is', () => {
  const run = new Run(new Recorded().during(OPEN).after(500).during(PRESS, 'open'));
  expect(run.during(OPEN, 1)).toEqual(['open']);
});

test('calls that change something are answered in turn', () => {
  const counted = new Recorded().during(OPEN).during(act(6));
  for (const value of [1, 2, 3])
    counted
      .call('save_note', value)
      .during(act(6 + value))
      .after(300);
  const run = new Run(counted);
  for (const action of [OPEN, act(6), act(7), act(8), act(9)]) run.during(action);
  expect(run.ask(3, 'save_note')).toEqual([1, 2, 3]);
});

test.describe('a run that goes another way', () => {
  const loop = () =>
    new Recorded()
      .during(OPEN, 'a')
      .during(LOOK, 'a')
      .during(LOOK, 'a')
      .during(PRESS, 'b')
      .during(LOOK, 'b')
      .during(DONE)
      .during(act(7, 'Fill'), 'c');

  for (const times of [0, 1, 2, 3, 9])
    test(`a loop of waits that is run ${times} times shifts nothing behind it`, () => {
      const run = new Run(loop());
      run.during(OPEN, 1);
      for (let nth = 0; nth < times; nth += 1) run.during(LOOK);
      expect([run.during(PRESS, 1), run.during(LOOK, 1), run.during(DONE), run.during(act(7, 'Fill'), 1)]).toEqual([
        ['b'],
        ['b'],
        [],
        ['c'],
      ]);
    });

  test('an action that is not in the recording, or elsewhere in it, leaves the questions to their turn', () => {
    const run = new Run(loop());
    const answers = [
      run.during(OPEN, 1),
      run.during(act(99, 'Hover'), 1),
      run.during(act(98, 'Tap'), 2),
      run.during(act(7, 'Fill'), 1),
    ];
    expect(answers.flat()).toEqual(['a', 'a', 'a', 'b', 'b']);
  });

  test('a branch that was not taken is left out once two actions behind it have come', () => {
    const run = new Run(
      new Recorded()
        .during(OPEN, 'a')
        .during(act(2), 'b', 'b', 'b')
        .during(act(3), 'c')
        .during(act(4), 'd')
        .during(act(5), 'e'),
    );
    run.during(OPEN, 1);
    run.during(act(3));
    run.during(act(4));
    // What came during an action that is over may have come before what that brought about.
    expect(run.during(act(5), 2)).toEqual(['e', 'e']);
  });

  test('a spec whose lines have moved is followed by the names of its actions', () => {
    const run = new Run(loop());
    const moved = (action: Action) => ({ ...action, location: `b${action.location}` });
    for (const action of [OPEN, LOOK, LOOK]) run.during(moved(action), action === OPEN ? 1 : 0);
    expect(run.during(moved(PRESS), 1)).toEqual(['b']);
  });

  test('where nobody tells of actions, questions are answered in turn', () => {
    expect(new Run(loop()).ask(7)).toEqual(['a', 'a', 'a', 'b', 'b', 'c', 'c']);
  });
});

test('whatever the number of polls, none is told of what an action brings about before it, or of what was before once it is over', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 7, maxLength: 7 });
  fc.assert(
    fc.property(counts, counts, (recordedPolls, polls) => {
      const actions = recordedPolls.map((_, nth) => act(nth + 1));
      const recorded = new Recorded();
      // The state is the number of actions that have been done; it is polled once in each at least.
      for (const [nth, count] of recordedPolls.entries())
        recorded.during(actions[nth] as Action, ...Array(count + 1).fill(nth));
      const run = new Run(recorded);
      expect(run.during(actions[0] as Action, 1)).toEqual([0]);
      for (const [nth, count] of polls.entries()) {
        if (nth === 0) continue;
        for (const answer of run.during(actions[nth] as Action, count)) {
          expect(answer).toBeLessThanOrEqual(nth);
          expect(answer).toBeGreaterThanOrEqual(nth - 1);
        }
      }
    }),
  );
});
