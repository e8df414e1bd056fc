import type { InteractionKind } from '../../../session/format/schema.ts';
import { MAX_NAME, type PageMessage } from '../../page-protocol.ts';
import { SOURCE_NAMES } from '../../source/source-options.ts';
import type { DocumentNames } from './document-names.ts';

/**
 * Tells whether a message is one that the page script could have written, whatever values of the app are in it. By hand, since each message of
 * each page comes this way. The values themselves are not looked into: `readMessages` has measured them.
 *
 * @param document the document that it came from: its own calls have its name in their ids.
 */
export function isPageMessage(message: unknown, document: DocumentNames): message is PageMessage {
  if (!isRecord(message)) return false;
  const isOwn = (id: unknown) => isName(id) && document.owns(id);
  switch (message.t) {
    case 'call':
      return (
        isOwn(message.id) &&
        isSource(message.source) &&
        isTime(message.at) &&
        isName(message.command) &&
        isCount(message.size) &&
        isName(message.label) &&
        isStartRest(message)
      );
    case 'end':
      return (
        isOwn(message.id) &&
        isCount(message.us) &&
        isTextOrNone(message.err) &&
        isTrueOrNone(message.mocked) &&
        isTrueOrNone(message.sync) &&
        isTrueOrNone(message.sameTask)
      );
    case 'raw':
      return (
        isOwn(message.id) &&
        isSource(message.source) &&
        (message.direction === 'out' || message.direction === 'in') &&
        isTime(message.at) &&
        isName(message.channel) &&
        isCount(message.size) &&
        isName(message.label)
      );
    case 'event':
      return isTime(message.at) && isName(message.label) && isRecord(message.event) && isEvent(message.event);
    case 'origin':
      return isFrameOrigin(message);
    case 'mock':
      return isOwn(message.id) && isName(message.command);
    case 'noise':
    case 'lost':
    case 'tampered':
      return isCount(message.count) && message.count <= MAX_COUNT && isTrueOrNone(message.calls);
    case 'typed':
      return isOwn(message.field) && typeof message.value === 'string';
    case 'fact':
      return isCount(message.replay) && isCount(message.document) && isRecord(message.fact) && isName(message.fact.did);
    case 'gap':
      return isName(message.reason) && isName(message.global);
    default:
      return false;
  }
}

/** Tells whether a value says what origin a document has. */
export function isFrameOrigin(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { origin, reachesTop, isLocal, isPopup } = value;
  return isName(origin) && typeof reachesTop === 'boolean' && typeof isLocal === 'boolean' && isTrueOrNone(isPopup);
}

/** So much is counted in one message at most: sums must stay whole numbers. */
const MAX_COUNT = 1_000_000_000;
/** The end of time, as dates know it, in milliseconds. */
const MAX_TIME = 8.64e15;

const sources: ReadonlySet<unknown> = new Set(SOURCE_NAMES);

/** The members of a call that most calls have not. */
function isStartRest({ kind, channel, standIn, unfollowed, madeBy, target, sync, retryOf, tapped }: Fields): boolean {
  return (
    (kind === undefined || kind === 'send' || kind === 'push') &&
    (channel === undefined || isName(channel)) &&
    (standIn === undefined || standIn === 'init-script' || standIn === 'page') &&
    isTrueOrNone(unfollowed) &&
    (madeBy === undefined || madeBy === 'test' || madeBy === 'mock') &&
    (target === undefined ||
      (isRecord(target) && isName(target.kind) && (target.label === undefined || isName(target.label)))) &&
    isTrueOrNone(sync) &&
    isTrueOrNone(tapped) &&
    (retryOf === undefined || isName(retryOf))
  );
}

/** An event has the members of its kind, and no others: they stand in the session as they are. */
function isEvent(event: Fields): boolean {
  switch (event.type) {
    case 'DomInteraction':
      return (
        hasMembers(event, 4) && INTERACTIONS.has(event.action) && isName(event.selector) && isTextOrNull(event.value)
      );
    case 'DomMutation':
      return hasMembers(event, 2) && isCount(event.mutation_count) && event.mutation_count <= 0xffff_ffff;
    case 'WindowEvent':
      return hasMembers(event, event.url === undefined ? 2 : 3) && isName(event.event) && isTextOrNone(event.url);
    case 'StateChange':
      return hasMembers(event, 3) && typeof event.key === 'string' && isTextOrNull(event.caused_by);
    default:
      return false;
  }
}

const INTERACTIONS: ReadonlySet<unknown> = new Set<InteractionKind>([
  'Click',
  'DoubleClick',
  'Fill',
  'KeyPress',
  'Select',
  'Navigate',
  'Scroll',
]);

type Fields = Record<string, unknown>;

const hasMembers = (fields: Fields, count: number) => Object.keys(fields).length === count;
const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= MAX_NAME;
const isSource = (value: unknown) => sources.has(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown) => typeof value === 'number' && value >= 0 && value <= MAX_TIME;
const isTextOrNone = (value: unknown) => value === undefined || typeof value === 'string';
const isTextOrNull = (value: unknown) => value === null || typeof value === 'string';
const isTrueOrNone = (value: unknown) => value === undefined || value === true;
