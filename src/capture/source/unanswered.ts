import { documentOf } from '../../calls/document-of.ts';
import { keepNewest } from '../../std/keep-newest.ts';

/** Items of one document that are kept at most: as many as a recording holds. */
const MAX_UNANSWERED = 50_000;

/** Keeps the calls and requests that wait for their answers, by the document they belong to: a document that is gone takes its own along. */
export class Unanswered<Item> {
  private readonly documents = new Map<string, Map<string, Item>>();

  /**
   * @param id The id of a message of the document.
   * @param key What the answer will be known by. @default the id
   */
  keep(id: string, item: Item, key = id): void {
    const document = documentOf(id);
    const items = this.documents.get(document) ?? new Map<string, Item>();
    this.documents.set(document, items);
    keepNewest(items, key, item, MAX_UNANSWERED);
  }

  /** Returns what waits under `key`, which waits no more; undefined when nothing does. */
  take(id: string, key = id): Item | undefined {
    const items = this.documents.get(documentOf(id));
    const item = items?.get(key);
    items?.delete(key);
    return item;
  }

  /** Returns what waits under `key`, which waits on. */
  get(id: string, key = id): Item | undefined {
    return this.documents.get(documentOf(id))?.get(key);
  }

  /** Counts what waits in a document. */
  count(document: string): number {
    return this.documents.get(document)?.size ?? 0;
  }

  /** Returns what waits in a document. */
  in(document: string): Item[] {
    return [...(this.documents.get(document)?.values() ?? [])];
  }

  /** Returns all that waits. */
  all(): Item[] {
    return [...this.documents.values()].flatMap((items) => [...items.values()]);
  }

  /** A document is gone: its items will not be answered. */
  forget(document: string): void {
    this.documents.delete(document);
  }
}
