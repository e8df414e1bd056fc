import { joinPath } from './diff-values.ts';
import { valueFileOf } from './value-files.ts';
import { markerOf } from './values.ts';

/** A part of a value that was not recorded whole. */
export interface Loss {
  /** Where it is in the value; `''` is the whole of it. */
  path: string;
  type: string;
  /** Its true size: UTF-16 units, items or bytes. */
  size: number;
  /** The reason: over a limit when recorded, with a secret in it, or its file is not there. */
  why: 'cut' | 'redacted' | 'missing';
}

/** Finds the first part of a value that was not recorded whole, or whose file is not there; undefined when it is all there. */
export function firstLoss(encoded: unknown): Loss | undefined {
  const work: { value: unknown; path: string }[] = [{ value: encoded, path: '' }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { value, path } = next;
    if (typeof value !== 'object' || value === null) continue;
    const marker = markerOf(value);
    const content = (marker === undefined ? undefined : Reflect.get(value, marker)) as Partial<Cut> | null | undefined;
    if (marker === '$cut') return { path, type: content?.type ?? 'value', size: content?.size ?? 0, why: 'cut' };
    if (marker === '$binary') {
      if (content?.base64 === undefined && content?.detached !== true)
        return {
          ...{ path, type: content?.type ?? 'binary data', size: content?.size ?? 0 },
          why: content?.redacted === true ? 'redacted' : 'cut',
        };
      continue;
    }
    const file = valueFileOf(value);
    if (file !== undefined) return { path, type: file.type, size: file.size, why: 'missing' };
    if (marker !== undefined) work.push({ value: content, path });
    else if (Array.isArray(value))
      for (let at = value.length - 1; at >= 0; at--) work.push({ value: value[at], path: joinPath(path, at) });
    else
      for (const [key, item] of Object.entries(value).reverse()) work.push({ value: item, path: joinPath(path, key) });
  }
  return undefined;
}

interface Cut {
  type: string;
  size: number;
  base64: string;
  detached: boolean;
  redacted: boolean;
}
