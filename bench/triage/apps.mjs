import { BLOCKS, wordOf } from './blocks.mjs';
import { hashOf, Random } from './random.mjs';

/** The sample apps, by the parts that they are made of; the others are made up by the seed. */
const SAMPLES = {
  notes: ['burst', 'chain', 'writeAndRead', 'typeahead'],
  terminal: ['chain', 'subscription', 'ordered', 'burst'],
  shop: ['typeahead', 'chain', 'ordered', 'writeAndRead'],
};

/** The names of the apps of a corpus. */
export const APPS = [...Object.keys(SAMPLES), 'made-up-1', 'made-up-2', 'made-up-3'];

/**
 * Makes an app and its test.
 *
 * @param seed decides names and parts of a made-up app
 * @param dataSeed decides the data of the test: two tests of an app have the same commands
 */
export function makeApp(name, seed, { dataSeed = '', hasPolls, areLate = 0.4 } = {}) {
  const shape = new Random(`app ${name} ${name in SAMPLES ? '' : seed}`);
  const data = new Random(`data ${name} ${seed} ${dataSeed}`);
  const kinds = SAMPLES[name] ?? Array.from({ length: shape.int(3, 6) }, () => shape.pick(Object.keys(BLOCKS)));
  const names = namesFrom(shape, data);
  const blocks = kinds.map((kind) => {
    const block = BLOCKS[kind](names, data, shape);
    return {
      ...block,
      kind,
      isLate: data.chance(areLate),
      expectation: { ...block.expectation, byText: data.chance(0.3) },
    };
  });
  const handlers = Object.assign({}, ...blocks.map((block) => block.handlers));
  const background = Array.from({ length: shape.int(2, 4) }, () => `list_${names.noun()}s`);
  const habits = [];
  if (shape.chance(0.4)) habits.push({ command: `next_${names.noun()}`, kind: 'long-poll' });
  if (shape.chance(0.4)) habits.push({ command: 'check_for_updates', kind: 'fails' });
  const polls = hasPolls
    ? [{ command: `get_${names.noun()}_status`, everyMs: shape.int(40, 150), field: 'state' }]
    : [];
  const own = Object.keys(handlers);
  const noise = new Map(own.map((command) => [command, shape.pick(['none', 'none', 'time', 'counter', 'id'])]));
  const speed = new Map();
  const ordered = new Set(blocks.flatMap((block) => (block.isOrdered ? block.commands : [])));
  return {
    name,
    title: `${name}-${seed}${dataSeed}`,
    blocks,
    background,
    habits,
    polls,
    argNoise: new Set(own.filter((command) => /^save|^start/.test(command) && shape.chance(0.6))),
    errorText: data.pick(['disk full', 'database is locked', 'permission denied', 'connection reset']),
    seesUnheard: shape.chance(0.6),
    latency: (command) => {
      if (!speed.has(command)) {
        const base = ordered.has(command) ? 8 : 4 + (hashOf(command) % 30);
        speed.set(command, [base, base * 2.2]);
      }
      return speed.get(command);
    },
    handle(command, args, run) {
      const handler = handlers[command];
      return handler === undefined ? [{ name: wordOf(command, 1) }, { name: wordOf(command, 2) }] : handler(args, run);
    },
    addNoise(command, value, run) {
      if (typeof value !== 'object' || Array.isArray(value)) return value;
      const what = noise.get(command);
      if (what === 'time') return { ...value, updatedAt: new Date(run.log.startMs + run.world.now).toISOString() };
      if (what === 'counter') return { ...value, memory: run.random.int(20_000, 90_000) };
      return what === 'id' ? { ...value, trace: run.random.uuid() } : value;
    },
  };
}

const NOUNS =
  'note folder tag author customer price rate invoice item label photo album track build branch commit job queue session shell theme user team role plan device backup report chart table sheet rule filter alert channel thread message draft task event place route token'.split(
    ' ',
  );

/** Names that no other part of the app has. */
function namesFrom(shape, data) {
  const left = [...NOUNS];
  let ids = 0;
  let parts = 0;
  return {
    noun: () => (left.length > 0 ? shape.take(left) : `part${++parts}`),
    word: () => wordOf(data.next(), 'word', ids),
    id: () => `field-${++ids}`,
    /** How the app writes a value on the page. */
    show: () => {
      const how = shape.int(0, 3);
      const label = shape.pick(['Name', 'Total', 'Found', 'Now']);
      if (how === 0) return (value) => `${label}: ${value}`;
      if (how === 1) return (value) => String(value).toUpperCase();
      return (value) => String(value);
    },
  };
}
