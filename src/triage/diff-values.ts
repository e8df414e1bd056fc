export { diffValues, type ValueChange } from '../session/diff-values.ts';
