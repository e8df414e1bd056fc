import type { StepNode } from '../data/step-nodes.ts';
import { type AxisScene, axisRows, axisScale, BAND, GUTTER, LANE } from './draw-axis.ts';
import { endOf } from './lanes.ts';

/** The event or step under the pointer. */
export type AxisPick = { type: 'row'; row: number } | { type: 'step'; step: StepNode };

const REACH = 5;

/** The step, call or push nearest to a point of the axis, within a few pixels. */
export function pickOnAxis(scene: AxisScene, width: number, px: number, py: number): AxisPick | null {
  if (px < GUTTER) return null;
  const rows = axisRows(scene.steps, scene.laneCount);
  const { x } = axisScale(scene.view, width);
  if (py < rows.callsTop - 3) {
    const depth = Math.floor((py - rows.stepsTop) / BAND);
    const step = scene.steps.findLast(
      (candidate) =>
        candidate.type === 'step' &&
        candidate.depth === depth &&
        x(candidate.start) <= px &&
        px <= Math.max(x(candidate.end), x(candidate.start) + 3),
    );
    return step ? { type: 'step', step } : null;
  }
  const isCalls = py < rows.pushesTop - 2;
  const lane = Math.floor((py - rows.callsTop) / LANE);
  let nearest: number | null = null;
  let best = REACH;
  const { columns } = scene;
  for (let row = 0; row < columns.count; row++) {
    const isCall = columns.kind(row) === 'invoke';
    if (isCall !== isCalls || (isCall && scene.lanes[row] !== lane)) continue;
    const start = x(columns.time[row] ?? 0);
    const end = isCall ? x(endOf(columns, row, scene.length)) : start + 2;
    const distance = Math.max(0, start - px, px - end) - (columns.isProblem(row) ? 1 : 0);
    if (distance < best) {
      best = distance;
      nearest = row;
    }
  }
  return nearest === null ? null : { type: 'row', row: nearest };
}
