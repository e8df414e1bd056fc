import type { SessionGap } from '../session/format/schema.ts';

/** Says in one sentence which calls a session lacks, or may lack, and what to do about it. */
function describeGap({ reason, global = 'a global' }: SessionGap): string {
  const name = `window.${global}`;
  if (reason === 'late-global')
    return `${name} was made by a script of the page, whose own first calls may be missing: earlyGlobals: true, or IPC_RECORDER_EARLY_GLOBALS=1, records them.`;
  if (reason === 'fixed-global')
    return `${name} cannot be changed, and its calls are missing: make it in an init script (page.addInitScript) to have them.`;
  if (reason === 'lost-messages')
    return 'messages of a page were lost on their way, or it did not answer for a while: calls, or their answers, are missing, and are counted as dropped where their number is known.';
  if (reason === 'tampered')
    return 'a script of a page has interfered with the recorder: calls may be missing, and recorded ones may not have been made. See dropped.tampered for how often it was noticed.';
  if (reason === 'late-document')
    return "a window's document ran before it was observed: the calls it had made are from Victauri's log, without bytes and large values, and pushes to it are missing.";
  return `calls may be missing: ${reason}.`;
}

/** Says so of a session or recording, a line for each gap: pages that are alike count once. */
export function gapLines(gaps: readonly SessionGap[] | undefined): string[] {
  return [...new Set((gaps ?? []).map(describeGap))];
}
