import type { Deviation } from '../../../replay/transplant/deviation.ts';
import { firstListeners } from '../../../replay/transplant/unheard-pushes.ts';
import type { RecordedSession } from '../../../session/format/schema.ts';
import { listenerText } from './deviation-texts.ts';

/** Finds the events for which a window began to listen when more, or fewer, of their pushes had come than in the pass. */
export function changedListeners(failed: RecordedSession, passed: RecordedSession): Deviation[] {
  const theirs = firstListeners(passed);
  return [...firstListeners(failed)].flatMap(([name, ours]): Deviation[] => {
    const other = theirs.get(name);
    if (other === undefined || other.unheard.length === ours.unheard.length) return [];
    const event = (ours.unheard[0] ?? other.unheard[0])?.command ?? '';
    return [
      {
        ...{ kind: 'listener', command: event, listen: { failed: ours.listen.id, passed: other.listen.id } },
        pushes: { failed: ours.unheard.map(({ id }) => id), passed: other.unheard.map(({ id }) => id) },
        text: listenerText(event, ours.unheard.length, other.unheard.length),
      },
    ];
  });
}
