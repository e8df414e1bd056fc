/** Milliseconds that an answer waits for answers and pushes before it in the recording, which may not come now: their calls are not made. */
export const ORDER_PATIENCE_MS = 500;

/** Milliseconds that an answer waits for a push before it whose window does not listen yet: it may call and then listen, both in one task. */
export const LISTENER_PATIENCE_MS = 500;

/** Milliseconds that a fault holds an answer back for another one to come first. */
export const REORDER_PATIENCE_MS = 500;

/**
 * Milliseconds that a push waits for an answer to go along with: the two take one way to their window then, and cannot pass one another.
 * After that it comes by itself, since the app may wait for it.
 */
export const COMPANY_PATIENCE_MS = 100;
