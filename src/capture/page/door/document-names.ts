import { documentOf } from '../../../calls/document-of.ts';

/** Names that one document has at most: its own, and those it had in the window before, or for another client of the browser. */
const MAX_NAMES = 4;
/** Letters of one name at most. */
const MAX_LENGTH = 32;

/** The names that stand in the ids of a document's calls. They are few, so that what is kept by them stays bounded. */
export class DocumentNames {
  private readonly prefix: string;
  private readonly others = new Set<string>();

  /** @param own the name by which the document calls itself now. */
  constructor(own: string) {
    this.prefix = `${own}-`;
  }

  /** Tells whether an id is one of the document's. */
  owns(id: string): boolean {
    if (id.startsWith(this.prefix)) return true;
    const name = documentOf(id);
    if (this.others.has(name)) return true;
    if (this.others.size + 1 >= MAX_NAMES || name === '' || name.length > MAX_LENGTH) return false;
    this.others.add(name);
    return true;
  }
}
