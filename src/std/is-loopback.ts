/**
 * Tells whether a URL leads to this machine and nowhere else: `localhost` and names below it, 127.0.0.0/8, `::1`, and files.
 * False for what is no URL: nobody knows where that leads.
 */
export function isLoopback(url: string): boolean {
  try {
    const { protocol, hostname } = new URL(url);
    return protocol === 'file:' ? hostname === '' : LOOPBACK.test(hostname);
  } catch {
    return false;
  }
}

/** Matches the hosts of this machine as `URL` writes them: in lower case, numbers of IPv4 in four parts, IPv6 shortened. */
const LOOPBACK = /^(?:(?:[^.]+\.)*localhost\.?|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/;
