import type { RecordedCall } from '../calls/recorded-call.ts';
import { putBack, type ValueSource } from '../session/codec/value-files.ts';
import type { IpcCall } from '../session/format/schema.ts';
import { defined } from '../std/defined.ts';
import { SecretPlaceholders } from './matching/secret-placeholders.ts';
import type { FoundAnswer, StubCall } from './matching/stub-answer.ts';
import type { ValueBindings } from './matching/value-bindings.ts';

/** Recorded values as this run has them, and back: with its ids and secrets, and with the large values from beside the session. */
export class LiveValues {
  private readonly bindings: ValueBindings;
  private readonly secrets: SecretPlaceholders;
  private readonly source: ValueSource | undefined;
  /** Which call of this run took the place of a recorded one, by their ids. */
  private readonly liveIds = new Map<string, string>();

  /**
   * @param secretOf the secret behind a token of this run, if it is known.
   * @param source the values that stand beside the session.
   */
  constructor(
    bindings: ValueBindings,
    secretOf: ((token: string) => string | undefined) | undefined,
    source: ValueSource | undefined,
  ) {
    this.bindings = bindings;
    this.secrets = new SecretPlaceholders(secretOf);
    this.source = source;
  }

  /** A call of this run has taken the place of a recorded one: what came through a channel of that comes through one of this. */
  took(recordedId: string, liveId: string): void {
    this.liveIds.set(recordedId, liveId);
  }

  /** A question with the recorded tokens of the secrets that were made up for this run. */
  question(asked: StubCall): StubCall {
    const { args, options } = asked;
    return { ...asked, args: this.secrets.toTokens(args), ...defined({ options: this.secrets.toTokens(options) }) };
  }

  /** A value of this run as it was in the recording. */
  toRecorded(value: unknown): unknown {
    return this.bindings.toRecorded(this.secrets.toTokens(value));
  }

  /** A recorded value with those from beside the session in their places. */
  whole(value: unknown): unknown {
    return this.source === undefined ? value : putBack(value, this.source);
  }

  wholeAnswer({ call: { result, error } }: RecordedCall): unknown {
    return typeof result === 'object' && 'Ok' in result ? this.whole(result.Ok) : this.whole(error);
  }

  /** A whole recorded value as it is now. */
  live(value: unknown): unknown {
    return this.secrets.toSecrets(this.bindings.toLive(value));
  }

  /** An answer of the recording as one of this run. */
  answer(answer: FoundAnswer): FoundAnswer {
    if (answer.kind === 'ok') return { ...answer, value: this.live(answer.value) };
    if (answer.kind !== 'err') return answer;
    const error = answer.error === undefined ? {} : { error: this.live(answer.error) };
    return { ...answer, text: this.live(answer.text) as string, ...error };
  }

  /** A push of the recording as one of this run. */
  push({ call }: RecordedCall): IpcCall {
    const channel = call.channel === undefined ? {} : { channel: this.liveIds.get(call.channel) ?? call.channel };
    return { ...call, command: this.live(call.command) as string, args: this.live(this.whole(call.args)), ...channel };
  }
}
