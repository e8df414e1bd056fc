import { documentOf } from './page-protocol.ts';

/** Of one document at a time; as many as a recording holds. */
const MAX_UNANSWERED = 50_000;

/** What still waits for its answer, by the document it belongs to: a document that is gone takes its own along. */
export class Unanswered<Item> {
  private readonly documents = new Map<string, Map<string, Item>>();

  /** @param id The id of a message of the document. */
  keep(id: string, key: string, item: Item): void {
    const document = documentOf(id);
    const items = this.documents.get(document) ?? new Map<string, Item>();
    this.documents.set(document, items.set(key, item));
    // What is never answered must not be kept for ever.
    if (items.size > MAX_UNANSWERED) items.delete(items.keys().next().value as string);
  }

  /** Returns what waits under `key`, which waits no more; undefined when nothing does. */
  take(id: string, key: string): Item | undefined {
    const items = this.documents.get(documentOf(id));
    const item = items?.get(key);
    items?.delete(key);
    return item;
  }

  /** A document is gone: what it left open will not be answered. */
  forget(document: string): void {
    this.documents.delete(document);
  }
}
