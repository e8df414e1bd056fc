import { decodeValue } from '../../../session/codec/decode-value.ts';
import { markerOf } from '../../../session/codec/values.ts';
import { slice } from '../../../std/natives.ts';
import { shorten } from '../../../std/text/cut-text.ts';
import { MAX_NAME } from '../../page-protocol.ts';
import { type MessageHead, type MessageTexts, messageText } from './message-text.ts';
import { fromJson, toJson } from './natives.ts';

const { isArray } = Array;
const { keys: ownKeys } = Object;

/** UTF-16 units from which the JSON of a value is left out: what stays of all of them is far below what Node takes. */
const LONG = 1_048_576;

/** Writes a message that would be too long otherwise: its large values are cut. JSON makes some texts six times as long as they are in the app. */
export function shortMessageText<Message extends { t: string }>(
  head: MessageHead<Message>,
  texts: MessageTexts<Message>,
): string {
  const short: MessageTexts<Message> = {};
  const names = ownKeys(texts);
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] as keyof Message;
    const text = texts[name];
    short[name] = text === undefined || text.length < LONG ? text : cutOf(text);
  }
  const { err } = head as { err?: string };
  return messageText<Message>(err === undefined ? head : { ...head, err: shorten(err, MAX_NAME) }, short);
}

/** Returns the JSON of what stands for a value that is not kept, by the JSON of the value. Bytes stay: they are base64, which JSON writes as it is. */
function cutOf(text: string): string {
  const encoded = fromJson(text) as string | object;
  const marker = markerOf(encoded);
  return marker === '$binary' ? text : toJson({ $cut: kindOf(encoded, marker) });
}

function kindOf(encoded: string | object, marker: string | undefined): { type: string; size: number } {
  if (typeof encoded === 'string') return { type: 'string', size: encoded.length };
  if (marker === '$text') return { type: 'string', size: (decodeValue(encoded) as string).length };
  const content = marker === undefined ? encoded : (Reflect.get(encoded, marker) as object);
  if (marker === '$cut') {
    const { type, size } = content as { type: string; size: number };
    return { type, size };
  }
  const type = marker === undefined || marker === '$literal' ? 'object' : slice(marker, 1);
  return { type: isArray(encoded) ? 'array' : type, size: ownKeys(content).length };
}
