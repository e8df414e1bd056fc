/** The part of the page's state that a link carries. */
export interface HashState {
  /** Event number of the selected row. */
  call?: number;
  /** Id of the selected step. */
  step?: string;
  /** Whether the list shows that step only. */
  only?: boolean;
  tab?: 'call' | 'step';
  query?: string;
}

/** Reads the state from `#call=12&step=s3`; what is not understood is left out. */
export function readHash(hash: string): HashState {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const call = Number(params.get('call') ?? Number.NaN);
  const step = params.get('step');
  const tab = params.get('tab');
  const query = params.get('q');
  return {
    ...(Number.isSafeInteger(call) ? { call } : {}),
    ...(step ? { step } : {}),
    ...(params.has('only') ? { only: true } : {}),
    ...(tab === 'call' || tab === 'step' ? { tab } : {}),
    ...(query ? { query } : {}),
  };
}

/** The hash of a state; the counterpart of {@link readHash}. */
export function formatHash(state: HashState): string {
  const params = new URLSearchParams();
  if (state.call !== undefined) params.set('call', String(state.call));
  if (state.step) params.set('step', state.step);
  if (state.only) params.set('only', '1');
  if (state.tab) params.set('tab', state.tab);
  if (state.query) params.set('q', state.query);
  return `#${params}`;
}
