import {
  areClockReadings,
  type Moments,
  madeUpIds,
  replaceDelimitedIds,
  replaceIds,
} from '../../calls/new-values/made-up-ids.ts';
import { partKey, replaceParts, splitVolatile, type VolatilePart } from '../../calls/new-values/volatile-parts.ts';
import type { AskedCall } from '../../calls/same-call/call-key.ts';
import { diffAsked } from '../../calls/same-call/diff-asked.ts';
import type { ValueChange } from '../../session/codec/diff-values.ts';
import { isWithoutHash } from '../../session/codec/tokens.ts';
import { markerOf } from '../../session/codec/values.ts';
import { forEachPart } from './recorded-values.ts';

/** A value of the recording and one of this run that may stand for each other. */
export interface ValuePair {
  /** Where the two stand, such as `items[0].id`; those of the options begin with `options`. */
  path: string;
  recorded: VolatilePart;
  live: VolatilePart;
  /** Whether another value in its place says that something else is meant, though nothing in its form says what: a secret, a digest. */
  saysWhich: boolean;
}

/** What is asked about two calls that may be one. */
export interface PairingRules {
  /** Whether what is at a path may differ, whatever it is. */
  isIgnored?: ((path: string) => boolean) | undefined;
  /** Whether the frontend has made up both of two ids, as far as the recording tells. */
  isMadeUp?: (recorded: string, live: string) => boolean;
  moments?: Moments;
}

/**
 * Values that are new in every run, and what each of them was in the recording: ids that the frontend makes, times, temporary
 * folders, secrets. A value is bound when it is first met; from then on it must always stand for the same one.
 */
export class ValueBindings {
  private readonly recordedOf = new Map<string, VolatilePart>();
  private readonly liveOf = new Map<string, VolatilePart>();
  /** Whether there are ids: texts are looked through for them then. */
  private hasIds = false;
  /** Whether there are ids with `-` or `_` in them. */
  private hasDelimited = false;
  private readonly isInRecording: (part: VolatilePart) => boolean;

  /** @param isInRecording whether a part occurs in the recording as it is: it stands for itself then. */
  constructor(isInRecording: (part: VolatilePart) => boolean = () => false) {
    this.isInRecording = isInRecording;
  }

  /** A live value with every bound value as it was in the recording. */
  toRecorded(value: unknown): unknown {
    return this.renamed(value, this.recordedOf);
  }

  /** A recorded value with every bound value as it is now. */
  toLive(value: unknown): unknown {
    return this.renamed(value, this.liveOf);
  }

  /**
   * Finds what differs between two calls where that is nothing but values that are new in every run. Undefined when more differs, or when one of
   * them stands for another value already.
   */
  pairsOf(recorded: AskedCall, live: AskedCall, rules: PairingRules = {}): ValuePair[] | undefined {
    const { isIgnored = () => false, isMadeUp = () => true, moments = {} } = rules;
    const pairs: ValuePair[] = [];
    for (const change of differences(recorded, live)) {
      const { type, path, before, after } = change;
      if (isIgnored(path)) {
        if (isLikeId(before) && isLikeId(after)) pairs.push(pairOf(wholePart(before), wholePart(after), path));
        continue;
      }
      if (typeof after === 'string' && this.toRecorded(after) === before) continue;
      const found = type === 'changed' ? this.pairsIn(before, after, moments) : undefined;
      if (found === undefined) return undefined;
      pairs.push(...found.map((pair) => ({ ...pair, path })));
    }
    const canBe = (pair: ValuePair) =>
      pair.recorded.kind !== ID || this.isBound(pair) || isMadeUp(textOf(pair.recorded), textOf(pair.live));
    return pairs.every(canBe) && this.areFree(pairs) ? pairs : undefined;
  }

  /** What differs between two calls that are one, though no pair says so: the user's own rules have left it out, and answers may repeat it. */
  leftOut(recorded: AskedCall, live: AskedCall): ValuePair[] {
    return diffAsked(recorded, live).flatMap(({ path, before, after }) =>
      isLikeId(before) && isLikeId(after) ? [pairOf(wholePart(before), wholePart(after), path)] : [],
    );
  }

  /** Binds values: from now on each stands for the other. */
  bind(pairs: readonly ValuePair[]): void {
    for (const pair of pairs) this.set(pair);
  }

  /** Whether two values stand for each other already. */
  isBound({ recorded, live }: ValuePair): boolean {
    const known = this.liveOf.get(partKey(recorded));
    return known !== undefined && partKey(known) === partKey(live);
  }

  /** From now on what is in these live arguments and was not bound stands for itself: they were found as they are. */
  keep(args: unknown): void {
    forEachPart(args, (found) => {
      const part = asId(found);
      if (!isLoose(part) && !this.recordedOf.has(partKey(part)) && !this.liveOf.has(partKey(part)))
        this.set(pairOf(part, part));
    });
  }

  /** What differs between two values, as far as it is new in every run. */
  private pairsIn(before: unknown, after: unknown, moments: Moments): ValuePair[] | undefined {
    if (typeof before === 'number' && typeof after === 'number' && areClockReadings(before, after))
      return [pairOf({ kind: 'time', value: before }, { kind: 'time', value: after })];
    const [one, other] = [splitVolatile(before), splitVolatile(after)];
    const texts = [one?.template ?? before, other?.template ?? after];
    if (one?.parts.length !== other?.parts.length) {
      // One of them has such a part where the other has an id in another form.
      return typeof before === 'string' && typeof after === 'string' ? idPairs(before, after, moments) : undefined;
    }
    const pairs = (one?.parts ?? []).map((part, at) => pairOf(asId(part), asId(other?.parts[at] as VolatilePart)));
    if (!pairs.every((pair) => areAlike(pair, moments))) return undefined;
    if (texts[0] === texts[1]) return pairs.length > 0 ? pairs : undefined;
    const [template, liveTemplate] = texts;
    if (typeof template !== 'string' || typeof liveTemplate !== 'string') return undefined;
    const ids = idPairs(template, liveTemplate, moments);
    return ids && [...pairs, ...ids];
  }

  private set({ recorded, live }: ValuePair): void {
    this.recordedOf.set(partKey(live), recorded);
    this.liveOf.set(partKey(recorded), live);
    if (live.kind !== ID) return;
    this.hasIds = true;
    this.hasDelimited ||= [recorded, live].some((part) => /[-_]/.test(textOf(part)) && !isPlainId(textOf(part)));
  }

  /** Whether each of these may stand for the other, beside those that are bound and beside each other. */
  private areFree(pairs: ValuePair[]): boolean {
    const staged = new ValueBindings(this.isInRecording);
    return pairs.every((pair) => {
      const isFree = this.isFree(pair) && staged.isFree(pair);
      staged.set(pair);
      return isFree;
    });
  }

  private isFree({ recorded, live }: ValuePair): boolean {
    if (isLoose(recorded) || isLoose(live)) return true;
    const known = this.recordedOf.get(partKey(live)) ?? (this.isInRecording(live) ? live : recorded);
    const taken = this.liveOf.get(partKey(recorded)) ?? live;
    return partKey(known) === partKey(recorded) && partKey(taken) === partKey(live);
  }

  private renamed(value: unknown, by: Map<string, VolatilePart>): unknown {
    if (by.size === 0) return value;
    if (typeof value === 'string') return this.renamedText(value, by);
    if (typeof value !== 'object' || value === null || markerOf(value) === '$date') {
      const part = by.get(partKey({ kind: 'time', value }));
      return part === undefined ? value : part.value;
    }
    if (Array.isArray(value)) return value.map((item) => this.renamed(item, by));
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [this.renamedText(key, by), this.renamed(item, by)]),
    );
  }

  private renamedText(value: string, by: Map<string, VolatilePart>): string {
    const whole = by.get(partKey(wholePart(value)));
    if (whole !== undefined) return whole.value as string;
    // Ids are replaced below, wherever they stand in a text.
    const text = replaceParts(value, (part) =>
      String((IDS.has(part.kind) ? part : (by.get(partKey(part)) ?? part)).value),
    );
    if (!this.hasIds) return text;
    const idOf = (id: string) => by.get(partKey(idPart(id)))?.value as string | undefined;
    const renamed = replaceIds(text, idOf);
    return this.hasDelimited ? replaceDelimitedIds(renamed, (id) => (isPlainId(id) ? undefined : idOf(id))) : renamed;
  }
}

/** The differences between two calls; those of their options begin with `options`. */
function differences(recorded: AskedCall, live: AskedCall): ValueChange[] {
  const command =
    recorded.command === live.command
      ? []
      : [{ type: 'changed', path: '$command', before: recorded.command, after: live.command } as const];
  return [...command, ...diffAsked(recorded, live)];
}

function idPairs(before: string, after: string, moments: Moments): ValuePair[] | undefined {
  return madeUpIds(before, after, moments)?.map(({ recorded, live, isDigest }) => ({
    path: '',
    recorded: idPart(recorded),
    live: idPart(live),
    saysWhich: isDigest,
  }));
}

/** Whether two parts are of one kind; of ids, those that are made of a name are not made up. */
function areAlike({ recorded, live }: ValuePair, moments: Moments): boolean {
  if (recorded.kind !== live.kind) return false;
  return recorded.kind !== ID || madeUpIds(textOf(recorded), textOf(live), moments) !== undefined;
}

function pairOf(recorded: VolatilePart, live: VolatilePart, path = ''): ValuePair {
  return { path, recorded, live, saysWhich: recorded.kind.startsWith('‹') };
}

/** The kind of an id that the frontend makes up, whatever its form. */
const ID = 'id';
const IDS = new Set(['uuid', 'ulid']);

const idPart = (value: string): VolatilePart => ({ kind: ID, value });
const asId = (part: VolatilePart): VolatilePart => (IDS.has(part.kind) ? { ...part, kind: ID } : part);
const textOf = ({ value }: VolatilePart) => String(value);

/** Whether an id is found as a word of a text. */
const isPlainId = (id: string) => /^(?:[0-9a-z]+|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i.test(id);

/** A value that the app makes up and the user said to ignore: an answer that repeats it is to have the one of this run. */
const wholePart = (value: string): VolatilePart => ({ kind: 'whole', value });

/** Shorter texts, and numbers, are too often something else elsewhere. */
const isLikeId = (value: unknown): value is string => typeof value === 'string' && value.length >= 8;

/**
 * What may stand for several others: two moments of the recording may be one now, each document counts its callbacks anew, what
 * was left out may be anything, and a secret that could be guessed has no hash, so many look like one.
 */
const isLoose = ({ kind, value }: VolatilePart): boolean =>
  ['time', 'callback', 'whole'].includes(kind) || (typeof value === 'string' && isWithoutHash(value));
