import { Component, type ComponentChildren } from 'preact';
import { visibleText } from '../../../std/text/printable-text.ts';

/** A sentence that says which part is broken, and what to do. */
export function sentenceFor(reason: string): string {
  const text = visibleText(reason.slice(0, 300), true).replace(/\.$/, '');
  return `This timeline cannot be shown in full: ${text}. Run "npx ipc-recorder validate ipc-session.json" on the session attached beside it, then "npx ipc-recorder show ipc-session.json" to make the page again.`;
}

/** The sentence, where a part of the page would be. */
export function Broken({ reason }: { reason: string }) {
  return (
    <p class="sentence" role="alert">
      {sentenceFor(reason)}
    </p>
  );
}

/** Shows the sentence in place of what failed to render, and leaves the rest of the page alone. */
export class ErrorBoundary extends Component<
  { children: ComponentChildren; of: unknown },
  { reason: string | null; of: unknown }
> {
  override state = { reason: null, of: undefined };

  static override getDerivedStateFromError(error: unknown) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  /** Another selection gets another chance. */
  static override getDerivedStateFromProps(props: { of: unknown }, state: { of: unknown }) {
    return props.of === state.of ? null : { reason: null, of: props.of };
  }

  override render() {
    return this.state.reason === null ? this.props.children : <Broken reason={this.state.reason} />;
  }
}
