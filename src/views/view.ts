/** A view of a session: what a person or a program asked of it, as text and as data. */
export interface View {
  /** The heading, in our words. */
  title: string;
  sections: ViewSection[];
  /** Sentences of ours at its end, such as which command shows more. */
  notes?: string[];
}

/** A part of a view. All text of the session stands in its items. */
export interface ViewSection {
  /** The key of the items in JSON. */
  key: string;
  /** The heading, in our words; left out when the view has no other section. */
  title?: string;
  items: ViewItem[];
  /** The value in JSON is the data of the one item, not a list. @default false */
  isSingle?: boolean;
  /** Its items are the lines of one text: without room for one, those behind it are left out too. @default false */
  isText?: boolean;
}

/** One thing in a view, such as a call. */
export interface ViewItem {
  /** The lines of the text, each safe to print. */
  lines: string[];
  /** The same for a program. Absent where an item before it has it already. */
  data?: unknown;
  /** The data where there is no room for all of it. */
  short?: unknown;
  /** Its place among what is kept when there is no room for all: the lowest first. @default 1 */
  rank?: number;
  /** Names it in the sentence on what was left out. */
  id?: string;
}
