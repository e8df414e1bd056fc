import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

const OVERSCAN = 10;

/** Which rows of a long list to render, and where. */
export interface VirtualRows {
  viewport: RefObject<HTMLDivElement | null>;
  /** The first row to render, and the one after the last. */
  first: number;
  last: number;
  /** Rows that fit in the viewport. */
  page: number;
}

/** Renders only the rows in view and ten on each side; keeps `current` in view when it changes. */
export function useVirtualRows(count: number, rowHeight: number, current: number, headerHeight = 0): VirtualRows {
  const viewport = useRef<HTMLDivElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 600 });

  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);

  useLayoutEffect(() => {
    const element = viewport.current;
    if (!element || current < 0) return;
    const rowTop = current * rowHeight;
    const room = element.clientHeight - headerHeight;
    const isAbove = rowTop < element.scrollTop;
    const isBelow = rowTop + rowHeight > element.scrollTop + room;
    const isFar = rowTop < element.scrollTop - room || rowTop > element.scrollTop + 2 * room;
    if (isFar) element.scrollTop = rowTop - room / 2;
    else if (isAbove) element.scrollTop = rowTop;
    else if (isBelow) element.scrollTop = rowTop + rowHeight - room;
  }, [current, count, height, rowHeight, headerHeight]);

  const first = Math.max(0, Math.floor(top / rowHeight) - OVERSCAN);
  const last = Math.min(count, Math.ceil((top + height) / rowHeight) + OVERSCAN);
  return { viewport, first, last, page: Math.max(1, Math.floor((height - headerHeight) / rowHeight) - 1) };
}
