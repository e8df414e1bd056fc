import { useLayoutEffect } from 'preact/hooks';
import type { RowStatus } from '../../timeline-format.ts';
import type { Timeline } from '../data/use-timeline.ts';

/** The keys of the page, as its help lists them. */
export const KEYS: readonly (readonly [keys: string, meaning: string])[] = [
  ['j  k', 'next, previous row'],
  ['J  K', 'next, previous step'],
  ['e', 'next failed call'],
  ['p', 'next pending call'],
  ['f', 'only the selected step, or all'],
  ['/', 'search'],
  ['0', 'show all of the time'],
  ['Esc', 'leave the search, show all steps'],
  ['?', 'this list'],
];

/** Listens for the page's keys, unless the user is typing. */
export function useKeys(
  timeline: Timeline,
  actions: { search: () => void; help: () => void; escape: () => boolean },
): void {
  // With the page as it is shown: an effect after the paint would let a fast key act on the selection before.
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (document.querySelector('dialog[open]')) return; // the help has its own keys
      const isTyping = event.target instanceof HTMLElement && /^(input|textarea|select)$/i.test(event.target.tagName);
      if (isTyping && event.key !== 'Escape') return;
      if (run(event.key)) event.preventDefault();
    };
    const run = (key: string): boolean => {
      switch (key) {
        case 'j':
          return moveRow(timeline, 1);
        case 'k':
          return moveRow(timeline, -1);
        case 'J':
          return moveStep(timeline, 1);
        case 'K':
          return moveStep(timeline, -1);
        case 'e':
          return nextWith(timeline, 'failed');
        case 'p':
          return nextWith(timeline, 'pending');
        case 'f':
          if (timeline.only) timeline.showAll();
          else if (timeline.step) timeline.selectStep(timeline.step);
          return true;
        case '0':
          timeline.setView([0, Math.max(1000, timeline.session.header.length)]);
          return true;
        case '/':
          actions.search();
          return true;
        case '?':
          actions.help();
          return true;
        case 'Escape':
          if (!actions.escape()) timeline.showAll();
          return true;
        default:
          return false;
      }
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  });
}

function moveRow({ rows, row, selectRow }: Timeline, by: number): boolean {
  const current = row === null ? -1 : rows.indexOf(row);
  const after =
    row === null || current >= 0 ? current + by : rows.findIndex((candidate) => candidate > row) - (by < 0 ? 1 : 0);
  const target = rows[Math.max(0, Math.min(rows.length - 1, after))];
  if (target !== undefined) selectRow(target);
  return true;
}

function moveStep({ steps, step, selectStep }: Timeline, by: number): boolean {
  const target = steps[Math.max(0, Math.min(steps.length - 1, (step ? steps.indexOf(step) : -1) + by))];
  if (target) selectStep(target);
  return true;
}

/** The next row with this status after the selected one, from the top again at the end; outside the step when it has none. */
function nextWith(timeline: Timeline, status: RowStatus): boolean {
  const { rows, row, selectRow, showAll, only } = timeline;
  const { columns } = timeline.session;
  const shown = [...rows].filter((candidate) => columns.status(candidate) === status);
  const target = shown.find((candidate) => candidate > (row ?? -1)) ?? shown[0];
  if (target !== undefined) selectRow(target);
  else if (only) {
    for (let candidate = 0; candidate < columns.count; candidate++) {
      if (columns.status(candidate) !== status) continue;
      showAll();
      selectRow(candidate);
      break;
    }
  }
  return true;
}
