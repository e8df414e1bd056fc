// Precision and recall of redaction on its two corpora: `npm run redaction`; with `--wrong` also what came out wrong.
import { join } from 'node:path';
import process from 'node:process';
import { createJiti } from 'jiti';
import { root } from './steps.mjs';

const jiti = createJiti(import.meta.url);
const { measureRedaction, precisionAndRecall } = await jiti.import(join(root, 'fuzz/redaction/measure-redaction.ts'));

const results = measureRedaction();
for (const { corpus, isSecret, total, wrong } of results) {
  const said = isSecret ? 'secrets came through' : 'honest ones changed';
  console.log(`${String(wrong.length).padStart(5)} of ${String(total).padStart(5)} ${said}  ${corpus}`);
  if (process.argv.includes('--wrong')) for (const one of wrong) console.log(`        ${one.slice(0, 300)}`);
}
const { precision, recall } = precisionAndRecall(results);
console.log(`precision ${percent(precision)}, recall ${percent(recall)}`);

function percent(share) {
  return `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
}
