import { useState } from 'preact/hooks';

const SAID_FOR_MS = 1500;

/** Copies a value as JSON, or a text as it is. Where the clipboard is blocked, as it may be on a page from disk, shows the text selected instead. */
export function CopyButton({
  value,
  text,
  label = 'Copy as JSON',
}: {
  value?: unknown;
  text?: string;
  label?: string;
}) {
  const [isCopied, setCopied] = useState(false);
  const [fallback, setFallback] = useState<string | null>(null);

  const copy = async () => {
    const copied = text ?? JSON.stringify(value, null, 2) ?? 'null';
    try {
      await navigator.clipboard.writeText(copied);
      setCopied(true);
      setTimeout(() => setCopied(false), SAID_FOR_MS);
    } catch {
      setFallback(copied);
    }
  };
  return (
    <>
      <button
        type="button"
        class="quiet"
        aria-label={text === undefined || isCopied ? undefined : `${label} ${text}`}
        onClick={copy}
      >
        {isCopied ? 'Copied' : label}
      </button>
      {fallback !== null && (
        <label class="copy-fallback">
          <span class="muted">The clipboard is blocked on this page: press Ctrl+C or ⌘C.</span>
          <textarea
            readOnly
            rows={6}
            value={fallback}
            ref={(element) => element?.select()}
            onBlur={() => setFallback(null)}
          />
        </label>
      )}
    </>
  );
}
