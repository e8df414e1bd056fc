/** Actions that a session holds at most: the first ones. Not in the schemas, which are loaded only where a session is read. */
export const MAX_ACTIONS = 10_000;
