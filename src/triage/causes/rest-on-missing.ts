import type { Case } from './case-of.ts';
import type { Suspect } from './make-cause.ts';
import type { SessionView } from './session-view.ts';
import type { CauseKind } from './verdict.ts';

/** The sessions in which something is missing, for the kinds of cause that rest on that. All other kinds rest on what was recorded. */
const MISSING_IN: Partial<Record<CauseKind, 'failed' | 'passes'>> = {
  'never-answered': 'failed',
  'abandoned-call': 'failed',
  'push-unheard': 'failed',
  'push-missing': 'failed',
  'missing-call': 'failed',
  'extra-call': 'passes',
  'push-repeated': 'passes',
};

/**
 * Takes the support from a suspect that rests on something missing where the session that lacks it may have had it, and says for which limit.
 * Nothing negative is claimed from a recording with gaps.
 */
export function withinLimits(suspect: Suspect, given: Case): Suspect {
  const limit = limitOn(suspect, given);
  if (limit === undefined) return suspect;
  return { ...suspect, isSupported: false, text: `${suspect.text} That cannot be told for sure: ${limit}` };
}

function limitOn(suspect: Suspect, { view, passes }: Case): string | undefined {
  const { kind, command, calls } = suspect;
  const side = MISSING_IN[kind];
  if (side === 'failed') {
    if (kind === 'never-answered' || kind === 'abandoned-call') return hiding(view, 'answers');
    const isThere = kind === 'push-unheard' && calls.length > 1;
    return (
      hiding(view, 'calls') ??
      (isThere
        ? undefined
        : filterOf(
            command,
            view,
            passes.map((pass) => pass.view),
          ))
    );
  }
  if (side !== 'passes') return undefined;
  for (const pass of passes) {
    const limit = hiding(pass.view, 'calls') ?? filterOf(command, pass.view, [view]);
    if (limit !== undefined) return `in a passing session, ${limit[0]?.toLowerCase() ?? ''}${limit.slice(1)}`;
  }
  return undefined;
}

/** The first limit for which a session may lack calls, or answers to them. */
export function hiding({ limits }: SessionView, what: 'calls' | 'answers'): string | undefined {
  return limits.find(({ hides }) => hides === 'calls' || hides === what)?.text;
}

/** Filters go by names: one that has left out others has not left out a name that is recorded, here or in a session that was filtered as well. */
function filterOf(command: string, view: SessionView, others: readonly SessionView[]): string | undefined {
  if (!isFiltered(view) || hasName(view, command)) return undefined;
  if (others.some((other) => isFiltered(other) && hasName(other, command))) return undefined;
  return 'the filters have left out messages, and it may be among them.';
}

const isFiltered = ({ session }: SessionView) => (session.excluded?.filtered ?? 0) > 0;

function hasName({ session }: SessionView, command: string): boolean {
  return session.events.some(({ event }) => event.type === 'Ipc' && event.command === command);
}
