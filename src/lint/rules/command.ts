import type { Rule } from '../rule';

/** Commands of container checks that do not say what they should. */
export const COMMAND_RULES: readonly Rule[] = [];
