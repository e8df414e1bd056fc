import { markerOf } from '../../../session/codec/values.ts';
import { readableSize } from '../../../std/text/readable-numbers.ts';

/** A value that JSON cannot say, put into words. */
export interface ReadMarker {
  label: string;
  /** The value inside, when there is more to look at. */
  content?: unknown;
}

/** The readable form of a `$…` marker, or undefined when `value` is plain JSON. */
export function readMarker(value: unknown): ReadMarker | undefined {
  const key = markerOf(value);
  if (key === undefined) return undefined;
  const inner = (value as Record<string, unknown>)[key];
  switch (key) {
    case '$undefined':
      return { label: 'undefined' };
    case '$number':
      return { label: String(inner) };
    case '$bigint':
      return { label: `${String(inner)}n` };
    case '$date':
      return { label: `Date ${String(inner)}` };
    case '$error':
      return { label: `${textOf(inner, 'name', 'Error')}: ${textOf(inner, 'message', '')}`, content: inner };
    case '$map':
      return { label: `Map(${lengthOf(inner)})`, content: inner };
    case '$object':
      return { label: `object with broken characters in its keys`, content: inner };
    case '$set':
      return { label: `Set(${lengthOf(inner)})`, content: inner };
    case '$binary':
      return {
        label: `${textOf(inner, 'type', 'binary')}, ${readableSize(numberOf(inner, 'size'))} of binary data`,
        content: inner,
      };
    case '$text':
      return { label: `text with broken characters: ${String(inner)}` };
    case '$cut':
      return {
        label: `${textOf(inner, 'type', 'value')} cut when recorded, true size ${numberOf(inner, 'size').toLocaleString('en')}`,
        content: fieldOf(inner, 'head'),
      };
    case '$file':
      return {
        label: `${textOf(inner, 'type', 'value')}, ${readableSize(numberOf(inner, 'bytes'))}, in values/${textOf(inner, 'sha256', '')} beside the session`,
        content: fieldOf(inner, 'head'),
      };
    case '$function':
      return { label: `function ${String(inner)}` };
    case '$symbol':
      return { label: `Symbol(${String(inner)})` };
    case '$regexp':
      return { label: `/${textOf(inner, 'source', '')}/${textOf(inner, 'flags', '')}` };
    case '$hole':
      return { label: 'hole' };
    case '$circular':
      return { label: 'circular reference' };
    case '$literal':
      return { label: 'object', content: inner };
    default:
      return { label: String(inner) };
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function textOf(value: unknown, key: string, otherwise: string): string {
  const field = fieldOf(value, key);
  return typeof field === 'string' ? field : otherwise;
}

function numberOf(value: unknown, key: string): number {
  const field = fieldOf(value, key);
  return typeof field === 'number' ? field : 0;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
