import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import { readableDuration, readableOffset } from '../../../std/text/readable-numbers.ts';
import type { Timeline, TimeRange } from '../data/use-timeline.ts';
import { type AxisScene, axisRows, axisScale, drawAxis } from './draw-axis.ts';
import { assignLanes } from './lanes.ts';
import { type AxisPick, pickOnAxis } from './pick-on-axis.ts';

const MIN_VIEW = 100;
const DRAG_FROM = 4;

/** Steps, calls and pushes over time. Click selects, drag zooms, the wheel zooms and pans; the list below is its text form. */
export function TimeAxis({ timeline }: { timeline: Timeline }) {
  const { session, steps, row, step, view, setView } = timeline;
  const { columns, header } = session;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [theme, setTheme] = useState(0);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const [hover, setHover] = useState<{ x: number; y: number; pick: AxisPick } | null>(null);
  const { lanes, count: laneCount } = useMemo(() => assignLanes(columns, header.length), [columns, header]);
  const { height } = axisRows(steps, laneCount);
  const scene: AxisScene = { columns, steps, lanes, laneCount, length: header.length, view, row, step };
  const whole: TimeRange = [0, Math.max(1000, header.length)];
  const isZoomed = view[0] > whole[0] || view[1] < whole[1];

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const onTheme = () => setTheme((count) => count + 1);
    dark.addEventListener('change', onTheme);
    return () => {
      observer.disconnect();
      dark.removeEventListener('change', onTheme);
    };
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || width === 0) return;
    const frame = requestAnimationFrame(() => {
      const ratio = devicePixelRatio || 1;
      element.width = Math.round(width * ratio);
      element.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawAxis(context, scene, width, getComputedStyle(element));
    });
    return () => cancelAnimationFrame(frame);
  }, [width, height, theme, columns, steps, lanes, view, row, step]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // Not through preact: a wheel handler that may prevent the default must say so.
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      setView(
        event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)
          ? pan(event.deltaX || event.deltaY)
          : zoom(event.offsetX, event.deltaY),
      );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [view, width]);

  const zoom = (at: number, delta: number): TimeRange => {
    const time = axisScale(view, width).time(at);
    const factor = 1.0015 ** Math.max(-400, Math.min(400, delta));
    return clamp([time - (time - view[0]) * factor, time + (view[1] - time) * factor], whole);
  };
  const pan = (delta: number): TimeRange => {
    const by = ((view[1] - view[0]) * delta) / Math.max(1, width);
    const kept = Math.max(whole[0] - view[0], Math.min(whole[1] - view[1], by));
    return [view[0] + kept, view[1] + kept];
  };
  const onPointerUp = (event: PointerEvent) => {
    setDrag(null);
    if (drag && Math.abs(drag.to - drag.from) >= DRAG_FROM) {
      const { time } = axisScale(view, width);
      setView(clamp([time(Math.min(drag.from, drag.to)), time(Math.max(drag.from, drag.to))], whole));
      return;
    }
    const pick = pickOnAxis(scene, width, event.offsetX, event.offsetY);
    if (pick?.type === 'row') timeline.selectRow(pick.row);
    else if (pick) timeline.selectStep(pick.step);
  };

  return (
    <section class="axis" aria-label="Time axis">
      <canvas
        ref={canvas}
        role="img"
        aria-label={`Steps and calls over ${readableDuration(header.length)}; the list below has the same in words.`}
        style={{ height: `${height}px` }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrag({ from: event.offsetX, to: event.offsetX });
        }}
        onPointerMove={(event) => {
          if (drag) setDrag({ ...drag, to: event.offsetX });
          const pick = drag ? null : pickOnAxis(scene, width, event.offsetX, event.offsetY);
          setHover(pick && { x: event.offsetX, y: event.offsetY, pick });
        }}
        onPointerLeave={() => setHover(null)}
        onPointerUp={onPointerUp}
        onDblClick={() => setView(whole)}
      />
      {drag && Math.abs(drag.to - drag.from) >= DRAG_FROM && (
        <div
          class="axis-brush"
          style={{ left: `${Math.min(drag.from, drag.to)}px`, width: `${Math.abs(drag.to - drag.from)}px` }}
        />
      )}
      {hover && (
        <div
          class="axis-tip"
          style={{ left: `${Math.min(hover.x + 12, Math.max(0, width - 280))}px`, top: `${hover.y + 16}px` }}
        >
          {hover.pick.type === 'row' ? (
            <>
              <b class="mono">{visibleText(columns.name(hover.pick.row), true)}</b>{' '}
              {columns.status(hover.pick.row) === 'none'
                ? columns.kind(hover.pick.row)
                : columns.status(hover.pick.row)}
              <span class="muted">
                {' '}
                #{columns.index[hover.pick.row]} at {readableOffset(columns.time[hover.pick.row] ?? 0)} s{' '}
                {readableDuration(columns.duration[hover.pick.row] ?? -1)}
              </span>
            </>
          ) : (
            <>
              <b>{visibleText(hover.pick.step.title, true)}</b>{' '}
              <span class="muted">{readableDuration(hover.pick.step.end - hover.pick.step.start)}</span>
            </>
          )}
        </div>
      )}
      {isZoomed && (
        <button type="button" class="quiet axis-fit" title="Show all of the time (0)" onClick={() => setView(whole)}>
          Fit
        </button>
      )}
    </section>
  );
}

function clamp([from, to]: TimeRange, whole: TimeRange): TimeRange {
  const middle = (from + to) / 2;
  const half = Math.max(MIN_VIEW, to - from) / 2;
  return [Math.max(whole[0], middle - half), Math.min(whole[1], middle + half)];
}
