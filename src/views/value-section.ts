import { previewValue } from '../session/codec/preview-value.ts';
import { textHead } from '../std/text/cut-text.ts';
import { indentedJson } from '../std/text/indented-json.ts';
import { escapeText } from '../std/text/printable-text.ts';
import type { ViewSection } from './view.ts';

/** Characters of one line: a text of the app has no end to its lines. */
const MAX_LINE = 2_000;
const MAX_PREVIEW = 400;

/** Makes a section of a value: JSON in lines that are safe to print, and the value itself for a program. */
export function valueSection(key: string, title: string, value: unknown): ViewSection {
  const lines = (indentedJson(value) ?? 'undefined').split('\n').map(lineOf);
  return {
    ...{ key, title, isSingle: true, isText: true },
    items: lines.map((line, at) => ({
      lines: [line],
      ...(at === 0
        ? { data: value, short: isShort(value) ? value : { $preview: previewValue(value, MAX_PREVIEW) } }
        : {}),
    })),
  };
}

function isShort(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').length <= MAX_PREVIEW;
}

function lineOf(line: string): string {
  if (line.length <= MAX_LINE) return escapeText(line);
  return `${escapeText(textHead(line, MAX_LINE))}… (${line.length.toLocaleString('en')} characters; --json has all)`;
}
