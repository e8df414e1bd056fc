import { UndoStack } from '../../../std/undo-stack.ts';
import type { CallLog } from '../core/call-log.ts';
import { Listeners } from '../patch/listeners.ts';
import { SecretInputs } from './secret-inputs.ts';

/** Characters of a field that are told at most: no password has more. */
const MAX_TYPED = 1_024;

/**
 * Tells of what is typed into fields for passwords, one-time codes and cards, before the app's own listeners hear of it: the call that
 * they make of it comes after. By trusted events alone, as the user and Playwright make them.
 *
 * @returns how to stop it.
 */
export function watchTypedSecrets(log: CallLog): () => void {
  try {
    return watch(log);
  } catch {
    // A document without what it takes has no fields.
    return () => {};
  }
}

/** Fields of this document so far. */
let count = 0;

function watch(log: CallLog): () => void {
  const undo = new UndoStack();
  const secrets = new SecretInputs();
  undo.add(() => secrets.stop());
  const listeners = new Listeners();
  undo.add(listeners.stop);
  const fields = new WeakMap<Element, number>();

  for (const type of ['focusin', 'input', 'change'])
    listeners.on(window, type, (event) => {
      if (!event.isTrusted) return;
      const path = event.composedPath();
      secrets.look(path);
      const element = path[0];
      if (type === 'focusin' || !(element instanceof HTMLInputElement) || !secrets.isSecretForCertain(element)) return;
      const { value } = element;
      if (value === '' || value.length > MAX_TYPED) return;
      let field = fields.get(element);
      if (field === undefined) {
        count += 1;
        field = count;
        fields.set(element, field);
      }
      log.typed(field, value);
    });
  return undo.run;
}
