import { HOSTILE_TEXTS } from '../sessions/hostile-session.ts';
import type { BombFiles } from './bombs.ts';

/** Makes sessions whose texts, numbers and values are bad ones, put together by chance; the same seed makes the same ones. */
export function randomBombs(seed: number, count: number): Record<string, () => BombFiles> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`by chance, with the seed ${seed + at}`, () => randomBomb(seed + at)]),
  );
}

function randomBomb(seed: number): BombFiles {
  const chance = chances(seed);
  const of = <Item>(items: readonly Item[]) => items[chance(items.length)] as Item;
  const text = () => of(PIECES).repeat(of([1, 1, 2, 30, chance(3_000)]));
  const number = () => of([0, 1, 7, 2 ** 31, 2 ** 53 - 1, chance(500)]);
  const value = (levels = 3): unknown => {
    if (levels === 0 || chance(3) === 0) return of([text(), number(), -0, 1e308, null, true, '']);
    const items = Array.from({ length: chance(6) }, () => value(levels - 1));
    return chance(2) === 0 ? items : Object.fromEntries(items.map((item) => [of([of(MARKERS), text()]), item]));
  };
  const timestamp = () => new Date(Date.UTC(2026, 0) + chance(1e9)).toISOString();
  const place = () => (chance(2) ? {} : { page: text(), frame: text() });
  const event = () => {
    const call = {
      type: 'Ipc',
      id: of(['c1', text()]),
      command: text(),
      duration_ms: of([null, number()]),
      arg_size_bytes: number(),
      webview_label: text(),
    };
    const more = {
      args: value(),
      options: value(),
      error: value(),
      channel: text(),
      retry_of: of(['c1', text()]),
      kind: of(['invoke', 'push', 'send']),
    };
    return of([
      {
        ...call,
        ...more,
        ...place(),
        result: of<unknown>(['Pending', { Ok: value() }, { Err: text() }]),
        timestamp: timestamp(),
      },
      { type: 'Console', level: text(), message: text(), timestamp: timestamp(), ...place() },
      { type: 'WindowEvent', label: text(), event: text(), url: text(), timestamp: timestamp(), ...place() },
    ]);
  };
  const title_path = () => Array.from({ length: 1 + chance(20) }, text);
  const checkpoint = () => ({
    ...{ id: text(), label: text(), timestamp: timestamp(), state: value(), event_index: number() },
    step: {
      id: text(),
      phase: of(['begin', 'end']),
      title_path: title_path(),
      category: text(),
      error: text(),
      duration_ms: number(),
    },
  });
  const session = {
    ...{ format: 'playwright-ipc-recorder', version: 1, id: text(), started_at: timestamp() },
    events: Array.from({ length: chance(300) }, () => ({ index: number(), timestamp: timestamp(), event: event() })),
    checkpoints: Array.from({ length: chance(60) }, checkpoint),
    gaps: [{ reason: text(), global: text() }],
    withheld: { [text()]: 1 },
    test: {
      title_path: of([['fails'], title_path()]),
      file: 'a.spec.ts',
      line: 3,
      project: '',
      attempt: 0,
      status: 'failed',
      errors: [text(), text()],
      timezone: text(),
      browser: text(),
    },
  };
  return { 'hostile.json': JSON.stringify(session) };
}

const PIECES = [
  ...HOSTILE_TEXTS,
  '‹token:h:0123456789›',
  '‹',
  '\n',
  ' ',
  'a',
  '9',
  '%25',
  '[',
  '{"',
  '":',
  '$',
  '\\',
  '=',
  '::',
  '##[',
  '\ud800',
  '密',
  '::error::',
  '</script>',
];
const MARKERS = [
  '$file',
  '$cut',
  '$binary',
  '$map',
  '$error',
  '$regexp',
  '$bigint',
  '$date',
  '$text',
  '__proto__',
  'length',
  'then',
  'toJSON',
];

/** Whole numbers below a limit, the same for the same seed (mulberry32). */
function chances(seed: number): (end: number) => number {
  let state = seed >>> 0;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * end);
  };
}
