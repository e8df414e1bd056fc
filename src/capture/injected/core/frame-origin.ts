import type { OriginMessage, OriginPattern } from '../../page-protocol.ts';

/** Schemes of which the browser makes origins, or that inherit one. */
const KNOWN_SCHEMES = ['http:', 'https:', 'about:', 'data:', 'blob:'];

/** Returns what Node is to know of the origin of this document, which is within a page; undefined for the page's own. */
export function frameOrigin(): Omit<OriginMessage, 't'> | undefined {
  if (window === window.top) return undefined;
  return {
    origin: window.origin,
    reachesTop: canReach(() => window.top?.document),
    // A sandboxed frame has no storage.
    isLocal: !KNOWN_SCHEMES.includes(location.protocol) && canReach(() => window.localStorage),
  };
}

/** Tells whether the frame is one whose questions Node answers. */
export function isAnswered(
  { origin, reachesTop, isLocal }: Omit<OriginMessage, 't'>,
  allowed: OriginPattern[],
): boolean {
  return reachesTop || isLocal || allowed.some(({ source, flags }) => new RegExp(source, flags).test(origin));
}

function canReach(reach: () => unknown): boolean {
  try {
    return reach() !== undefined;
  } catch {
    return false;
  }
}
