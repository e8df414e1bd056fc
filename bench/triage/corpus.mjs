import { APPS, makeApp } from './apps.mjs';
import { Random } from './random.mjs';
import { simulate } from './simulate.mjs';

/** The kinds of fault, and which kinds of cause name each. A fault that the recording cannot tell from another has both. */
export const FAULTS = {
  'wrong-value': { kinds: ['wrong-value'], where: ['backend'] },
  'missing-field': { kinds: ['missing-field'], where: ['contract', 'backend'] },
  error: { kinds: ['failed-call', 'swallowed-error'], where: ['backend'] },
  swallowed: { kinds: ['failed-call', 'swallowed-error'], where: ['backend'] },
  hang: { kinds: ['never-answered'], where: ['backend'] },
  slow: { kinds: ['slow-answer', 'never-answered'], where: ['backend'] },
  'reorder-2': { kinds: ['answer-overtook'], where: ['frontend'] },
  'reorder-3': { kinds: ['answer-overtook'], where: ['frontend'] },
  lost: { kinds: ['push-missing'], where: ['backend'] },
  early: { kinds: ['push-unheard'], where: ['frontend'] },
  double: { kinds: ['push-repeated'], where: ['backend'] },
  stale: { kinds: ['stale-answer', 'wrong-value'], where: ['backend'] },
  'wrong-argument': { kinds: ['wrong-argument'], where: ['frontend'] },
  'step-order': { kinds: ['calls-reordered'], where: ['frontend', 'test'] },
};

/** Attempts to find a run in which a fault makes the test fail. */
const MAX_TRIES = 2000;

/** Makes failing sessions whose cause is known. Every third has no baseline, every second a poll; two of five have the cause three calls before the end or more. */
export function* makeFaults(seed, count) {
  const kinds = Object.keys(FAULTS);
  for (let at = 0; at < count; at++) {
    const random = new Random(`fault ${seed} ${at}`);
    const wish = {
      kind: kinds[at % kinds.length],
      app: APPS[(at + Math.floor(at / kinds.length)) % APPS.length],
      hasPolls: random.chance(0.5),
      isDeep: random.chance(0.4),
      baselines: random.pick([0, 1, 3]),
    };
    yield findFault(wish, random);
  }
}

function findFault(wish, random) {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const seed = random.int(0, 1e9);
    // An app that has no place for the fault gives way to another.
    const name = tries % 5 === 4 ? random.pick(APPS) : wish.app;
    const app = makeApp(name, seed, { hasPolls: wish.hasPolls, areLate: wish.isDeep ? 0.85 : 0.3 });
    const sites = app.blocks.flatMap(({ sites: all }) => all).filter(({ kinds }) => kinds.includes(wish.kind));
    if (sites.length === 0) continue;
    const site = random.pick(sites);
    const fault = { ...site, kind: wish.kind, variant: random.int(0, 1) };
    const load = random.chance(0.3) ? 2 : 1;
    const failed = simulate(app, { seed: `${seed} failed`, fault, load });
    if (failed.error === undefined || !failed.truth.hit) continue;
    // Parts have nothing in common but the numbers that are drawn for them: what fails in another one is not due to the fault.
    if (!site.site.startsWith(`${failed.failedAtId} `)) continue;
    if (simulate(app, { seed: `${seed} failed`, load }).error !== undefined) continue;
    const depth = callsAfter(failed, app);
    if (wish.isDeep && depth < 3) continue;
    const baselines = passes(app, seed, wish.baselines);
    if (baselines === undefined) continue;
    const others = wish.baselines > 0 ? [] : otherTests(name, seed, wish.hasPolls);
    return {
      ...wish,
      app: name,
      made: app,
      fault,
      depth,
      session: failed.session,
      baselines,
      others,
      truth: truthOf(fault, failed),
    };
  }
  throw new Error(`No app fails by ${wish.kind}.`);
}

function truthOf({ kind, command, alsoCommand }, { truth }) {
  const { kinds, where } = FAULTS[kind];
  // A push that came to nobody and was seen by nobody cannot be told from one that was never sent.
  const isUnseen = kind === 'early' && truth.indices.length === 0;
  return {
    kinds: isUnseen ? [...kinds, 'push-missing'] : kinds,
    where: isUnseen ? [...where, 'backend'] : where,
    indices: truth.indices,
    commands: [command, alsoCommand].filter((one) => one !== undefined),
  };
}

/** Counts the app's calls between the fault and the failure, without polls. */
function callsAfter({ session, truth }, app) {
  const polls = new Set(app.polls.map(({ command }) => command));
  const { from } = truth;
  return session.events.filter(
    ({ index, event }) =>
      index > from && event.kind === undefined && !polls.has(event.command) && !event.command.startsWith('plugin:'),
  ).length;
}

function passes(app, seed, count) {
  const sessions = [];
  for (let at = 0; at < count; at++) {
    const { session, error } = simulate(app, { seed: `${seed} pass ${at}`, load: at === 2 ? 2 : 1 });
    if (error !== undefined) return undefined;
    sessions.push(session);
  }
  return sessions;
}

/** Sessions of other tests of the same app that passed. */
function otherTests(name, seed, hasPolls) {
  return [1, 2, 3].flatMap((at) => {
    const app = makeApp(name, seed, { dataSeed: ` other ${at}`, hasPolls });
    const { session, error } = simulate(app, { seed: `${seed} other ${at}` });
    return error === undefined ? [session] : [];
  });
}

/**
 * Makes runs in which nothing was wrong with any call: they differ from the others in ids, times and the order of answers, half of them under load.
 * Each fails at its end by an assertion that no call has to do with.
 */
export function* makeHonest(seed, count) {
  for (let at = 0; at < count; at++) {
    const random = new Random(`honest ${seed} ${at}`);
    yield findHonest(at, random);
  }
}

function findHonest(at, random) {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const seed = random.int(0, 1e9);
    const hasPolls = at % 2 === 0;
    const isLoaded = at % 4 >= 2;
    const app = makeApp(APPS[at % APPS.length], seed, { hasPolls });
    const run = { seed: `${seed} honest`, load: isLoaded ? random.int(3, 8) : 1 };
    const { error } = simulate(app, run);
    const baselines = passes(app, seed, [0, 1, 3][at % 3]);
    if (error !== undefined || baselines === undefined) continue;
    const others = at % 3 > 0 ? [] : otherTests(APPS[at % APPS.length], seed, hasPolls);
    const { session } = simulate(app, { ...run, failsOtherwise: true });
    return { session, baselines, others, isLoaded, hasPolls };
  }
  throw new Error('No honest run passes.');
}
