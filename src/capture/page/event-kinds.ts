import type { PageEventKinds } from '../page-protocol.ts';

/** Switches for the kinds of events other than calls. */
export interface EventKinds extends PageEventKinds {
  /** Console messages: `'warnings'` = warnings, errors and uncaught errors. */
  console: boolean | 'warnings';
}

/** Returns the kinds that are on; what is left out has its default. */
export function eventsOn({
  console = 'warnings',
  windows = true,
  interactions = false,
  mutations = false,
  state = false,
}: Partial<EventKinds> = {}): EventKinds {
  return { console, windows, interactions, mutations, state };
}
