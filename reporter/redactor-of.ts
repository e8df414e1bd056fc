import type { FullProject, TestCase } from '@playwright/test/reporter';
import { createRedactor, type RedactOptions, type Redactor } from '../src/redact/redactor.ts';
import { REDACT_OFF, rulesDigest } from '../src/redact/rules-digest.ts';
import { projectOption } from './project-option.ts';

/** The redactor of a project, as its config has the rules; one for all its tests, so that nothing is compiled twice. */
export function redactorOf(test: TestCase): Redactor {
  const project = test.parent.project();
  if (project === undefined) return createRedactor();
  let known = ofProjects.get(project);
  if (known === undefined) {
    known = createRedactor(optionOf(test));
    ofProjects.set(project, known);
  }
  return known;
}

/**
 * The redactor for what a recording holds, and for what the runner alone knows of its test. Rules of a file's own `test.use` are
 * not known here: then texts that the worker has not redacted are withheld.
 *
 * @param digest Of the rules that were in force in the worker, as the recording says it.
 */
export function redactorFor(test: TestCase, digest: string | undefined): Pick<Redactor, 'findLeak' | 'text'> {
  if (digest === REDACT_OFF) return createRedactor(false);
  const redactor = redactorOf(test);
  if (digest === rulesDigest(optionOf(test))) return redactor;
  return { findLeak: redactor.findLeak, text: () => WITHHELD };
}

const WITHHELD = 'withheld: the rules of redaction that this file has by test.use are not known to the reporter';

const ofProjects = new WeakMap<FullProject, Redactor>();

function optionOf(test: TestCase): RedactOptions {
  return projectOption(test).redact ?? {};
}
