import type { FrameOrigin, OriginPattern } from '../../page-protocol.ts';

/** Schemes of which the browser makes origins, or that inherit one. */
const KNOWN_SCHEMES = ['http:', 'https:', 'about:', 'data:', 'blob:'];

/** Returns what Node is to know of the origin of this document. */
export function frameOrigin(): FrameOrigin {
  const { origin, opener, top } = window;
  const isTop = window === top;
  return {
    origin,
    reachesTop: canReach(() => (isTop ? opener.top : top).document),
    // A sandboxed frame has no storage.
    isLocal: !KNOWN_SCHEMES.includes(location.protocol) && canReach(() => window.localStorage),
    ...(isTop && (opener || (origin !== 'null' && location.protocol === 'about:')) ? { isPopup: true } : {}),
  };
}

/** Tells whether the document is one whose questions Node may answer: of those of a popup Node alone knows. */
export function isAnswered({ origin, reachesTop, isLocal }: FrameOrigin, allowed: OriginPattern[]): boolean {
  return (
    window === window.top ||
    reachesTop ||
    isLocal ||
    allowed.some(({ source, flags }) => new RegExp(source, flags).test(origin))
  );
}

function canReach(reach: () => unknown): boolean {
  try {
    return reach() !== undefined;
  } catch {
    return false;
  }
}
