import { useState } from 'preact/hooks';

const KEY_STEP = 24;

/** The handle between two panes: drag it, or move it with the arrow keys. `side` is where the pane it sizes lies. */
export function Splitter({
  size,
  min,
  max,
  side,
  label,
  onSize,
}: {
  size: number;
  min: number;
  max: number;
  side: 'before' | 'after';
  label: string;
  onSize: (size: number) => void;
}) {
  const [grip, setGrip] = useState<{ x: number; size: number } | null>(null);
  const direction = side === 'before' ? 1 : -1;
  const resize = (wanted: number) => onSize(Math.max(min, Math.min(max, wanted)));
  return (
    <div
      class={`splitter is-${side}${grip ? ' is-dragged' : ''}`}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={Math.round(size)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setGrip({ x: event.clientX, size });
      }}
      onPointerMove={(event) => grip && resize(grip.size + (event.clientX - grip.x) * direction)}
      onPointerUp={() => setGrip(null)}
      onKeyDown={(event) => {
        const move = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP }[event.key];
        if (move !== undefined) resize(size + move * direction);
      }}
    />
  );
}
