import type { CheckpointRow } from '../../timeline-format.ts';

export type StepStatus = 'passed' | 'failed' | 'skipped' | 'unfinished';

/** A step of the test, or a checkpoint the test took by itself; a range of the session either way. */
export interface StepNode {
  /** As in every view of the session: `s2` for the second step to begin; of anything else `k3`, the checkpoint that it is or ended with. */
  id: string;
  type: 'step' | 'checkpoint';
  title: string;
  titlePath: string[];
  category: string;
  status: StepStatus;
  error: string | undefined;
  /** `file:line`, or empty. */
  location: string;
  depth: number;
  children: StepNode[];
  /** Microseconds from the origin. */
  start: number;
  end: number;
  /** Event numbers: from `from`, up to but not including `to`. */
  from: number;
  to: number;
  /** Positions of its checkpoints; null when one is missing. */
  begins: number | null;
  ends: number | null;
}

/** Steps that can be open at once, nested and in parallel. */
const MAX_OPEN = 200;

/** Builds the tree of steps from the checkpoints. Parallel steps nest by title path, not by time alone. */
export function buildSteps(checkpoints: readonly CheckpointRow[], sessionEnd: number, endIndex: number): StepNode[] {
  const roots: StepNode[] = [];
  const open = new Map<string, StepNode>();
  let begun = 0;
  for (const [position, checkpoint] of checkpoints.entries()) {
    const { step } = checkpoint;
    if (step === undefined) {
      const previous = checkpoints[position - 1];
      const titlePath = [checkpoint.label ?? checkpoint.id];
      attach(roots, [...open.values()], {
        ...emptyNode(`k${position + 1}`, 'checkpoint', titlePath, 'checkpoint'),
        start: checkpoint.time,
        end: checkpoint.time,
        from: previous?.eventIndex ?? 0,
        to: checkpoint.eventIndex,
        ends: position,
      });
    } else if (step.phase === 'begin') {
      const node: StepNode = {
        ...emptyNode(`s${++begun}`, 'step', step.title_path, step.category),
        status: 'unfinished',
        location: step.location ? `${step.location.file}:${step.location.line}` : '',
        start: checkpoint.time,
        end: sessionEnd,
        from: checkpoint.eventIndex,
        to: endIndex,
        begins: position,
      };
      attach(roots, [...open.values()], node);
      open.set(step.id, node);
      // The oldest is taken for one whose end was lost: each step is compared with all that are open.
      for (const [id] of open) if (open.size > MAX_OPEN) open.delete(id);
    } else {
      let node = open.get(step.id);
      if (node === undefined) {
        // Its begin fell out of the buffer, or the recording started later.
        const start = Math.max(0, checkpoint.time - (step.duration_ms ?? 0) * 1000);
        node = { ...emptyNode(`k${position + 1}`, 'step', step.title_path, step.category), start, from: 0 };
        attach(roots, [...open.values()], node);
      }
      open.delete(step.id);
      node.end = checkpoint.time;
      node.to = checkpoint.eventIndex;
      node.ends = position;
      node.error = step.error;
      node.status = step.skipped ? 'skipped' : step.error === undefined ? 'passed' : 'failed';
      if (step.location && node.location === '') node.location = `${step.location.file}:${step.location.line}`;
    }
  }
  return roots;
}

/** The tree in reading order, parents first. */
export function flattenSteps(roots: readonly StepNode[]): StepNode[] {
  const flat: StepNode[] = [];
  const rest = [...roots].reverse();
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    flat.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) rest.push(node.children[i] as StepNode);
  }
  return flat;
}

/** The innermost step an event belongs to. */
export function stepOf(steps: readonly StepNode[], eventIndex: number): StepNode | null {
  let found: StepNode | null = null;
  for (const step of steps) {
    const isInside = step.type === 'step' && step.from <= eventIndex && eventIndex < step.to;
    if (isInside && (found === null || step.depth >= found.depth)) found = step;
  }
  return found;
}

function emptyNode(id: string, type: StepNode['type'], titlePath: string[], category: string): StepNode {
  return {
    id,
    type,
    titlePath,
    category,
    title: titlePath.at(-1) ?? id,
    status: 'passed',
    error: undefined,
    location: '',
    depth: 0,
    children: [],
    start: 0,
    end: 0,
    from: 0,
    to: 0,
    begins: null,
    ends: null,
  };
}

/** Hangs `node` under the open step whose title path is the longest start of its own; checkpoints under the innermost open step. */
function attach(roots: StepNode[], open: readonly StepNode[], node: StepNode): void {
  let parent: StepNode | undefined;
  for (const step of open) {
    const isAbove = node.type === 'checkpoint' || isStartOf(step.titlePath, node.titlePath);
    if (isAbove && (parent === undefined || step.titlePath.length >= parent.titlePath.length)) parent = step;
  }
  node.depth = parent ? parent.depth + 1 : 0;
  (parent?.children ?? roots).push(node);
}

function isStartOf(start: readonly string[], path: readonly string[]): boolean {
  return start.length < path.length && start.every((title, i) => title === path[i]);
}
