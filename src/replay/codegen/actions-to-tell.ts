import type { RecordedSession } from '../../session/format/schema.ts';

/** An action or an assertion of the test: where it stands, and nothing of what it was given. */
export type RecordedAction = NonNullable<RecordedSession['actions']>[number];

/** Returns the actions and assertions of the test that the spec has as comments: not the page's opening, nor those that interactions tell of. */
export function actionsToTell(session: RecordedSession): RecordedAction[] {
  const { actions = [] } = session;
  const opening = actions.find(({ name }) => /goto|navigate/i.test(name));
  const isDone = hasInteractions(session) ? /click|fill|press|type|select|check|tap/i : undefined;
  return actions.filter(
    (action) => action !== opening && (action.category === 'expect' || isDone?.test(action.name) !== true),
  );
}

/** Tells whether a session has interactions: clicks and the like, as the page saw them, which a spec can do again. */
export function hasInteractions({ events }: RecordedSession): boolean {
  return events.some(({ event }) => event.type === 'DomInteraction');
}
