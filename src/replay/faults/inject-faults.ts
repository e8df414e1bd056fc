import { commandTest } from '../../calls/command-filter.ts';
import type { RecordedCall } from '../../calls/recorded-call.ts';
import type { IpcCall } from '../../session/format/schema.ts';
import type { FoundAnswer } from '../matching/stub-answer.ts';
import { corruptValue } from './corrupt-value.ts';
import { numberFor } from './seeded-number.ts';

/**
 * What can go wrong with an answer: `latency` = it comes late; `error` = the call fails; `drop` = it never comes; `duplicate` =
 * what is pushed around it comes twice; `reorder` = it comes after the next one; `corrupt` = one place of it is broken.
 */
export type FaultKind = 'latency' | 'error' | 'drop' | 'duplicate' | 'reorder' | 'corrupt';

/** A fault to put into the answers of a replay. */
export interface Fault {
  kind: FaultKind;
  /** The commands; `*` stands for any text. @default all */
  command?: string;
  /** Only the answer to the nth call of such a command, counted from 1 in the order of this run. @default each */
  occurrence?: number;
  /** For `latency` the milliseconds, for `error` the text. @default a latency of 1 to 3000 ms by the seed; an error that was recorded for the command, else `Injected fault` */
  value?: string | number;
}

/** A fault that was put in. */
export interface InjectedFault {
  kind: FaultKind;
  /** The number of the recorded call whose answer it was. */
  index: number;
  command: string;
  /** A description of the fault, such as `130 ms late` or `items[0].title ends early`. */
  detail: string;
}

/** An answer with what was done to it. */
export interface FaultyAnswer {
  answer: FoundAnswer;
  /** Milliseconds to hold it back. */
  delayMs: number;
  /** To be held back until another answer is given. */
  isHeld: boolean;
  /** Doubles the pushes around it, as often as this has entries: each is told how many there are. */
  doubled: ((pushes: number) => void)[];
}

export const FAULT_KINDS: readonly FaultKind[] = ['latency', 'error', 'drop', 'duplicate', 'reorder', 'corrupt'];

/** Puts faults into answers. The same seed gives the same faults, however the calls are interleaved. */
export class FaultInjector {
  readonly injected: InjectedFault[] = [];
  private readonly rules: { fault: Fault; isFor: (command: string) => boolean; seen: number; isMet: boolean }[];
  /** How often the answer to each recorded call was given. */
  private readonly times = new Map<RecordedCall, number>();
  private readonly errors: (command: string) => IpcCall | undefined;
  private readonly seed: number;

  /** @param calls the recorded calls, for errors that a command is known to fail with. */
  constructor(faults: Fault[], seed: number, calls: readonly RecordedCall[]) {
    this.seed = seed;
    this.rules = faults.map((fault) => ({ fault, isFor: commandTest([fault.command ?? '*']), seen: 0, isMet: false }));
    this.errors = (command) =>
      calls.find(({ call }) => call.command === command && call.result !== 'Pending' && 'Err' in call.result)?.call;
  }

  /** The faults that were put in nowhere: no answer was theirs, or fitted. */
  get unmet(): Fault[] {
    return this.rules.filter(({ isMet }) => !isMet).map(({ fault }) => fault);
  }

  /** Puts every fault that fits into an answer, in the order in which they were given. */
  apply(recorded: RecordedCall, given: FoundAnswer): FaultyAnswer {
    const faulty: FaultyAnswer = { answer: given, delayMs: 0, isHeld: false, doubled: [] };
    const times = (this.times.get(recorded) ?? 0) + 1;
    this.times.set(recorded, times);
    for (const [at, rule] of this.rules.entries()) {
      const { command } = recorded.call;
      if (!rule.isFor(command)) continue;
      rule.seen += 1;
      if (rule.fault.occurrence !== undefined && rule.fault.occurrence !== rule.seen) continue;
      const random = (name: string) => numberFor(this.seed, `${at} ${recorded.index} ${times} ${name}`);
      const { kind } = rule.fault;
      const met = (detail: string) => {
        rule.isMet = true;
        this.injected.push({ kind, index: recorded.index, command, detail });
      };
      if (kind === 'duplicate') {
        if (isAnswered(faulty.answer)) faulty.doubled.push((pushes) => met(`${pushes} pushes twice`));
        continue;
      }
      const detail = this.put(rule.fault, faulty, random);
      if (detail !== undefined) met(detail);
    }
    return faulty;
  }

  /** Puts one fault in and says what was done; undefined when it cannot be put into this answer. */
  private put({ kind, value }: Fault, faulty: FaultyAnswer, random: (name: string) => number): string | undefined {
    const { answer } = faulty;
    if (!isAnswered(answer)) return undefined;
    if (kind === 'latency') {
      const ms = value === undefined ? chaosDelay(random) : Number(value);
      faulty.delayMs += ms;
      return `${ms} ms late`;
    }
    if (kind === 'reorder') {
      faulty.isHeld = true;
      return 'after the next answer';
    }
    const { call, repeated } = answer;
    const match = { call, repeated };
    if (kind === 'drop') {
      faulty.answer = { kind: 'pending', ...match };
      return 'never comes';
    }
    if (kind === 'error') {
      const known = value === undefined ? this.errors(call.command) : undefined;
      const text = known ? errorText(known) : String(value ?? 'Injected fault');
      faulty.answer = { kind: 'err', text, ...(known?.error === undefined ? {} : { error: known.error }), ...match };
      return `fails with ${JSON.stringify(text)}`;
    }
    if (answer.kind !== 'ok') return undefined;
    const { value: broken, path, how } = corruptValue(answer.value, random);
    faulty.answer = { ...answer, value: broken };
    return `${path === '' ? 'the answer' : path} ${how}`;
  }
}

/** Milliseconds of very different sizes, as many small as large: a bug of a few milliseconds is hidden by seconds, and the other way round. */
function chaosDelay(random: (name: string) => number): number {
  const size = [1, 10, 100, 1_000][Math.floor(random('size') * 4)] ?? 1;
  return Math.max(1, Math.round(size * (0.5 + 2.5 * random('delay'))));
}

const isAnswered = <Answer extends { kind: string }>(
  answer: Answer,
): answer is Extract<Answer, { kind: 'ok' | 'err' }> => answer.kind === 'ok' || answer.kind === 'err';

function errorText({ result }: IpcCall): string {
  return typeof result === 'object' && 'Err' in result ? result.Err : '';
}
