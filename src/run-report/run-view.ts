import { defined } from '../std/defined.ts';
import { escapeText, escapeToFit } from '../std/text/printable-text.ts';
import { counted, roundedDuration } from '../std/text/readable-numbers.ts';
import type { View, ViewItem } from '../views/view.ts';
import type { CauseFact, CommandFact, CommandTimes, RunFacts } from './run-facts.ts';

/** Says what is known of a run as text, and as data. */
export function runView({ counts, failed, flaky, uncalled = [], commands, notes }: RunFacts): View {
  return {
    title: `${counted(counts.tests, 'test')}: ${counts.failed} failed, ${counts.flaky} flaky`,
    sections: [
      { key: 'failed', title: 'Failed, by cause', items: failed.map(causeItem) },
      { key: 'flaky', title: 'Flaky, by cause', items: flaky.map(causeItem) },
      { key: 'uncalled', title: 'Commands of the app that no test has called', items: uncalled.map(nameItem) },
      { key: 'commands', title: 'Commands', items: commands.map(commandItem) },
    ],
    notes,
  };
}

const MAX_TESTS = 5;

function causeItem({ id, kind, confidence, text, tests }: CauseFact): ViewItem {
  const sentence = kind === undefined ? text : `${kind}, ${confidence}: ${text}`;
  const shown = tests.slice(0, MAX_TESTS);
  const more = tests.length - shown.length;
  return {
    lines: [
      `${escapeToFit(sentence, 150)} (${counted(tests.length, 'test')})`,
      ...shown.flatMap(({ title, files }) => [
        `  ${escapeToFit(title, 110)}`,
        `    ${escapeToFit(files.session, 160)}`,
      ]),
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ],
    data: {
      ...{ cause: id, text: escapeText(sentence) },
      tests: tests.map(({ title, files }) => ({ title, ...files })),
    },
    rank: 0,
  };
}

function commandItem({ command, calls, failed, pending, tests, times, earlier }: CommandFact): ViewItem {
  const took = times === undefined ? '' : `, ${timesText(times)}`;
  const before = earlier === undefined ? '' : `; before ${timesText(earlier)}`;
  return {
    lines: [
      `${escapeToFit(command, 60)}: ${counted(calls, 'call')}, ${failed} failed, ${pending} pending${took}${before}`,
    ],
    data: {
      ...{ command, calls, failed, pending, tests: tests.length },
      ...(times && { median_ms: times.median, p95_ms: times.p95 }),
      ...defined({ earlier: earlier && { median_ms: earlier.median, p95_ms: earlier.p95 } }),
    },
    rank: failed + pending > 0 ? 2 : 3,
  };
}

function timesText({ median, p95 }: CommandTimes): string {
  return `median ${roundedDuration(median)}, 95 % within ${roundedDuration(p95)}`;
}

function nameItem(name: string): ViewItem {
  return { lines: [escapeToFit(name, 100)], data: name, rank: 1 };
}
