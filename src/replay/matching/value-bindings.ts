import { partKey, replaceParts, splitVolatile, type VolatilePart } from '../../calls/volatile-parts.ts';
import { diffValues } from '../../session/codec/diff-values.ts';
import { isWithoutHash } from '../../session/codec/tokens.ts';
import { markerOf } from '../../session/codec/values.ts';
import { madeUpIds, replaceIds } from './made-up-ids.ts';
import { forEachPart } from './recorded-values.ts';

/**
 * Values that are new in every run, and what each of them was in the recording: ids that the frontend makes, times, temporary
 * folders, secrets. A value is bound when it is first met; from then on it must always stand for the same one.
 */
export class ValueBindings {
  private readonly recordedOf = new Map<string, VolatilePart>();
  private readonly liveOf = new Map<string, VolatilePart>();
  /** Whether ids that only a comparison has told are bound: texts are looked through for them then. */
  private hasMadeUp = false;
  private readonly isInRecording: (part: VolatilePart) => boolean;

  /** @param isInRecording whether a part occurs in the recording as it is: it stands for itself then. */
  constructor(isInRecording: (part: VolatilePart) => boolean = () => false) {
    this.isInRecording = isInRecording;
  }

  /** Live arguments with every bound value as it was in the recording. */
  toRecorded(args: unknown): unknown {
    return renamed(args, this.recordedOf, this.hasMadeUp);
  }

  /** A recorded value with every bound value as it is now. */
  toLive(value: unknown): unknown {
    return renamed(value, this.liveOf, this.hasMadeUp);
  }

  /**
   * Binds what differs between the arguments of two calls. False, and nothing bound, when more differs than values that are
   * new in every run.
   *
   * @param isIgnored whether what is at a path may differ, whatever it is.
   */
  bind(recorded: unknown, live: unknown, isIgnored: (path: string) => boolean = () => false): boolean {
    const pairs: Pair[] = [];
    for (const { type, path, before, after } of diffValues(recorded, live)) {
      if (isIgnored(path)) {
        if (isLikeId(before) && isLikeId(after)) pairs.push([wholePart(before), wholePart(after)]);
        continue;
      }
      const [one, other] = type === 'changed' ? [splitVolatile(before), splitVolatile(after)] : [];
      if (one === undefined || other === undefined || one.template !== other.template) return false;
      one.parts.forEach((part, at) => {
        pairs.push([part, other.parts[at] as VolatilePart]);
      });
    }
    if (!this.areFree(pairs)) return false;
    for (const pair of pairs) this.set(pair);
    return true;
  }

  /**
   * Looks whether the arguments of two calls differ by nothing but ids that the frontend makes up, whatever they look like.
   *
   * @param live the live arguments, with every bound value as it was in the recording.
   * @param isMadeUp whether the frontend has made up both of two ids, as far as the recording tells.
   * @returns how to bind them; undefined when more differs.
   */
  madeUpIn(
    recorded: unknown,
    live: unknown,
    isMadeUp: (recorded: string, live: string) => boolean,
  ): (() => void) | undefined {
    const pairs: Pair[] = [];
    for (const { type, before, after } of diffValues(recorded, live)) {
      const found = type === 'changed' ? pairsIn(before, after) : undefined;
      if (found === undefined) return undefined;
      pairs.push(...found);
    }
    const canBe = ([{ kind, value }, live]: Pair) => kind !== MADE_UP || isMadeUp(String(value), String(live.value));
    if (!pairs.every(canBe) || !this.areFree(pairs)) return undefined;
    return () => {
      for (const pair of pairs) this.set(pair);
    };
  }

  /** From now on what is in these live arguments and was not bound stands for itself: they were found as they are. */
  keep(args: unknown): void {
    forEachPart(args, (part) => {
      if (!isLoose(part) && !this.recordedOf.has(partKey(part)) && !this.liveOf.has(partKey(part)))
        this.set([part, part]);
    });
  }

  private set([recorded, live]: Pair): void {
    this.recordedOf.set(partKey(live), recorded);
    this.liveOf.set(partKey(recorded), live);
    this.hasMadeUp ||= live.kind === MADE_UP;
  }

  /** Whether each of these may stand for the other, beside those that are bound and beside each other. */
  private areFree(pairs: Pair[]): boolean {
    const staged = new ValueBindings(this.isInRecording);
    return pairs.every((pair) => {
      const isFree = this.isFree(pair) && staged.isFree(pair);
      staged.set(pair);
      return isFree;
    });
  }

  private isFree([recorded, live]: Pair): boolean {
    if (isLoose(recorded) || isLoose(live)) return true;
    const known = this.recordedOf.get(partKey(live)) ?? (this.isInRecording(live) ? live : recorded);
    const taken = this.liveOf.get(partKey(recorded)) ?? live;
    return partKey(known) === partKey(recorded) && partKey(taken) === partKey(live);
  }
}

type Pair = [recorded: VolatilePart, live: VolatilePart];

/** What differs between two values, when it is new in every run or made up by the frontend. */
function pairsIn(before: unknown, after: unknown): Pair[] | undefined {
  const ids = typeof before === 'string' && typeof after === 'string' ? madeUpIds(before, after) : undefined;
  if (ids !== undefined) return ids.map(([one, other]) => [madeUp(one), madeUp(other)]);
  const [one, other] = [splitVolatile(before), splitVolatile(after)];
  if (one === undefined || other === undefined || one.template !== other.template) return undefined;
  return one.parts.map((part, at) => [part, other.parts[at] as VolatilePart]);
}

const MADE_UP = 'made up';

/** An id that the frontend makes up, in a form that says nothing of it. */
const madeUp = (value: string): VolatilePart => ({ kind: MADE_UP, value });

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

function renamed(value: unknown, by: Map<string, VolatilePart>, hasMadeUp: boolean): unknown {
  if (by.size === 0) return value;
  if (typeof value === 'string') {
    const whole = by.get(partKey(wholePart(value)));
    if (whole !== undefined) return whole.value;
    const text = replaceParts(value, (part) => String((by.get(partKey(part)) ?? part).value));
    return hasMadeUp ? replaceIds(text, (id) => by.get(partKey(madeUp(id)))?.value as string | undefined) : text;
  }
  if (typeof value !== 'object' || value === null || markerOf(value) === '$date') {
    const part = by.get(partKey({ kind: 'time', value }));
    return part === undefined ? value : part.value;
  }
  if (Array.isArray(value)) return value.map((item) => renamed(item, by, hasMadeUp));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [renamed(key, by, hasMadeUp) as string, renamed(item, by, hasMadeUp)]),
  );
}
