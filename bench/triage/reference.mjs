/**
 * The plain rule that a verdict is compared with: the last call before the failure that failed or, where there is a pass, differs from it.
 *
 * @returns the number of its event; undefined where there is none
 */
export function lastFailedOrDifferent({ session, baselines }, { diffSessions, failingStep }) {
  const until = failingStep(session)?.eventIndex ?? Number.POSITIVE_INFINITY;
  const failed = session.events.filter(
    ({ index, event }) => index < until && event.type === 'Ipc' && event.result?.Err !== undefined,
  );
  const different =
    baselines.length === 0
      ? []
      : diffSessions(session, baselines[0]).divergences.flatMap(({ kind, first }) =>
          kind === 'order' || first === undefined || first >= until ? [] : [first],
        );
  const all = [...failed.map(({ index }) => index), ...different];
  return all.length === 0 ? undefined : Math.max(...all);
}
