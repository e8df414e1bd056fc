import { failedWith } from '../calls/failed-with.ts';
import type { RecordedSession } from '../session/format/schema.ts';
import { escapeToFit } from '../std/text/printable-text.ts';
import { CallItems } from './call-item.ts';
import { eventId, type FoundCall, findCall } from './event-ids.ts';
import { sessionSteps, stepOf } from './session-steps.ts';
import { valueSection } from './value-section.ts';
import type { View, ViewItem, ViewSection } from './view.ts';

/**
 * Shows one call, push or send whole: what was asked, what was answered, in which step, and what passed on its channel.
 *
 * @throws {IpcError} `UNKNOWN_ID`
 */
export function showCall(session: RecordedSession, id: string): View {
  const found = findCall(session, id);
  const steps = sessionSteps(session);
  const items = new CallItems(session, steps);
  const step = stepOf(steps, found.index);
  const { call } = found;
  const isPush = call.kind === 'push';
  const [line] = items.item(found).lines;
  const where = [
    ...(step === undefined ? [] : [`in step ${step.id} ${escapeToFit(step.titlePath.join(' › '), 100)}`]),
    `window ${escapeToFit(call.webview_label, 60)}${call.source === undefined ? '' : `, ${escapeToFit(call.source, 40)}`}`,
  ];
  const { args: _args, options: _options, result: _result, error: _error, ...facts } = items.dataOf(found);
  return {
    title: `${KINDS[call.kind ?? 'invoke']} ${found.id}`,
    sections: [
      { key: 'call', isSingle: true, items: [{ lines: [line ?? '', ...where], data: facts, rank: 0 }] },
      ...(call.args === undefined ? [] : [valueSection('args', isPush ? 'Payload' : 'Arguments', call.args)]),
      ...(call.options === undefined ? [] : [valueSection('options', 'Options', call.options)]),
      ...outcomeSections(found),
      ...channelSection(session, found, items),
    ],
  };
}

const KINDS = { invoke: 'Call', push: 'Push', send: 'Send' };

function outcomeSections({ call: { result, error } }: FoundCall): ViewSection[] {
  if (result === 'Pending') return [];
  if ('Ok' in result) return [valueSection('answer', 'Answer', result.Ok)];
  return [valueSection('error', 'Error', failedWith(error, result.Err))];
}

/** The messages that came down a channel which the call was given. */
function channelSection(session: RecordedSession, { call }: FoundCall, items: CallItems): ViewSection[] {
  const pushes = session.events.flatMap(({ index, event }): ViewItem[] =>
    event.type === 'Ipc' && event.channel === call.id
      ? [items.item({ id: eventId(index, event), index, call: event }, { rank: 2 })]
      : [],
  );
  return pushes.length === 0 ? [] : [{ key: 'channel', title: 'Down its channel', items: pushes }];
}
