/**
 * Makes a number from 0 to below 1 that depends on nothing but its name: the same seed and text give the same one, in whichever order
 * they are asked for. FNV-1a, then the finisher of MurmurHash3.
 */
export function numberFor(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
