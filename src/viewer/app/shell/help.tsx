import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from './use-keys.ts';

/** The keyboard shortcuts. */
export function Help({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" onClose={onClose} aria-labelledby="help-title">
      <h2 id="help-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, meaning]) => (
          <div key={keys}>
            <dt>
              {keys.split('  ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <p class="muted">
        On the axis: click selects, drag zooms in, the wheel zooms, Shift and the wheel pan, double click shows all. The
        address of the page names what is selected, as in #c7 or #s2: a copy of it opens there. Nothing here reaches the
        network.
      </p>
      <form method="dialog">
        <button type="submit" class="quiet">
          Close
        </button>
      </form>
    </dialog>
  );
}
