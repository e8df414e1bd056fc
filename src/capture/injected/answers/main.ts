import type { StartLocalAnswers } from '../core/local-answers.ts';
import { SessionAnswers } from './session-answers.ts';

/** Begins to answer from a session in this document. */
export const start: StartLocalAnswers = (replay, tools) => new SessionAnswers(replay, tools);
