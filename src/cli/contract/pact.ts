import type { AskedCall } from '../../contract/verify/ask-backend.ts';

/**
 * Writes what the backend has answered as a Pact of messages (specification version 4): one synchronous message for each command and kind of answer, with
 * matchers for the types, so that a provider is held to shapes and not to values.
 */
export function pactOf(asked: readonly AskedCall[]): object {
  const kinds = new Map<string, object>();
  for (const { command, actual } of asked) {
    const { result, error } = actual;
    if (typeof result !== 'object') continue;
    const isOk = 'Ok' in result;
    const content = isOk ? result.Ok : (error ?? result.Err);
    const description = `${command} ${isOk ? 'answers' : 'fails'}`;
    if (kinds.has(description)) continue;
    kinds.set(description, {
      type: 'Synchronous/Messages',
      description,
      request: { contents: { contentType: 'application/json', encoded: false, content: { command } } },
      response: [
        {
          contents: { contentType: 'application/json', encoded: false, content },
          matchingRules: { body: { $: { combine: 'AND', matchers: [{ match: 'type' }] } } },
        },
      ],
    });
  }
  return {
    consumer: { name: 'frontend' },
    provider: { name: 'backend' },
    interactions: [...kinds.values()],
    metadata: { pactSpecification: { version: '4.0' } },
  };
}
