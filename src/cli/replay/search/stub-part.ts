import type { StubReplay } from '../judge/judge-result.ts';
import { TestProject } from '../playwright/test-project.ts';
import { stubChanged } from '../stub-changed.ts';
import { isReproduction } from './is-reproduction.ts';
import type { ShowsFailure } from './minimize-session.ts';

/**
 * Tells whether the recorded test fails as recorded, and for the same reason, with a part of its session in the backend's place. Each try runs the
 * test; the first one is to have the whole session, and the others are compared with it.
 *
 * @param origin the file of the whole session.
 */
export function stubPart(
  origin: string,
  config: string | undefined,
  playwrightArgs: string[],
  stop: AbortSignal,
): ShowsFailure {
  const project = new TestProject(config, stop);
  const options = { project, playwrightArgs, traces: true, origin, replay: { unused: 'ignore' } } as const;
  let whole: StubReplay | undefined;
  return async (part) => {
    const replay = await stubChanged(part, options);
    if (stop.aborted) return undefined;
    const isSame = isReproduction(part, replay, whole);
    whole ??= replay;
    return isSame;
  };
}
