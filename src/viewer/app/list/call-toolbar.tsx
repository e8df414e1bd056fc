import type { RefObject } from 'preact';
import { visibleText } from '../../../std/text/printable-text.ts';
import { counted } from '../../../std/text/readable-numbers.ts';
import type { RowFilter } from '../data/filter-rows.ts';
import type { Timeline } from '../data/use-timeline.ts';
import { Icon } from '../shell/icons.tsx';

const TOGGLES: { key: keyof RowFilter; word: string; title: string }[] = [
  { key: 'failed', word: 'Failed', title: 'Only failed calls' },
  { key: 'pending', word: 'Pending', title: 'Only calls that were never answered' },
  { key: 'pushes', word: 'Pushes', title: 'Events and channel messages from the backend' },
  { key: 'others', word: 'Others', title: 'Window, console, DOM and state events' },
  { key: 'framework', word: 'Framework', title: 'Calls to what the framework brings itself' },
];

/** Search, toggles, and what the list leaves out. */
export function CallToolbar({
  timeline,
  searchBox,
}: {
  timeline: Timeline;
  searchBox: RefObject<HTMLInputElement | null>;
}) {
  const { filter, setFilter, query, setQuery, search, rows, hiddenFramework, only, step, steps, showAll } = timeline;
  return (
    <div class="toolbar">
      <label class="search">
        <Icon name="search" />
        <span class="hidden">Search commands and arguments</span>
        <input
          ref={searchBox}
          type="search"
          value={query}
          placeholder="Search commands, arguments, answers  ( / )"
          spellcheck={false}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </label>
      <div class="toggles" role="group" aria-label="Show">
        {TOGGLES.map(({ key, word, title }) => (
          <button
            key={key}
            type="button"
            class="toggle"
            aria-pressed={filter[key]}
            title={title}
            onClick={() => setFilter({ [key]: !filter[key] })}
          >
            {word}
          </button>
        ))}
      </div>
      <p class="toolbar-note muted">
        {only && step && (
          <button type="button" class="chip" title="Show all steps again (Esc)" onClick={showAll}>
            <span>Only “{visibleText(step.title, true)}”</span>
            <Icon name="failed" />
          </button>
        )}
        <span role="status">
          {counted(rows.length, query === '' ? 'row' : 'match', query === '' ? 'rows' : 'matches')}
          {search.done < 1 && `, searched ${Math.round(search.done * 100)} %`}
          {search.fault && `; the search stopped: ${search.fault}`}
        </span>
        {!steps.some(({ type }) => type === 'step') && <span>No steps were recorded.</span>}
        {hiddenFramework > 0 && (
          <button type="button" class="link" onClick={() => setFilter({ framework: true })}>
            {counted(hiddenFramework, 'framework call')} hidden
          </button>
        )}
      </p>
    </div>
  );
}
