import { beginsWithToken } from '../../session/codec/tokens.ts';

/** Tells whether the value beside the name of a secret is none: a token of ours, a word that says that it is missing or wrong, a type, or a placeholder. */
export function saysNothing(value: string): boolean {
  return beginsWithToken(value) || NO_VALUE.test(value) || TYPE.test(value) || PLACEHOLDER.test(value);
}

/** Matches values that say how it is with a secret: often that is the fault that a reader looks for. */
const NO_VALUE =
  /^(?:true|false|null|undefined|none|nil|empty|expired|invalid|missing|required|unset|valid|incorrect|wrong|correct|ok|okay|pending|accepted|rejected|denied|granted|failed|failure|success|optional|changed|unchanged|updated|deleted|removed|set|yes|no|on|off|enabled|disabled|hidden|visible|masked|redacted|loading|unknown|unauthorized|weak|medium|strong|mismatch|default|auto|any|await|new|return|typeof)[.!,;]?$/i;

/** Matches the name of a type, as declarations have it in the place of a value. */
const TYPE =
  /^(?:&(?:'\w+ )?(?:mut )?)?(?:str|string|text|varchar|char|number|int|integer|float|double|decimal|bool|boolean|object|array|any|unknown|void|never|bytes?|buffer|blob|date|datetime|symbol|bigint|uuid|[iu](?:8|16|32|64|128)|usize|optional|option|result|vec|list|promise|record|map|maybe|nullable|secretstring|secretbox)(?:[\s|;,?&<>[\](){}!=]|$)/i;

/** Matches what stands in examples and templates in the place of a secret, and what hides one already. */
const PLACEHOLDER =
  /^(?:<[A-Za-z][^<>]*>?|\$\{[^}]*\}?|\$[A-Z_]+|\{\{.*|%[A-Z_]+%|\*+|•+|[xX]{4,}|\.{3,}|…|\[(?:object|redacted|hidden|filtered|masked|your)\b.*|(?:YOUR|your|ENTER|EXAMPLE|INSERT)[-_ ][\w -]*|(?:process\.env|os\.environ|env|std::env)\b.*)$/;
