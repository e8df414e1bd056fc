/** The class of ids of sessions. In many apps these are things of the app's own, such as rooms, terminals or chats. */
const SESSION_ID = 'session-id';

/**
 * Whether a value is secret that stands under the name of a class of secrets. The name of a session alone says too little: its id is secret where
 * it looks like one that a server gave out, and `r1`, `kitchen-9f3a77c2` and a UUID are names of the app's.
 */
export function looksSecret(secretClass: string, value: string): boolean {
  return secretClass !== SESSION_ID || isHandedOut(value);
}

/** Returns the class that says more: that of a name, or that of what it stands below. */
export function strongerClass(own: string | undefined, above: string | undefined): string | undefined {
  return own === SESSION_ID ? (above ?? own) : (own ?? above);
}

/** Whether a text has 32 random signs or more in a row, in hexadecimal or base64. */
function isHandedOut(text: string): boolean {
  const runs = text.replace(UUID, ' ').match(/[\w+/-]{32,}/g) ?? [];
  return runs.some((run) => {
    const signs = run.replace(/[-_+/]/g, '');
    const changes = [...signs].filter((sign, at) => at > 0 && kindOf(sign) !== kindOf(signs[at - 1] as string)).length;
    return new Set(signs).size >= 8 && /\d/.test(signs) && changes >= signs.length * 0.2;
  });
}

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi;

function kindOf(sign: string): number {
  return sign >= '0' && sign <= '9' ? 0 : sign >= 'a' ? 1 : 2;
}
