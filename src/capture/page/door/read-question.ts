import { MAX_JSON_VALUES, measureJson } from '../../../session/format/measure-json.ts';
import { MAX_NAME, type PageQuestion, type ResumeRequest, type ToldSoFar } from '../../page-protocol.ts';
import { isFrameOrigin } from './is-page-message.ts';
import { MAX_LEVELS } from './read-messages.ts';

/** UTF-16 units of a question: the app's values are whole in it. */
const MAX_QUESTION = 268_435_456;

/** Reads a question of a page; undefined when the page script cannot have asked it. */
export function readQuestion(text: string): PageQuestion | ResumeRequest | undefined {
  if (text.length > MAX_QUESTION || measureJson(text, MAX_JSON_VALUES, MAX_LEVELS).excess !== undefined)
    return undefined;
  let asked: Fields;
  try {
    asked = JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
  if (typeof asked !== 'object' || asked === null || !(asked.told === undefined || isToldSoFar(asked.told)))
    return undefined;
  const isOne = 't' in asked ? isResume(asked) : isQuestion(asked);
  return isOne ? (asked as unknown as PageQuestion | ResumeRequest) : undefined;
}

/** Tells whether a value says how many messages a document has told. */
export function isToldSoFar(value: unknown): value is ToldSoFar {
  if (typeof value !== 'object' || value === null) return false;
  const { document, count } = value as Fields;
  return isName(document) && isCount(count);
}

type Fields = Record<string, unknown>;

const ABOUT: ReadonlySet<unknown> = new Set(['routes', 'recording', 'miss', 'routed', 'again', undefined]);

const isResume = ({ t, replay, asks, origin }: Fields) =>
  t === 'resume' && isCount(replay) && typeof asks === 'boolean' && (origin === undefined || isFrameOrigin(origin));

function isQuestion({ id, source, command, label, kind, about, replay, doubt, origin }: Fields): boolean {
  return (
    isName(id) &&
    isName(source) &&
    isName(command) &&
    isName(label) &&
    (kind === undefined || kind === 'send') &&
    ABOUT.has(about) &&
    (replay === undefined || isCount(replay)) &&
    (doubt === undefined || isDoubt(doubt)) &&
    (origin === undefined || isFrameOrigin(origin))
  );
}

function isDoubt(doubt: unknown): boolean {
  if (typeof doubt !== 'object' || doubt === null) return false;
  const { calls, paths, secretClasses } = doubt as Fields;
  return isListOf(calls, isCount) && isListOf(paths, isName) && isListOf(secretClasses, isName);
}

const isListOf = (value: unknown, isOne: (item: unknown) => boolean) => Array.isArray(value) && value.every(isOne);
const isName = (value: unknown) => typeof value === 'string' && value.length <= MAX_NAME;
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
