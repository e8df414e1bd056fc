import fc from 'fast-check';

/** How the mock of an app comes into its page. */
export type MockStyle = 'assigned' | 'guarded' | 'defined' | 'frozen' | 'own';

/** A call of an app. In its arguments `$new` stands for an id that the app makes up, and `$kept` for the id that the backend told so many answers ago. */
export interface CallOp {
  kind: 'call';
  command: string;
  args: unknown;
  headers?: Record<string, string>;
}

/** Something that an app does, and waits for. */
export type Op =
  | CallOp
  | { kind: 'together'; calls: CallOp[] }
  /** Begins work that the backend tells of by so many pushes. */
  | { kind: 'work'; pushes: number; gapMs: number }
  /** Asks over and over until the backend is ready. */
  | { kind: 'poll'; readyMs: number };

/** What a mock answers to a command, one after the other, and over again. `$id` stands for an id that it makes up, `$args` for the arguments, `$bytes` for so many bytes. */
export interface MockAnswer {
  value: unknown;
  isError: boolean;
  delayMs: number;
}

/** An action of a test: it presses the button of some work, or loads the page anew. */
export interface Action {
  kind: 'press' | 'reload';
  ops: Op[];
  isStep: boolean;
}

/** An app, its mock and its test. */
export interface RandomApp {
  style: MockStyle;
  answers: Record<string, MockAnswer[]>;
  actions: Action[];
}

const COMMANDS = ['list', 'read', 'save', 'remove'] as const;
/** Forms of ids that a frontend makes up. */
const NEW_IDS = ['uuid', 'note-uuid', 'draft-time', 'time', 'hex'] as const;

const leaf = fc.oneof(
  fc.constantFrom('pear', 'über', '', 'a'.repeat(300), true, null, 0),
  fc.integer({ min: -9, max: 9 }),
);
const args = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(fc.constantFrom('name', 'count', 'tag'), leaf, { maxKeys: 2 }) },
  { weight: 1, arbitrary: fc.record({ id: fc.record({ $new: fc.constantFrom(...NEW_IDS) }), name: leaf }) },
  { weight: 1, arbitrary: fc.record({ id: fc.record({ $kept: fc.nat(3) }) }) },
  { weight: 1, arbitrary: fc.constant({ text: 'x'.repeat(90_000) }) },
);
const call: fc.Arbitrary<CallOp> = fc.record(
  {
    kind: fc.constant('call' as const),
    command: fc.constantFrom(...COMMANDS),
    args,
    headers: fc.record({ path: fc.constantFrom('/one', '/two') }),
  },
  { requiredKeys: ['kind', 'command', 'args'] },
);
const op: fc.Arbitrary<Op> = fc.oneof(
  { weight: 4, arbitrary: call },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('together' as const),
      calls: fc.array(call, { minLength: 2, maxLength: 5 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      pushes: fc.integer({ min: 1, max: 4 }),
      gapMs: fc.nat(30),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('poll' as const), readyMs: fc.integer({ min: 1, max: 250 }) }),
  },
);
const answer: fc.Arbitrary<MockAnswer> = fc.record({
  value: fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.record({ id: fc.constant({ $id: true }), name: leaf }),
    fc.constant({ saved: { $args: true } }),
    fc.record({ $bytes: fc.constantFrom(3, 20_000) }),
    fc.constant('y'.repeat(70_000)),
  ),
  isError: fc.nat(5).map((n) => n === 0),
  delayMs: fc.constantFrom(0, 0, 1, 15),
});

export const randomApp: fc.Arbitrary<RandomApp> = fc.record({
  style: fc.constantFrom<MockStyle[]>('assigned', 'guarded', 'defined', 'frozen', 'own'),
  answers: fc.record(
    Object.fromEntries(COMMANDS.map((command) => [command, fc.array(answer, { minLength: 1, maxLength: 4 })])),
  ) as fc.Arbitrary<Record<string, MockAnswer[]>>,
  actions: fc.array(
    fc.record({
      kind: fc.constantFrom('press' as const, 'press' as const, 'press' as const, 'reload' as const),
      ops: fc.array(op, { minLength: 1, maxLength: 5 }),
      isStep: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});
