/** The cleaning mode: `--clean-old-backups`. */
export { cleanPrompts } from './prompts.ts';
export { runClean } from './run.ts';
export type { CheckboxChoice, CleanIo, CleanOptions, CleanPrompts } from './types.ts';
