/** The part of the page's state that a link carries. */
export interface HashState {
  /** What is selected, by the id that all views of the session use: `c12`, `p13`, `s2`, `k3`. The number of an event alone will do. */
  id?: string;
  /** Of a call or event: the step that the list is limited to. */
  only?: string;
  /** Of a step: that the list is not limited to it. */
  all?: boolean;
  query?: string;
}

/** Reads the state from `#c12&only=s3`; nothing in a hash is a fault, and what is not understood is left out. */
export function readHash(hash: string): HashState {
  const [id = '', ...rest] = hash.replace(/^#/, '').split('&');
  const params = new URLSearchParams(rest.join('&'));
  const only = params.get('only');
  const query = params.get('q');
  return {
    ...(id === '' ? {} : { id }),
    ...(only ? { only } : {}),
    ...(params.has('all') ? { all: true } : {}),
    ...(query ? { query } : {}),
  };
}

/** The hash of a state; the counterpart of {@link readHash}. */
export function formatHash({ id = '', only, all, query }: HashState): string {
  const params = new URLSearchParams();
  if (only) params.set('only', only);
  if (all) params.set('all', '1');
  if (query) params.set('q', query);
  const rest = params.toString();
  return `#${id}${rest === '' ? '' : `&${rest}`}`;
}
