import { callKind } from '../../calls/call-kind.ts';
import { type RecordedCall, recordedCalls } from '../../calls/recorded-call.ts';
import { isAnsweredAtOnce } from '../../calls/runtime-of.ts';
import type { CallRules } from '../../calls/same-call/call-rules.ts';
import { isReadByName, writeTest } from '../../calls/write-commands.ts';
import type { RecordedSession } from '../../session/format/schema.ts';
import { putInList } from '../../std/put-in-list.ts';
import { createQuestionKeys, type QuestionKeys } from '../matching/question-keys.ts';
import { findPolls } from './find-polls.ts';
import { type PushPlace, placePush } from './place-push.ts';
import { quickAnswers } from './quick-answers.ts';
import { type PushNeeds, RecordedWindows } from './recorded-windows.ts';
import { isReplayable, replayedTraffic } from './replayable-calls.ts';

/** A push of the backend, and where in the recording it belongs. */
export interface PlacedPush extends PushPlace {
  push: RecordedCall;
  /**
   * Where it belongs when `behind` is a call that only reads, and is not made: reads bring nothing about, and how many there are may differ from run to run.
   * Absent where `behind` may have brought it.
   */
  otherwise?: PushPlace;
  /** The call whose channel or port it came through. */
  owner: RecordedCall | undefined;
  /** How far its window was, and how many of its documents were loaded after `behind` had been made. */
  needs: PushNeeds & { documentsSince: number };
}

/** The order of a session's traffic, derived once: its calls, their answers, and the pushes with their places. */
export class RecordedTimeline {
  /** Calls and one-way traffic that can be replayed, in record order. */
  readonly traffic: readonly RecordedCall[];
  /** The calls among them that a backend is asked for. */
  readonly calls: readonly RecordedCall[];
  /** The pushes among them. */
  readonly pushes: readonly PlacedPush[];
  /** Keys by which two calls are the same question. */
  readonly keys: QuestionKeys;
  readonly isWrite: (command: string) => boolean;
  readonly windows: RecordedWindows;
  /** The calls that a timer made, over and over: how many there are differs from run to run. */
  readonly polls: ReadonlySet<RecordedCall>;
  private readonly behind = new Map<RecordedCall, PlacedPush[]>();
  private readonly through = new Map<RecordedCall, PlacedPush[]>();
  private quickOnes: ReadonlySet<RecordedCall> | undefined;
  private pushesByIndex: Map<number, PlacedPush> | undefined;
  private callsByIndex: Map<number, RecordedCall> | undefined;

  /**
   * @param rules the user's own, for what is the same call.
   * @param writes the commands that change something. @default by their names, see `writeTest`
   */
  constructor(session: RecordedSession, rules: CallRules = {}, writes?: string[]) {
    const all = recordedCalls(session);
    this.windows = new RecordedWindows(all);
    this.traffic = replayedTraffic(all);
    this.calls = this.traffic.filter(isReplayable);
    this.keys = createQuestionKeys(this.calls, rules);
    this.isWrite = writeTest(writes);
    this.polls = findPolls(this.traffic, this.keys, this.isWrite);
    this.pushes = this.place();
    for (const placed of this.pushes) {
      if (placed.behind !== undefined) putInList(this.behind, placed.behind, placed);
      if (placed.owner !== undefined) putInList(this.through, placed.owner, placed);
    }
  }

  /** The sources that observed the calls and pushes, such as `tauri`; each once. */
  get sources(): string[] {
    return [...new Set(this.traffic.flatMap(({ call }) => call.source ?? []))];
  }

  /** The commands that each time have returned at once, of the page's own function. */
  get atOnce(): string[] {
    const commands = new Map<string, boolean>();
    for (const { call } of this.traffic)
      if (callKind(call) === 'invoke')
        commands.set(call.command, (commands.get(call.command) ?? true) && isAnsweredAtOnce(call));
    return [...commands].flatMap(([command, isSo]) => (isSo ? command : []));
  }

  /** Whether a call was answered in its own task. */
  isQuick(call: RecordedCall): boolean {
    this.quickOnes ??= quickAnswers(this.traffic);
    return this.quickOnes.has(call);
  }

  /** Whether a call only reads, by its name: it is not what brings a push about. */
  isRead({ call: { command } }: RecordedCall): boolean {
    return isReadByName(command) && !this.isWrite(command);
  }

  /** The pushes that came before any call. */
  get early(): PlacedPush[] {
    return this.pushes.filter(({ behind }) => behind === undefined);
  }

  /** The pushes that came when a call had been made or answered, and nothing else since, in record order. */
  pushesBehind(call: RecordedCall): readonly PlacedPush[] {
    return this.behind.get(call) ?? [];
  }

  /** The push with a number; undefined when none is replayed that has it. */
  pushAt(index: number): PlacedPush | undefined {
    this.pushesByIndex ??= new Map(this.pushes.map((placed) => [placed.push.index, placed]));
    return this.pushesByIndex.get(index);
  }

  /** The call with a number; undefined when none can be asked for that has it. */
  callAt(index: number): RecordedCall | undefined {
    this.callsByIndex ??= new Map(this.calls.map((recorded) => [recorded.index, recorded]));
    return this.callsByIndex.get(index);
  }

  /** The pushes through the channel of a call. */
  pushesThrough(call: RecordedCall): readonly PlacedPush[] {
    return this.through.get(call) ?? [];
  }

  private place(): PlacedPush[] {
    const owners = new Map(this.calls.map((recorded) => [recorded.call.id, recorded]));
    const causes = this.calls.filter((recorded) => !this.polls.has(recorded));
    const placeOf = placePush(causes);
    const otherPlaceOf = placePush(causes.filter((recorded) => !this.isRead(recorded)));
    return this.traffic
      .filter(({ call }) => callKind(call) === 'push')
      .map((push) => {
        const [place, otherwise] = [placeOf(push), otherPlaceOf(push)];
        const isBehindRead = place.behind !== undefined && this.isRead(place.behind);
        const { channel } = push.call;
        const owner = channel === undefined ? undefined : owners.get(channel);
        return { push, owner, ...place, ...(isBehindRead ? { otherwise } : {}), needs: this.needsOf(push, place) };
      });
  }

  private needsOf({ call }: RecordedCall, { behind }: PushPlace): PlacedPush['needs'] {
    const needs = this.windows.needsOf(call);
    const before = behind === undefined ? 0 : this.windows.documentsAt(call, behind.call);
    return { ...needs, documentsSince: needs.documents - before };
  }
}
