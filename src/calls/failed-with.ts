/**
 * Returns the value that a call has failed with: the one beside its text, or the text itself where it failed with a text. `null` is a value, too.
 *
 * @param error the value, encoded; undefined when there is none beside the text.
 */
export function failedWith(error: unknown, text: string | undefined): unknown {
  return error === undefined ? text : error;
}
