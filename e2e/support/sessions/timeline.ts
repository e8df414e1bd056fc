/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

/** What happens at a millisecond of a recording. */
export type Moment = { at: number; push: string } | { at: number; call: string; took: number };

export interface Timeline {
  /** The calls of each chain. */
  lanes: string[][];
  /** In the order of their times. */
  moments: Moment[];
  /** What the app is told, in this order: `answer <call>` and `push <number>`. */
  order: string[];
}

/**
 * Chains of calls that go on at the same time, each call made when the one before it was answered; and pushes, whenever.
 * No two things happen at once.
 */
export function makeTimeline(seed: number): Timeline {
  const random = randomFrom(seed);
  const taken = new Set<number>();
  const free = (from: number): number => {
    let at = from;
    while (taken.has(at)) at += 1;
    taken.add(at);
    return at;
  };
  const moments: Moment[] = [];
  const order: { at: number; text: string }[] = [];
  const lanes = [0, 1, 2].map((lane) => {
    let at = free(lane);
    return Array.from({ length: 3 + random(3) }, (_, step) => {
      const call = `${lane}.${step}`;
      // The next call is made within the same millisecond as the answer comes.
      const end = free(at + 2 + random(60));
      moments.push({ at, call, took: end - at });
      order.push({ at: end, text: `answer ${call}` });
      at = free(end + 1);
      return call;
    });
  });
  const last = Math.max(...order.map(({ at }) => at));
  for (let number = 0; number < 8; number += 1) {
    const at = free(3 + random(last));
    moments.push({ at, push: `push ${number}` });
    order.push({ at, text: `push ${number}` });
  }
  const sorted = order.sort((a, b) => a.at - b.at).map(({ text }) => text);
  return { lanes, moments: moments.sort((a, b) => a.at - b.at), order: sorted };
}
