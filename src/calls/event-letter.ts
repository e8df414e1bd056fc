/** The letter before an event's number in its id: `c` of a call, `p` of a push, `m` of a message that the frontend sent, `e` of anything else. */
export function eventLetter(kind: string): string {
  return LETTERS[kind] ?? 'e';
}

const LETTERS: Record<string, string | undefined> = { invoke: 'c', push: 'p', send: 'm' };
