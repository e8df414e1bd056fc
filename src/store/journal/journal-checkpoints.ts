import { type StateCheckpoint, stateCheckpointSchema } from '../../session/format/schema.ts';
import type { UnchangedCheckpoint } from './journal-format.ts';

/** The size of a line of a journal. */
export interface LineSize {
  /** Characters. */
  length: number;
  /** Values of its JSON. */
  values: number;
}

/**
 * Characters of JSON, and values in it, that states which are written once add to a session where it has them again: some short lines must not make a
 * session that nobody can read.
 */
const MAX_AGAIN: LineSize = { length: 67_108_864, values: 2_500_000 };

/** Puts the checkpoints of a journal together: first reserved, then with their states, of which those that did not change are written once. */
export class JournalCheckpoints {
  private readonly list: StateCheckpoint[] = [];
  /** The position in `list` of a checkpoint whose state was not read yet. */
  private readonly reserved = new Map<string, number>();
  /** The states by the ids of their checkpoints. */
  private readonly states = new Map<string, { state: unknown; size: LineSize }>();
  /** The sizes of the states that checkpoints have from others. */
  private readonly again = new Map<StateCheckpoint, LineSize>();

  /** Takes what a line says of a reserved checkpoint; false when it is none. */
  reserve(value: unknown): boolean {
    const checkpoint = toCheckpoint(value);
    if (checkpoint !== undefined) this.reserved.set(checkpoint.id, this.put(checkpoint));
    return checkpoint !== undefined;
  }

  /** Takes what a line says of a checkpoint; false when it is none, or when the state it names is not there. */
  add(value: unknown, size: LineSize): boolean {
    const { state_of: of, ...own } = Object(value) as Partial<UnchangedCheckpoint>;
    const known = of === undefined ? undefined : this.states.get(of);
    const checkpoint = toCheckpoint(of === undefined ? value : { ...own, state: known?.state });
    if (checkpoint === undefined) return false;
    if (known === undefined) this.states.set(checkpoint.id, { state: checkpoint.state, size });
    else this.again.set(checkpoint, known.size);
    this.put(checkpoint);
    return true;
  }

  /** Counts all there were. */
  get count(): number {
    return this.list.length;
  }

  /** Returns the newest ones, as many as there is room for. */
  newest(maxCount: number): StateCheckpoint[] {
    const left = { ...MAX_AGAIN };
    let at = this.list.length;
    for (const oldest = Math.max(0, at - maxCount); at > oldest; at -= 1) {
      const { length = 0, values = 0 } = this.again.get(this.list[at - 1] as StateCheckpoint) ?? {};
      left.length -= length;
      left.values -= values;
      if (left.length < 0 || left.values < 0) break;
    }
    return this.list.slice(at);
  }

  /** Puts a checkpoint in the place of the reserved one of its id, or behind all others; returns its position. */
  private put(checkpoint: StateCheckpoint): number {
    const at = this.reserved.get(checkpoint.id) ?? this.list.length;
    this.list[at] = checkpoint;
    return at;
  }
}

function toCheckpoint(value: unknown): StateCheckpoint | undefined {
  return stateCheckpointSchema.safeParse(value).data as StateCheckpoint | undefined;
}
