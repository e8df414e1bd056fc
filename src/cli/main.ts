#!/usr/bin/env node
// Runs on any Node, to refuse those that are too old by a sentence: all that they cannot read is loaded later.
import process from 'node:process';
import { faultOfNode } from '../std/supported-versions.ts';

const fault = faultOfNode(process.versions.node);
if (fault === undefined) {
  import('./run-command-line.ts').then(({ runCommandLine }) => runCommandLine());
} else {
  process.stderr.write(`Error: ${fault}\n`);
  process.exitCode = 2;
}
