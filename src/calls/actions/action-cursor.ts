import type { RecordedSession } from '../../session/format/schema.ts';
import type { RecordedCall } from '../recorded-call.ts';
import { type ActionFence, type LiveAction, type RecordedAction, RecordedActions } from './recorded-actions.ts';

/** Event numbers below which a call was left behind. */
export interface Floors {
  /** For polls: what came before the end of an action or assertion that is over. */
  polls: number;
  /** For calls that have a cause: what came before the begin of an action that is over. */
  reads: number;
}

/**
 * Where a replay is among the actions and assertions of the recording. They are matched in turn. One that does not come next may be a loop that
 * is run more often, or a branch that was not taken: then it is not known where the replay is, and the actions say nothing, until
 * one comes next again, or two in a row are found further on.
 */
export class ActionCursor {
  readonly floors: Floors = { polls: 0, reads: 0 };
  private readonly recorded: RecordedActions;
  /** The position of the last one that has begun. */
  private at = -1;
  /** Counts the fences that lie behind. */
  private reached = 0;
  /** Also until the first one is found: nobody may tell of actions. */
  private isLost = true;
  private isTold = false;
  /** The position of one further on that would be the last one begun, if the next one follows it there. */
  private perhaps = -1;
  /** The positions of those that go on, by their ids in this run. */
  private readonly open = new Map<string, number>();

  constructor(session: RecordedSession) {
    this.recorded = new RecordedActions(session);
  }

  /** Whether a recorded call may be asked for already, as far as the actions tell. */
  isDue(recorded: RecordedCall): boolean {
    return this.isLost || this.recorded.fencesBefore(recorded) <= this.reached;
  }

  /** The last boundary that lies behind; undefined when there is none. */
  get last(): ActionFence | undefined {
    return this.recorded.fence(this.reached - 1);
  }

  /** The replay has come to the begin or end of an action or assertion. */
  pass(live: LiveAction): void {
    this.isTold = true;
    if (live.phase === 'end') this.ended(live.id);
    else this.began(live);
  }

  /** The replay has come to a step that began or ended at this time of the recording: the next action is the first one from there on. */
  moveTo(timeUs: number): void {
    this.at = this.recorded.firstFrom(timeUs) - 1;
    this.isLost = !this.isTold;
    this.perhaps = -1;
    if (this.at >= 0) this.reach(this.actionAt(this.at).fencesAtBegin);
  }

  private began(live: LiveAction): void {
    const found = this.find(live);
    this.isLost = found === undefined;
    if (found === undefined) return;
    const { fencesAtBegin } = this.actionAt(found);
    // Those between were left out in this run, and were over when this one began.
    for (let at = this.at + 1; at < found; at += 1)
      if (this.actionAt(at).fencesAtEnd < fencesAtBegin) this.leaveBehind(at);
    this.at = found;
    this.perhaps = -1;
    this.open.set(live.id, found);
    this.reach(fencesAtBegin);
  }

  private find(live: LiveAction): number | undefined {
    const isSame = this.recorded.isSame(live);
    const isAt = (position: number) => isSame(this.recorded.all[position]);
    const next = this.recorded.nextAct(this.at);
    // Assertions and waits up to the next action, which may be left out; and that action.
    if (!this.isLost || this.at === -1) for (let at = this.at + 1; at < next; at += 1) if (isAt(at)) return at;
    if (isAt(next)) return next;
    if (this.perhaps !== -1) {
      const after = this.recorded.nextAct(this.perhaps);
      if (isAt(after)) return after;
    }
    for (let at = next; at < this.recorded.all.length; at += 1) {
      if (!isAt(at)) continue;
      if (this.actionAt(at).isAct) this.perhaps = at;
      break;
    }
    return undefined;
  }

  private ended(id: string): void {
    const position = this.open.get(id);
    this.open.delete(id);
    if (position === undefined || this.isLost) return;
    this.reach(this.actionAt(position).fencesAtEnd);
    this.leaveBehind(position);
  }

  private leaveBehind(position: number): void {
    const { isAct, beginIndex, endIndex } = this.actionAt(position);
    const { floors } = this;
    if (isAct) floors.reads = Math.max(floors.reads, beginIndex);
    // Of a poll within an action nobody knows whether it came before what that brought about.
    floors.polls = Math.max(floors.polls, endIndex);
  }

  private reach(fences: number): void {
    this.reached = Math.max(this.reached, fences);
  }

  private actionAt(position: number): RecordedAction {
    return this.recorded.all[position] as RecordedAction;
  }
}
