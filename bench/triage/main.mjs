// Prints how often the cause of a failure is named, on faults whose cause is known. See docs/triage.md.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { load } from '../load.mjs';
import { FAULTS, makeFaults, makeHonest } from './corpus.mjs';
import { proofs } from './prove.mjs';
import { lastFailedOrDifferent } from './reference.mjs';

const USAGE = 'node bench/triage/main.mjs [--seed <text>] [--faults <n>] [--honest <n>] [--wrong] [--prove] [--json]';

const { values: options } = parseArgs({
  options: {
    seed: { type: 'string', default: 'first' },
    faults: { type: 'string', default: '280' },
    honest: { type: 'string', default: '200' },
    wrong: { type: 'boolean', default: false },
    prove: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else if (!existsSync(new URL('../../build', import.meta.url))) {
  console.error('bench: there is no build to measure. Run "npm run build" first.');
  process.exitCode = 1;
} else await main();

async function main() {
  const { findCauses } = await load('src/triage/causes/find-causes.js');
  const { renderSummary } = await load('src/triage/summary.js');
  const { failureFacts } = await load('src/triage/failure-facts.js');
  const { diffSessions } = await load('src/triage/diff-sessions.js');
  const { failingStep } = await load('src/calls/steps/failing-step.js');
  const results = [];
  for (const fault of makeFaults(options.seed, Number(options.faults))) {
    const { session, baselines, others } = fault;
    const start = process.cpuUsage();
    const verdict = findCauses(session, { baselines, others });
    const { user, system } = process.cpuUsage(start);
    const place = verdict.causes.findIndex((cause) => isRight(cause, fault.truth));
    const reference = lastFailedOrDifferent(fault, { diffSessions, failingStep });
    results.push({
      fault,
      verdict,
      place,
      ms: (user + system) / 1000,
      tokens: Math.ceil(renderSummary(failureFacts(session, { baselines, others })).length / 4),
      isSpoken: verdict.confidence !== 'cannot tell',
      isPlaced: fault.truth.where.includes(verdict.where),
      isReference: reference !== undefined && fault.truth.indices.includes(reference),
    });
    if (options.wrong && place !== 0) printWrong(results.at(-1));
  }
  const honest = [...makeHonest(options.seed, Number(options.honest))].map((run) => {
    const verdict = findCauses(run.session, { baselines: run.baselines, others: run.others });
    const isSilent = verdict.confidence === 'cannot tell';
    if (options.wrong && !isSilent) console.log(`honest: ${JSON.stringify(verdict.causes[0])}\n`);
    return { ...run, isSilent };
  });
  print(results, honest);
  if (options.prove)
    printProofs(
      await proofs(
        results.flatMap(({ fault }) => (fault.baselines.length > 0 ? fault : [])),
        options.wrong ? printUnproved : () => {},
      ),
    );
}

function printUnproved({ kind, app, truth }, { confidence, where, reason, causes, replays }) {
  console.log(
    `\n${kind} in ${app}, truth ${truth.commands} #${truth.indices}: ${confidence}, ${where}\n  ${reason.split('\n')[0]}`,
  );
  for (const { text, calls } of causes) console.log(`  cause #${calls}: ${text}`);
  for (const { outcome, missed, what } of replays) console.log(`    ${outcome.padEnd(15)} ${missed} ${what}`);
}

function printProofs(rows) {
  console.log(
    '\n| faults beside a pass | n | proved | likely | wrong | cannot tell | replays |\n| --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const { name, count, proved, likely, wrong, cannotTell, replays } of rows)
    console.log(`| ${name} | ${count} | ${proved} | ${likely} | ${wrong} | ${cannotTell} | ${replays} |`);
}

/** Whether a cause is the one that was injected: of its kind, and at its event, or by its name where nothing was there to be recorded. */
function isRight({ kind, calls, command }, { kinds, indices, commands }) {
  if (!kinds.includes(kind)) return false;
  return indices.length > 0 && kind !== 'push-missing' ? indices.includes(calls[0]) : commands.includes(command);
}

function printWrong({ fault, verdict, place }) {
  const { kind, app, truth, depth, baselines } = fault;
  console.log(
    `${kind} in ${app}, ${baselines.length} baselines, depth ${depth}, truth ${truth.commands} #${truth.indices}, found at ${place}, ${verdict.confidence}\n${fault.session.test.errors[0].split('\n').slice(2, 5).join('\n')}`,
  );
  for (const one of verdict.causes.slice(0, 3))
    console.log(`  ${one.kind} #${one.calls} ${one.confidence}: ${one.text}`);
  console.log('');
}

function print(results, honest) {
  const rows = [
    ...Object.keys(FAULTS).map((kind) =>
      rowOf(
        kind,
        results.filter(({ fault }) => fault.kind === kind),
      ),
    ),
    rowOf(
      'with baselines',
      results.filter(({ fault }) => fault.baselines.length > 0),
    ),
    rowOf(
      'without',
      results.filter(({ fault }) => fault.baselines.length === 0),
    ),
    rowOf(
      'three calls before or more',
      results.filter(({ fault }) => fault.depth >= 3),
    ),
    rowOf(
      'with polls',
      results.filter(({ fault }) => fault.hasPolls),
    ),
    rowOf('all', results),
  ];
  const spoken = results.filter(({ isSpoken }) => isSpoken);
  const silent = (runs) => `${runs.filter(({ isSilent }) => isSilent).length} of ${runs.length}`;
  const worst = (key) => Math.max(...results.map((result) => result[key]));
  const facts = {
    seed: options.seed,
    spoken: share(spoken.length, results.length),
    'right when it speaks': share(spoken.filter(({ place }) => place === 0).length, spoken.length),
    'silent on honest runs': silent(honest),
    'of these under load': silent(honest.filter(({ isLoaded }) => isLoaded)),
    'of these without baselines': silent(honest.filter(({ baselines }) => baselines.length === 0)),
    'CPU ms for a verdict, at most': Math.round(worst('ms')),
    'tokens of a summary, at most': worst('tokens'),
  };
  if (options.json) {
    console.log(JSON.stringify({ facts, rows }, null, 2));
    return;
  }
  console.log('| faults | n | top 1 | top 3 | place | plain rule |\n| --- | --- | --- | --- | --- | --- |');
  for (const { name, count, top1, top3, placed, reference } of rows)
    console.log(`| ${name} | ${count} | ${top1} | ${top3} | ${placed} | ${reference} |`);
  console.log('');
  for (const [name, value] of Object.entries(facts)) console.log(`${name}: ${value}`);
}

function rowOf(name, results) {
  const of = (is) => share(results.filter(is).length, results.length);
  return {
    name,
    count: results.length,
    top1: of(({ place }) => place === 0),
    top3: of(({ place }) => place >= 0 && place < 3),
    placed: of(({ isPlaced }) => isPlaced),
    reference: of(({ isReference }) => isReference),
  };
}

function share(count, of) {
  return of === 0 ? '–' : `${((100 * count) / of).toFixed(1)} %`;
}
