import { useMemo, useState } from 'preact/hooks';
import { visibleText } from '../../../std/text/printable-text.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import { outlineValue } from '../data/outline-value.ts';
import { Icon } from '../shell/icons.tsx';
import { CHILDREN_SHOWN, type JsonLine, layOut } from './json-lines.ts';

const MAX_STRING = 4096;

/** A value as a tree that opens and closes; one tab stop, arrows move, Enter and the sides open and close. */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [shown, setShown] = useState<ReadonlyMap<string, number>>(new Map());
  const [current, setCurrent] = useState('');
  const lines = useMemo(() => layOut(value, { toggled, shown }), [value, toggled, shown]);
  const position = Math.max(
    0,
    lines.findIndex((line) => line.path === current),
  );

  const activate = (line: JsonLine) => {
    setCurrent(line.path);
    if (line.more)
      setShown(new Map(shown).set(line.more.path, (shown.get(line.more.path) ?? CHILDREN_SHOWN) + 10 * CHILDREN_SHOWN));
    else if (line.size > 0) setToggled(new Map(toggled).set(line.path, !line.isOpen));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const line = lines[position];
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!line || event.target !== event.currentTarget) return;
    if (move !== undefined) setCurrent(lines[Math.min(lines.length - 1, Math.max(0, position + move))]?.path ?? '');
    else if (
      event.key === 'Enter' ||
      ((event.key === 'ArrowRight') !== line.isOpen && /Arrow(Left|Right)/.test(event.key))
    )
      activate(line);
    else return;
    event.preventDefault();
  };

  const id = `json-${label.replace(/\W+/g, '-')}`;
  return (
    <div
      class="json"
      role="tree"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      aria-activedescendant={`${id}-${position}`}
    >
      {lines.map((line, i) => (
        <div
          key={line.path}
          id={`${id}-${i}`}
          class={`json-line${i === position ? ' is-current' : ''}`}
          role="treeitem"
          aria-level={line.level + 1}
          aria-expanded={line.size > 0 ? line.isOpen : undefined}
          aria-selected={i === position}
          style={{ paddingLeft: `${16 + Math.min(line.level, 40) * 14}px` }}
        >
          <Line line={line} onActivate={() => activate(line)} />
        </div>
      ))}
    </div>
  );
}

function Line({ line, onActivate }: { line: JsonLine; onActivate: () => void }) {
  if (line.more)
    return (
      <button type="button" class="link" tabIndex={-1} onClick={onActivate}>
        Show more of {counted(line.more.count, 'more item')}
      </button>
    );
  const name = line.name !== null && <span class="json-key">{visibleText(line.name, true)}</span>;
  if (line.size === 0)
    return (
      <>
        {name}
        {name && <span class="muted">: </span>}
        <Leaf line={line} />
      </>
    );
  return (
    <span class="json-branch" onClick={onActivate}>
      <Icon name={line.isOpen ? 'expanded' : 'collapsed'} />
      {name}
      {name && <span class="muted">: </span>}
      {line.marker ? (
        <span class="json-marker">{visibleText(line.marker.label, true)}</span>
      ) : (
        <span class="muted">{line.isOpen ? sizeOf(line) : outlineValue(line.value, { depth: 1 })}</span>
      )}
    </span>
  );
}

function sizeOf({ value, size }: JsonLine): string {
  return Array.isArray(value) ? `[${counted(size, 'item')}]` : `{${counted(size, 'field')}}`;
}

function Leaf({ line: { value, marker } }: { line: JsonLine }) {
  if (marker) return <LongText text={marker.label} className="json-marker" />;
  if (typeof value === 'string') return <LongText text={value} className="json-string" isQuoted />;
  if (typeof value === 'object' && value !== null)
    return <span class="muted">{Array.isArray(value) ? '[]' : '{}'}</span>;
  return <span class={`json-${value === null ? 'null' : typeof value}`}>{String(value)}</span>;
}

/** A text, its first 4 KB unless asked for more. */
export function LongText({
  text,
  className = '',
  isQuoted = false,
}: {
  text: string;
  className?: string;
  isQuoted?: boolean;
}) {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > MAX_STRING && !isWhole;
  const quote = isQuoted ? '"' : '';
  return (
    <span class={`long-text ${className}`}>
      {quote}
      {visibleText(isCut ? text.slice(0, MAX_STRING) : text)}
      {isCut ? '…' : quote}
      {isCut && (
        <button type="button" class="link" onClick={() => setWhole(true)}>
          Show all {counted(text.length, 'character')}
        </button>
      )}
    </span>
  );
}
