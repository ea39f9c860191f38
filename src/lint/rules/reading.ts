import type { Rule } from '../rule';
import { notRead } from './reading/not-read';

/** What the rules do not look at. */
export const READING_RULES: readonly Rule[] = [
  notRead,
];
