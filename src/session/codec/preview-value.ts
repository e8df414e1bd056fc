import { cutText, textHead } from '../../std/text/cut-text.ts';
import { measureOf } from './measure-of.ts';
import { valueFileOf } from './value-files.ts';

/**
 * Writes a JSON-safe value as JSON on one line, cut with `…` after `maxLength` characters. A value that stands beside the session is told by
 * what it is: `<a string of 300,000 characters>`.
 * Looks at no more of the value than it shows, so a preview of a large one is cheap.
 *
 * @example
 * previewValue({ title: 'Milk', tags: ['a', 'b'] }, 20); // {"title":"Milk","ta…
 */
export function previewValue(value: unknown, maxLength = 100): string {
  const preview = new Preview(maxLength);
  preview.write(value);
  return cutText(preview.text, maxLength);
}

class Preview {
  text = '';
  private readonly maxLength: number;

  constructor(maxLength: number) {
    this.maxLength = maxLength;
  }

  write(value: unknown): void {
    // Every level writes a bracket before the next: depth is bounded by the length.
    if (typeof value === 'string') this.text += JSON.stringify(textHead(value, this.maxLength + 1));
    else if (typeof value !== 'object' || value === null) this.text += JSON.stringify(value) ?? 'undefined';
    else if (Array.isArray(value)) this.writeItems('[', ']', value, (item) => this.write(item));
    else if (this.writeFile(value)) return;
    else
      this.writeItems('{', '}', Object.keys(value), (key) =>
        this.writeField(key, (value as Record<string, unknown>)[key]),
      );
  }

  private writeFile(value: object): boolean {
    const file = valueFileOf(value);
    if (file !== undefined) this.text += `<${measureOf(file.type, file.size)}>`;
    return file !== undefined;
  }

  private writeField(key: string, value: unknown): void {
    this.text += `${JSON.stringify(textHead(key, this.maxLength + 1))}:`;
    this.write(value);
  }

  private writeItems<Item>(open: string, close: string, items: Item[], write: (item: Item) => void): void {
    this.text += open;
    for (const [at, item] of items.entries()) {
      if (this.text.length > this.maxLength) return;
      if (at > 0) this.text += ',';
      write(item);
    }
    this.text += close;
  }
}
