import { type PageKeys, type PageState, SAME_STATE, type StateAnswer } from '../page-protocol.ts';
import { handleFunction } from './door/page-keys.ts';
import { readStateAnswer } from './door/read-state-answer.ts';

/**
 * Reads the states of pages, of which the pages tell what has changed since the read before. A state that has not changed is the same object as before.
 * Reads may overlap, fail and come back in any order: each names the state it builds on, and a document that does not know that one tells all of its own.
 */
export class PageStates<Page extends object> {
  private readonly keys: PageKeys;
  /** The begin of the ids of reads: a page may be driven, and read, by several. */
  private readonly name = Math.random().toString(36).slice(2);
  private count = 0;
  /** The state of each page that was read last, and the number of the read in which the page told it. */
  private readonly known = new WeakMap<Page, { number: number; state: PageState }>();

  constructor(keys: PageKeys) {
    this.keys = keys;
  }

  /**
   * Reads the state of a page; null where the page has no script of ours.
   *
   * @param evaluate evaluates an expression in the page's main frame; its value is a text, or null.
   */
  async read(page: Page, evaluate: (expression: string) => Promise<unknown>): Promise<PageState | null> {
    this.count += 1;
    const number = this.count;
    const known = this.known.get(page);
    const answer = await evaluate(this.expressionOf(number, known?.number));
    if (answer === null) return null;
    if (answer === SAME_STATE && known !== undefined) return known.state;
    const read = readStateAnswer(answer);
    if (read === undefined) return null;
    const state = stateOf(read, known?.state);
    // Should it be older than that of a read that came back earlier, the page tells all of it at the next one.
    this.known.set(page, { number, state });
    return state;
  }

  private expressionOf(number: number, known: number | undefined): string {
    const idOf = (read: number) => `"${this.name}-${read}"`;
    const given = `${idOf(number)}, ${known === undefined ? null : idOf(known)}`;
    return `${handleFunction(this.keys, 'state')}?.(${given}) ?? null`;
  }
}

function stateOf({ isWhole, changed, gone }: StateAnswer, before: PageState | undefined): PageState {
  if (isWhole || before === undefined) return changed as PageState;
  const state: Partial<PageState> = { ...before, ...changed };
  for (const part of gone) delete state[part];
  return state as PageState;
}
