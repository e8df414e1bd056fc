import { writeFileSync } from 'node:fs';

/** Writes the titles of all steps of all tests to `steps.json`. */
export default class StepsReporter {
  tests = {};

  onTestEnd(test, result) {
    this.tests[test.title] = result.steps.map(titlesOf);
  }

  onEnd() {
    writeFileSync('steps.json', JSON.stringify(this.tests, null, 2));
  }
}

const titlesOf = ({ title, steps }) => (steps.length === 0 ? title : [title, ...steps.map(titlesOf)]);
