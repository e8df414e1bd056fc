import type { RowStatus } from '../../timeline-format.ts';
import type { StepStatus } from '../data/step-nodes.ts';

const PATHS = {
  ok: 'M3.5 8.5l3 3 6-7',
  failed: 'M4 4l8 8M12 4l-8 8',
  pending: 'M8 4.2V8l2.6 1.8M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z',
  skipped: 'M3.5 8h9',
  checkpoint: 'M8 2.5L13.5 8 8 13.5 2.5 8z',
  expanded: 'M4.5 6.5L8 10l3.5-3.5',
  collapsed: 'M6.5 4.5L10 8l-3.5 3.5',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3.5 3.5',
} as const;

export type IconName = keyof typeof PATHS;

/** A small line drawing; a word always stands beside it or in its label. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg class={`icon ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

const STATUS_ICONS: Partial<Record<RowStatus | StepStatus, IconName>> = {
  ok: 'ok',
  passed: 'ok',
  failed: 'failed',
  pending: 'pending',
  unfinished: 'pending',
  skipped: 'skipped',
  abandoned: 'skipped',
};

/** The icon of a status, coloured; nothing when it has none. */
export function StatusIcon({ status }: { status: RowStatus | StepStatus }) {
  const name = STATUS_ICONS[status];
  return name ? <Icon name={name} className={`is-${status}`} /> : null;
}
