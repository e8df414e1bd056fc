import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { type FakeCall, fakeSession, timestampAt } from '../fake-session.test.support.ts';
import { StubBackend } from '../stub-backend.ts';

/** What an app makes ids of. */
interface Maker {
  random(max: number): number;
  now: number;
}

const pick = (letters: string, length: number, { random }: Maker) =>
  Array.from({ length }, () => letters[random(letters.length)]).join('');
const HEX = '0123456789abcdef';
const BASE36 = '0123456789abcdefghijklmnopqrstuvwxyz';
const URL_SAFE = `${BASE36}ABCDEFGHIJKLMNOPQRSTUVWXYZ-_`;
const uuid = (maker: Maker) =>
  `${pick(HEX, 8, maker)}-${pick(HEX, 4, maker)}-4${pick(HEX, 3, maker)}-a${pick(HEX, 3, maker)}-${pick(HEX, 12, maker)}`;

function later(maker: Maker, ms: number): number {
  maker.now += ms + maker.random(900);
  return maker.now;
}

/** The forms in which frontends make up ids. */
const FORMS: ((maker: Maker) => string)[] = [
  uuid,
  (maker) => `note-${uuid(maker)}.md`,
  (maker) => `${uuid(maker)}-thumb`,
  (maker) => `x_${uuid(maker)}_y`,
  (maker) => `blob:${pick(HEX, 32, maker)}`,
  (maker) => Math.floor(maker.now / 1_000).toString(16) + pick(HEX, 16, maker),
  (maker) => `draft-${later(maker, 1)}`,
  (maker) => `log.${Math.floor(later(maker, 1_000) / 1_000)}`,
  (maker) => `/notes/${pick(URL_SAFE, 21, maker)}`,
];

/** The things of the backend, each with an id that it tells in a list: some look just like those that a frontend makes up. */
const THINGS = [
  'file-20240101',
  'file-20240102',
  'ORD-2024-00017',
  'ORD-2024-00018',
  '0b7e0f6e-2f64-4f2c-9d0b-5a3d1c1b0a01',
  'f1c2a9d4-77aa-4b1e-8c3d-90ee12ab34cd',
  'd41d8cd98f00b204e9800998ecf8427e',
  '0cc175b9c0f1b6a831c399e269772661',
];

type Act = { act: 'keep'; form: number } | { act: 'load'; nth: number } | { act: 'get'; thing: number };

interface Asked {
  call: { command: string; args: unknown };
  answer: unknown;
}

/** What an app asks in one run, and what its backend answers. */
function run(acts: readonly Act[], maker: Maker): Asked[] {
  const kept: { id: string; text: string }[] = [];
  const perForm = new Map<number, number>();
  const list: Asked = { call: { command: 'list', args: {} }, answer: THINGS };
  const asked = acts.flatMap((act): Asked[] => {
    if (act.act === 'get') {
      const id = THINGS[act.thing % THINGS.length];
      return [{ call: { command: 'get', args: { id } }, answer: `text of ${id}` }];
    }
    if (act.act === 'load') {
      const one = kept[act.nth % kept.length];
      return one === undefined
        ? []
        : [{ call: { command: 'load', args: { path: one.id } }, answer: [one.text, one.id] }];
    }
    const form = act.form % FORMS.length;
    const nth = (perForm.get(form) ?? 0) + 1;
    perForm.set(form, nth);
    const id = (FORMS[form] as (maker: Maker) => string)(maker);
    kept.push({ id, text: `${nth} of form ${form}` });
    return [{ call: { command: 'keep', args: { form, id } }, answer: { kept: id } }];
  });
  return [list, ...asked];
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant('keep' as const), form: fc.nat(FORMS.length - 1) }),
  fc.record({ act: fc.constant('load' as const), nth: fc.nat(5) }),
  fc.record({ act: fc.constant('get' as const), thing: fc.nat(THINGS.length - 1) }),
);

const makerOf = (seed: number, now: number): Maker => {
  let state = seed;
  return {
    now,
    random: (max) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * max);
    },
  };
};

const recorded = (acts: readonly Act[], seed: number) =>
  new StubBackend(
    fakeSession(
      run(acts, makerOf(seed, Date.parse(timestampAt(0)))).map(
        ({ call, answer }): FakeCall => ({ ...call, result: { Ok: answer as object } }),
      ),
    ),
  );

const answerTo = (backend: StubBackend, { call }: Asked) => {
  const answer = backend.answer(call);
  return answer.kind === 'ok' ? answer.value : answer.kind === 'miss' ? `miss: ${answer.message}` : answer.kind;
};

test('an app with other ids and times gets each answer that it got when it was recorded, with its own ids', () => {
  fc.assert(
    fc.property(fc.array(anyAct, { maxLength: 25 }), fc.nat(), fc.nat(), (acts, one, other) => {
      fc.pre(one !== other);
      const backend = recorded(acts, one);
      for (const asked of run(acts, makerOf(other, Date.now() - 60_000)))
        expect(answerTo(backend, asked)).toEqual(asked.answer);
      expect(backend.report()).toMatchObject({ missed: [], unused: [] });
    }),
    // An id without `-` and `_` in the recording, and one with them now.
    {
      numRuns: 300,
      examples: [
        [
          [
            { act: 'keep', form: 8 },
            { act: 'load', nth: 0 },
            { act: 'load', nth: 0 },
          ],
          0,
          345507652,
        ],
      ],
    },
  );
});

test('an app that asks for other things, and in another order, gets no answer that is not its own', () => {
  fc.assert(
    fc.property(
      fc.array(anyAct, { maxLength: 20 }),
      fc.array(anyAct, { maxLength: 20 }),
      fc.array(fc.nat(), { minLength: 20, maxLength: 20 }),
      fc.nat(),
      (acts, more, order, seed) => {
        const backend = recorded(acts, seed);
        const shuffled = [...acts, ...more]
          .map((act, at) => ({ act, by: order[at % order.length] as number }))
          .sort((a, b) => a.by - b.by)
          .map(({ act }) => act);
        for (const asked of run(shuffled, makerOf(seed + 1, Date.now() - 60_000))) {
          const answer = answerTo(backend, asked);
          if (!String(answer).startsWith('miss')) expect(answer).toEqual(asked.answer);
        }
      },
    ),
    { numRuns: 300 },
  );
});
