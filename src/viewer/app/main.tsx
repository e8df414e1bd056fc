import { render } from 'preact';
import { loadComparison } from './compare/load-comparison.ts';
import { loadSession } from './data/load-session.ts';
import { App } from './shell/app.tsx';
import { ErrorBoundary, sentenceFor } from './shell/broken.tsx';

/** Says what went wrong above whatever the page shows; the summary that is in the HTML stays. */
function say(sentence: string): void {
  if (document.querySelector('.sentence[role=alert]')) return;
  const paragraph = document.createElement('p');
  paragraph.className = 'sentence';
  paragraph.setAttribute('role', 'alert');
  paragraph.textContent = sentence;
  document.body.prepend(paragraph);
}

async function open(): Promise<void> {
  if (typeof DecompressionStream === 'undefined') {
    say(
      'This browser is too old to unpack the session: it has no DecompressionStream. Open the page in Chrome 123, Firefox 120 or Safari 17.5, or later.',
    );
    return;
  }
  const root = document.getElementById('app');
  if (!root) return;
  try {
    const session = await loadSession();
    // Where the other session cannot be read, the page's own still can.
    const comparison = await loadComparison(session).catch((error: unknown) => {
      say(sentenceFor(error instanceof Error ? error.message : String(error)));
      return null;
    });
    root.replaceChildren();
    render(
      <ErrorBoundary of={session}>
        <App session={session} comparison={comparison} />
      </ErrorBoundary>,
      root,
    );
  } catch (error) {
    say(sentenceFor(error instanceof Error ? error.message : String(error)));
  }
}

addEventListener('error', (event) => {
  // The browser reports this when a resize leads to another; nothing is lost.
  if (!event.message.startsWith('ResizeObserver loop')) say(sentenceFor(event.message));
});
addEventListener('unhandledrejection', (event) =>
  say(sentenceFor(String((event.reason as Error | undefined)?.message ?? event.reason))),
);
void open();
