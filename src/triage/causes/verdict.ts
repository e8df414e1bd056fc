/** A verdict on a failed test, as far as the boundary between frontend and backend tells. */
export interface Verdict {
  /** Where the fault of the first cause lies. */
  where: FaultPlace;
  /** How sure the first cause is; `cannot tell` where there is none. */
  confidence: Confidence;
  /** The causes, the likeliest first. Those behind the first may be its consequences, or have nothing to do with the failure. */
  causes: Cause[];
  /** Reasons why something may be missing here, in sentences: gaps, lost events, values that were cut or replaced. No negative is claimed where there are some. */
  limits: string[];
  /** Calls that a timer repeats, each kind of question once. */
  polls: PollFact[];
  /** How many passing sessions it was compared with. */
  baselines: number;
  /** How many of these passed in an earlier run. */
  earlier: number;
}

/** A side of the boundary; `contract` is where both sides are at odds about a shape or an order, `test` the test itself. */
export type FaultPlace = 'frontend' | 'backend' | 'contract' | 'test' | 'cannot tell';

/** `proved` by experiment; `likely` by what was recorded; `cannot tell` where it is a lead and no more. */
export type Confidence = 'proved' | 'likely' | 'cannot tell';

/** A cause, or a lead to one. */
export interface Cause {
  /** Equal for the same cause in every run: made of kind, command and place in a value, not of times and numbers. */
  id: string;
  kind: CauseKind;
  confidence: Confidence;
  where: FaultPlace;
  /** The command, or the name of the push. */
  command: string;
  /** Numbers of events of the failed session, the one at fault first. Empty where the fault is that nothing came. */
  calls: number[];
  /** Numbers of events of the first passing session, where there is one; the one that stands for `calls[0]` first. */
  expected: number[];
  /** The path in `args` or `result` where the value is other than expected. */
  path?: string;
  /** The cause in one sentence, safe to print. */
  text: string;
  /** Facts that speak for it, in sentences, safe to print. */
  evidence: string[];
}

/** The kinds of cause. */
export type CauseKind =
  /** A call was not answered before the test failed. */
  | 'never-answered'
  /** It was answered too late. */
  | 'slow-answer'
  /** It was answered with an error, which the test's own error tells of. */
  | 'failed-call'
  /** It was answered with an error, of which the test's own error says nothing. */
  | 'swallowed-error'
  /** It was answered with another value. */
  | 'wrong-value'
  /** The answer, or the payload of a push, lacks a field that others have. */
  | 'missing-field'
  /** A read was answered with what was true before a write. */
  | 'stale-answer'
  /** Answers came in another order than they were asked for. */
  | 'answer-overtook'
  /** A push came before anybody listened for it. */
  | 'push-unheard'
  /** Somebody listened for a push that never came. */
  | 'push-missing'
  /** A push came once more than it should. */
  | 'push-repeated'
  /** The frontend has sent another argument. */
  | 'wrong-argument'
  /** The frontend has not made a call. */
  | 'missing-call'
  /** The frontend has made a call that no pass has. */
  | 'extra-call'
  /** The frontend has made its calls in another order. */
  | 'calls-reordered'
  /** The document went while its call was out. */
  | 'abandoned-call';

/** A question that a timer repeats. */
export interface PollFact {
  command: string;
  /** The number of the event of its first call, and of its last. */
  first: number;
  last: number;
  times: number;
  /** How many different answers there were. */
  answers: number;
}
