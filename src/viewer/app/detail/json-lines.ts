import { type ReadMarker, readMarker } from '../data/read-marker.ts';

/** Children of one value shown before "show more". */
export const CHILDREN_SHOWN = 100;
const OPEN_DEPTH = 2;
const OPEN_CHILDREN = 30;

/** One line of a value shown as a tree. */
export interface JsonLine {
  /** Unique in the tree. */
  path: string;
  level: number;
  /** Null at the root. */
  name: string | null;
  value: unknown;
  marker: ReadMarker | undefined;
  /** Children; 0 when there is nothing to open. */
  size: number;
  isOpen: boolean;
  /** Set on the line that stands for children not shown. */
  more?: { path: string; count: number };
}

/** The branches that the user opened and closed, by path. */
export interface JsonView {
  toggled: ReadonlyMap<string, boolean>;
  /** Children shown, where more than usual. */
  shown: ReadonlyMap<string, number>;
}

/** Lays a value out as lines; without recursion, so that no depth breaks it. */
export function layOut(root: unknown, view: JsonView): JsonLine[] {
  const lines: JsonLine[] = [];
  const rest: JsonLine[] = [toLine('', 0, null, root, view)];
  for (let line = rest.pop(); line !== undefined; line = rest.pop()) {
    lines.push(line);
    if (!line.isOpen || line.size === 0 || line.more) continue;
    const children = childrenOf(line);
    const shown = view.shown.get(line.path) ?? CHILDREN_SHOWN;
    const { path, level } = line;
    if (children.length > shown) {
      rest.push({
        path: `${path}/…`,
        level: level + 1,
        name: null,
        value: null,
        marker: undefined,
        size: 0,
        isOpen: false,
        more: { path, count: children.length - shown },
      });
    }
    for (const [name, value] of children.slice(0, shown).reverse())
      rest.push(toLine(`${path}/${name.replace(/[~/]/g, escapePointer)}`, level + 1, name, value, view));
  }
  return lines;
}

function toLine(path: string, level: number, name: string | null, value: unknown, view: JsonView): JsonLine {
  const marker = readMarker(value);
  const content = marker ? marker.content : value;
  const size =
    typeof content === 'object' && content !== null
      ? Object.keys(content).length
      : content === undefined || !marker
        ? 0
        : 1;
  const opensItself = level < OPEN_DEPTH && (level === 0 || size <= OPEN_CHILDREN) && !marker;
  return { path, level, name, value, marker, size, isOpen: size > 0 && (view.toggled.get(path) ?? opensItself) };
}

/** As in JSON Pointer (RFC 6901), so that no two lines share a path. */
function escapePointer(char: string): string {
  return char === '~' ? '~0' : '~1';
}

function childrenOf({ value, marker }: JsonLine): [string, unknown][] {
  const content = marker ? marker.content : value;
  return typeof content === 'object' && content !== null ? Object.entries(content) : [['content', content]];
}
