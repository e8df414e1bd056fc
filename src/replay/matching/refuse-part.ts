import type { RecordedCall } from '../../calls/recorded-call.ts';
import { joinPath } from '../../session/codec/diff-values.ts';
import { ITEMS, measureOf } from '../../session/codec/measure-of.ts';
import { firstLoss, type Loss } from '../../session/codec/not-whole.ts';
import { DEFAULT_VALUE_LIMITS, MAX_VALUE_BYTES } from '../../session/codec/values.ts';

/** Says why an answer or a push is not given that the recording has in part only; undefined when it is whole. @param value with the values from beside the session in their places. */
export function whyNotWhole({ index, call }: RecordedCall, value: unknown): string | undefined {
  const loss = firstLoss(value);
  if (loss === undefined) return undefined;
  const what = call.kind === 'push' ? `the push ${call.command}` : `the answer of ${call.command}`;
  return `The recording has ${what} (#${index}) only in part: ${lossText(loss, call.kind === 'push' ? 'args' : 'result')}`;
}

/** Says that a question cannot be found because the recorded one of its command was not recorded whole; undefined when it was. */
export function whyNoQuestion({ index, call }: RecordedCall): string | undefined {
  const loss = firstLoss(call.args);
  if (loss === undefined || loss.why === 'missing') return undefined;
  return `  #${index} cannot be compared: ${lossText(loss, 'args')}`;
}

function lossText({ path, type, size, why }: Loss, root: string): string {
  const place = path === '' ? root : path.startsWith('[') ? `${root}${path}` : `${joinPath('', root)}.${path}`;
  const found = `${place} is ${measureOf(type, size)}`;
  if (why === 'missing') {
    return `${found}, whose file is not beside the session (folder values), or is not what was recorded. Copy it there; \`ipc-recorder pack\` makes one file of a session and its values.`;
  }
  if (why === 'cut' && (type === 'Blob' || type === 'File'))
    return `${found}, whose bytes were not read when it was recorded.`;
  if (why === 'redacted' || size <= usualLimit(type))
    return `${found}, of which redaction or the scan before writing took something out.`;
  return `${found}, which was cut when it was recorded. Record the session again with a larger ipcRecorder.maxValueBytes (${MAX_VALUE_BYTES} by default; maxValuesBytes for all of a test).`;
}

/** The size up to which a value is kept in the session's own text: one that is smaller was not cut for its size. */
function usualLimit(type: string): number {
  if (type === 'string') return DEFAULT_VALUE_LIMITS.maxString;
  return ITEMS.has(type) ? 0 : DEFAULT_VALUE_LIMITS.maxBinary;
}
