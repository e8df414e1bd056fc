import { load } from '../load.mjs';
import { replayInApp } from './replay.mjs';

/**
 * Lets `explain` prove faults by replays of their apps on a clock of its own, each beside one pass.
 *
 * @param onUnproved called with a fault that was not proved, or proved wrongly, and what was told of it
 * @returns a row for each kind, and one for all
 */
export async function proofs(faults, onUnproved) {
  const { explainFailure } = await load('src/cli/replay/explain/explain-failure.js');
  const { StubBackend } = await load('src/replay/stub-backend.js');
  const { normalizeError } = await load('src/cli/replay/judge-replay.js');
  const results = [];
  for (const fault of faults) {
    const explanation = await explainFailure(fault.session, fault.baselines[0], {
      known: new Map(),
      onRun() {},
      stop: new AbortController().signal,
      isOver: () => false,
      replay: async (session, timing) => replayInApp(fault, session, timing, { StubBackend, normalizeError }),
    });
    const { confidence, where, causes, replays } = explanation;
    const isNamed = causes.some(
      ({ calls, command }) =>
        calls.some((number) => fault.truth.indices.includes(number)) || fault.truth.commands.includes(command),
    );
    const isRight = isNamed || (confidence === 'likely' && where === 'frontend' && fault.truth.where.includes(where));
    if (!isRight || confidence !== 'proved') onUnproved(fault, explanation);
    results.push({ kind: fault.kind, confidence, isRight, replays: replays.length });
  }
  const kinds = [...new Set(results.map(({ kind }) => kind))];
  const rows = kinds.map((kind) =>
    rowOf(
      kind,
      results.filter((one) => one.kind === kind),
    ),
  );
  return [...rows, rowOf('all', results)];
}

function rowOf(name, results) {
  const count = (is) => results.filter(is).length;
  const counts = results.map(({ replays }) => replays).sort((one, other) => one - other);
  return {
    name,
    count: results.length,
    proved: count(({ confidence, isRight }) => confidence === 'proved' && isRight),
    likely: count(({ confidence, isRight }) => confidence === 'likely' && isRight),
    wrong: count(({ confidence, isRight }) => confidence !== 'cannot tell' && !isRight),
    cannotTell: count(({ confidence }) => confidence === 'cannot tell'),
    replays: counts[Math.floor(counts.length / 2)],
  };
}
