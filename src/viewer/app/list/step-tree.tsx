import { useMemo, useState } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import { readableDuration } from '../../../std/text/readable-numbers.ts';
import type { StepNode } from '../data/step-nodes.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { Icon, StatusIcon } from '../shell/icons.tsx';
import { useVirtualRows } from './virtual-rows.ts';

const ROW_HEIGHT = 24;

/** The steps of the test as a tree; one tab stop, arrows move and fold. */
export function StepTree({ timeline }: { timeline: Timeline }) {
  const { steps, step: selected, selectStep } = timeline;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const visible = useMemo(() => unfold(steps, folded), [steps, folded]);
  const current = selected ? visible.indexOf(selected) : -1;
  const { viewport, first, last } = useVirtualRows(visible.length, ROW_HEIGHT, current);

  const fold = (node: StepNode, isFolded: boolean) => {
    const next = new Set(folded);
    if (isFolded) next.add(node.id);
    else next.delete(node.id);
    setFolded(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = { ArrowDown: 1, ArrowUp: -1, Home: -current, End: visible.length - 1 - current }[event.key];
    const target = move === undefined ? undefined : visible[Math.max(0, current + move)];
    if (target) selectStep(target);
    else if (selected && event.key === 'ArrowRight') fold(selected, false);
    else if (selected && event.key === 'ArrowLeft') fold(selected, true);
    else if (move === undefined) return;
    event.preventDefault();
  };

  return (
    <div
      ref={viewport}
      class="tree scroll"
      role="tree"
      aria-label="Steps"
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={current >= 0 ? `step-${current}` : undefined}
    >
      <div class="spacer" style={{ height: `${visible.length * ROW_HEIGHT}px` }}>
        {visible.slice(first, last).map((node, i) => (
          <StepRow
            key={node.id}
            node={node}
            position={first + i}
            isSelected={node === selected}
            isFolded={folded.has(node.id)}
            onSelect={() => selectStep(node)}
            onFold={() => fold(node, !folded.has(node.id))}
          />
        ))}
      </div>
    </div>
  );
}

interface StepRowProps {
  node: StepNode;
  position: number;
  isSelected: boolean;
  isFolded: boolean;
  onSelect: () => void;
  onFold: () => void;
}

function StepRow({ node, position, isSelected, isFolded, onSelect, onFold }: StepRowProps) {
  const hasChildren = node.children.length > 0;
  const location = node.location.split('/').at(-1) ?? '';
  return (
    <div
      id={`step-${position}`}
      class={`step-row row step-${node.status} category-${/^(test\.step|hook|checkpoint)$/.test(node.category) ? 'main' : 'minor'}`}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-selected={isSelected}
      aria-expanded={hasChildren ? !isFolded : undefined}
      style={{ top: `${position * ROW_HEIGHT}px`, paddingLeft: `${6 + Math.min(node.depth, 12) * 14}px` }}
      title={[node.titlePath.join(' › '), node.location, node.category]
        .filter(Boolean)
        .map((text) => visibleText(text, true))
        .join('\n')}
      onClick={onSelect}
    >
      <span
        class="fold"
        onClick={(event) => {
          event.stopPropagation();
          onFold();
        }}
      >
        {hasChildren && <Icon name={isFolded ? 'collapsed' : 'expanded'} />}
      </span>
      {node.type === 'checkpoint' ? (
        <Icon name="checkpoint" className="is-checkpoint" />
      ) : (
        <StatusIcon status={node.status} />
      )}
      <span class="step-title">{visibleText(node.title, true)}</span>
      <span class="step-place muted">{visibleText(location, true)}</span>
      {node.status !== 'passed' && (
        <span class={`word is-${node.status}`}>{node.status === 'unfinished' ? 'did not end' : node.status}</span>
      )}
      {node.type === 'step' && <span class="step-time muted">{readableDuration(node.end - node.start)}</span>}
    </div>
  );
}

function unfold(steps: readonly StepNode[], folded: ReadonlySet<string>): StepNode[] {
  const visible: StepNode[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const node of steps) {
    if (node.depth > hiddenBelow) continue;
    visible.push(node);
    hiddenBelow = folded.has(node.id) ? node.depth : Number.POSITIVE_INFINITY;
  }
  return visible;
}
