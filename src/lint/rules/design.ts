import type { Rule } from '../rule';

/** Settings that work, and turn a small fault into an outage. */
export const DESIGN_RULES: readonly Rule[] = [];
