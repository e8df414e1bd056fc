import { documentOf } from '../../calls/document-of.ts';
import type { StandIn } from '../../session/format/schema.ts';
import { keepNewest } from '../../std/keep-newest.ts';
import type { StartMessage } from '../page-protocol.ts';

/** Documents whose stand-ins are remembered at most. */
const MAX_DOCUMENTS = 1_000;

/** Remembers the stand-ins that documents have told of. A document tells of it once, and each recording that has a call of it is to say it. */
export class DocumentStandIns {
  private readonly found = new Map<string, StandIn>();
  private readonly told = new Set<string>();

  /** Returns the stand-in that a call is to say: the first one of its document in a recording. */
  note({ id, source, standIn }: Pick<StartMessage, 'id' | 'source' | 'standIn'>): StandIn | undefined {
    const key = keyOf(id, source);
    if (standIn !== undefined) keepNewest(this.found, key, standIn, MAX_DOCUMENTS);
    const known = this.found.get(key);
    if (known === undefined || this.told.has(key)) return undefined;
    this.told.add(key);
    return known;
  }

  /** Returns the stand-in behind the calls of the document that made this one, if it has told of one. */
  of(callId: string, source: string): StandIn | undefined {
    return this.found.get(keyOf(callId, source));
  }

  /** Another recording takes the calls from now on. */
  tellAgain(): void {
    this.told.clear();
  }
}

const keyOf = (callId: string, source: string) => `${documentOf(callId)} ${source}`;
