import { visibleText } from '../../../std/text/printable-text.ts';
import type { EventColumns } from '../data/event-columns.ts';
import type { StepNode } from '../data/step-nodes.ts';
import type { TimeRange } from '../data/use-timeline.ts';
import { endOf } from './lanes.ts';

/** Sizes of the axis, in CSS pixels. */
export const GUTTER = 64;
const RULER = 20;
export const BAND = 17;
export const LANE = 10;
const TICKS = 12;
const GAP = 6;
const MAX_BANDS = 3;

/** All that is drawn. */
export interface AxisScene {
  columns: EventColumns;
  steps: readonly StepNode[];
  lanes: Uint8Array;
  laneCount: number;
  length: number;
  view: TimeRange;
  row: number | null;
  step: StepNode | null;
}

/** Where the parts of the axis are, from the top. */
export function axisRows(steps: readonly StepNode[], laneCount: number) {
  const bands = Math.min(
    MAX_BANDS,
    steps.reduce((most, step) => (step.type === 'step' ? Math.max(most, step.depth + 1) : most), 0),
  );
  const stepsTop = RULER;
  const callsTop = stepsTop + bands * BAND + GAP;
  const pushesTop = callsTop + Math.max(2, laneCount) * LANE + GAP;
  return { bands, stepsTop, callsTop, pushesTop, height: pushesTop + TICKS + GAP };
}

/** The x of a time and the time of an x. */
export function axisScale(view: TimeRange, width: number) {
  const room = Math.max(1, width - GUTTER - 8);
  const perMicro = room / Math.max(1, view[1] - view[0]);
  return {
    x: (time: number) => GUTTER + (time - view[0]) * perMicro,
    time: (x: number) => view[0] + (x - GUTTER) / perMicro,
  };
}

/** Draws the axis. Bars thinner than a pixel are drawn once a pixel; failed and pending calls always. */
export function drawAxis(
  context: CanvasRenderingContext2D,
  scene: AxisScene,
  width: number,
  style: CSSStyleDeclaration,
): void {
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const rows = axisRows(scene.steps, scene.laneCount);
  const { x } = axisScale(scene.view, width);
  const font = style.fontFamily;
  context.clearRect(0, 0, width, rows.height);
  context.textBaseline = 'middle';
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, width - GUTTER, rows.height);
  context.clip();
  context.font = `11px ${font}`;
  drawRuler();
  drawSteps();
  drawCalls();
  drawTicks();
  context.restore();
  drawGutter();

  function drawRuler() {
    const span = scene.view[1] - scene.view[0];
    const step = niceStep(span / Math.max(2, (width - GUTTER) / 110));
    context.lineWidth = 1;
    for (let time = Math.ceil(scene.view[0] / step) * step; time <= scene.view[1]; time += step) {
      const at = Math.round(x(time)) + 0.5;
      context.strokeStyle = color('line-soft');
      context.beginPath();
      context.moveTo(at, 4);
      context.lineTo(at, rows.height);
      context.stroke();
      context.fillStyle = color('muted');
      if (at < width - 70) context.fillText(rulerLabel(time, step), at + 4, 10);
    }
  }

  function drawSteps() {
    for (const step of scene.steps) {
      if (step.type !== 'step' || step.depth >= rows.bands) continue;
      const left = Math.max(GUTTER, x(step.start));
      const right = Math.min(width, Math.max(x(step.end), x(step.start) + 2));
      if (right < GUTTER || left > width) continue;
      const top = rows.stepsTop + step.depth * BAND;
      const isFailed = step.status === 'failed';
      context.fillStyle = color(isFailed ? 'failed-soft' : step === scene.step ? 'accent-soft' : 'band');
      roundRect(left, top, Math.max(2, right - left - 1), BAND - 2, 3);
      context.fill();
      if (step === scene.step) {
        context.strokeStyle = color('accent');
        context.lineWidth = 1.5;
        context.stroke();
      }
      if (right - left > 24)
        drawText(
          (isFailed ? '✕ ' : '') + step.title,
          left + 5,
          top + BAND / 2 - 0.5,
          right - left - 9,
          color(isFailed ? 'failed' : 'text'),
        );
    }
  }

  function drawCalls() {
    const { columns, lanes, length } = scene;
    const hatch = hatchOf(context, color('pending'), color('pending-soft'));
    const lastPixel = new Float64Array(scene.laneCount).fill(-1);
    const ok = color('call');
    const framework = color('call-soft');
    for (let pass = 0; pass < 2; pass++) {
      for (let row = 0; row < columns.count; row++) {
        if (columns.kind(row) !== 'invoke' || columns.isProblem(row) !== (pass === 1)) continue;
        const start = x(columns.time[row] ?? 0);
        const end = x(endOf(columns, row, length));
        if (end < GUTTER || start > width) continue;
        const lane = lanes[row] ?? 0;
        const pixel = Math.floor(end);
        if (pass === 0 && end - start < 1 && lastPixel[lane] === pixel) continue;
        lastPixel[lane] = pixel;
        const top = rows.callsTop + lane * LANE;
        const left = Math.max(GUTTER - 4, start);
        const barWidth = Math.max(pass === 1 ? 3 : 1.5, Math.min(width, end) - left);
        const status = columns.status(row);
        context.fillStyle =
          status === 'failed'
            ? color('failed')
            : status === 'pending'
              ? hatch
              : columns.isFramework(row)
                ? framework
                : ok;
        context.fillRect(left, top, barWidth, LANE - 2);
        if (status === 'failed') drawMarker(start, top);
        if (status === 'pending') {
          context.strokeStyle = color('pending');
          context.lineWidth = 1;
          context.strokeRect(left + 0.5, top + 0.5, barWidth - 1, LANE - 3);
        }
      }
    }
    if (scene.row !== null) drawSelected(scene.row);
  }

  function drawMarker(at: number, top: number) {
    context.beginPath();
    context.moveTo(at - 4, top - 4);
    context.lineTo(at + 4, top - 4);
    context.lineTo(at, top + 2);
    context.fill();
  }

  function drawSelected(row: number) {
    const { columns } = scene;
    const at = x(columns.time[row] ?? 0);
    const isCall = columns.kind(row) === 'invoke';
    const end = isCall ? x(endOf(columns, row, scene.length)) : at + 2;
    const top = isCall ? rows.callsTop + (scene.lanes[row] ?? 0) * LANE : rows.pushesTop;
    context.strokeStyle = color('text');
    context.lineWidth = 2;
    context.strokeRect(
      Math.max(GUTTER - 4, at) - 1,
      top - 1,
      Math.max(4, Math.min(width + 8, end) - Math.max(GUTTER - 4, at)) + 2,
      isCall ? LANE : TICKS,
    );
    context.lineWidth = 1;
    context.setLineDash([2, 3]);
    context.beginPath();
    context.moveTo(Math.round(at) + 0.5, RULER - 6);
    context.lineTo(Math.round(at) + 0.5, rows.height);
    context.stroke();
    context.setLineDash([]);
  }

  function drawTicks() {
    const { columns } = scene;
    const colors = { push: color('push'), send: color('send') };
    let last = -1;
    for (let row = 0; row < columns.count; row++) {
      const kind = columns.kind(row);
      if (kind === 'invoke') continue;
      const at = Math.round(x(columns.time[row] ?? 0));
      if (at < GUTTER || at > width || at === last) continue;
      last = at;
      context.fillStyle = kind === 'push' ? colors.push : kind === 'send' ? colors.send : color('line');
      context.fillRect(at, rows.pushesTop + (kind === 'push' ? 0 : 3), 2, kind === 'push' ? TICKS - 2 : TICKS - 5);
    }
  }

  function drawGutter() {
    context.font = `10.5px ${font}`;
    context.fillStyle = color('muted');
    if (rows.bands > 0) context.fillText('Steps', 12, rows.stepsTop + BAND / 2);
    context.fillText('Calls', 12, rows.callsTop + LANE / 2);
    context.fillText('Pushes', 12, rows.pushesTop + TICKS / 2);
  }

  function drawText(text: string, at: number, middle: number, room: number, fill: string) {
    context.save();
    context.beginPath();
    context.rect(at, middle - BAND / 2, room, BAND);
    context.clip();
    context.fillStyle = fill;
    context.fillText(visibleText(text.slice(0, 200), true), at, middle);
    context.restore();
  }

  function roundRect(left: number, top: number, w: number, h: number, radius: number) {
    context.beginPath();
    context.roundRect(left, top, w, h, Math.min(radius, w / 2));
  }
}

function hatchOf(context: CanvasRenderingContext2D, stroke: string, fill: string): CanvasPattern | string {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 12;
  const pen = tile.getContext('2d');
  if (!pen) return stroke;
  pen.fillStyle = fill;
  pen.fillRect(0, 0, 12, 12);
  pen.strokeStyle = stroke;
  pen.lineWidth = 2.5;
  for (const offset of [-12, -6, 0, 6, 12]) {
    pen.moveTo(offset, 12);
    pen.lineTo(offset + 12, 0);
  }
  pen.stroke();
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(0.6));
  return pattern ?? stroke;
}

/** The next of 1, 2, 5, 10, … */
function niceStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, atLeast)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= atLeast) ?? 10;
  return factor * power;
}

function rulerLabel(time: number, step: number): string {
  if (step < 1000) return `${Math.round(time)} µs`;
  if (step < 1_000_000)
    return time < 1_000_000
      ? `${Math.round(time / 1000)} ms`
      : `${(time / 1_000_000).toFixed(step < 10_000 ? 3 : step < 100_000 ? 2 : 1)} s`;
  return `${Math.round(time / 1_000_000)} s`;
}
