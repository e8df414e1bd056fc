/** Random numbers that a seed decides: the same seed gives the same corpus on every machine. */
export class Random {
  constructor(seed) {
    this.state = hashOf(String(seed));
  }

  /** A number from 0 up to 1. */
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A number between two others. */
  between(low, high) {
    return low + this.next() * (high - low);
  }

  /** A whole number between two others, both included. */
  int(low, high) {
    return Math.floor(this.between(low, high + 1));
  }

  chance(probability) {
    return this.next() < probability;
  }

  pick(list) {
    return list[this.int(0, list.length - 1)];
  }

  /** Takes an item out of a list. */
  take(list) {
    return list.splice(this.int(0, list.length - 1), 1)[0];
  }

  uuid() {
    const hex = Array.from({ length: 4 }, () =>
      (this.next() * 4_294_967_296).toString(16).split('.')[0].padStart(8, '0'),
    );
    const text = hex.join('');
    return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-a${text.slice(17, 20)}-${text.slice(20)}`;
  }
}

/** A whole number that a text decides. */
export function hashOf(text) {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  return hash >>> 0;
}
