import type { Rule } from '../rule';

/** Checks that do not fit the protocol which they check. */
export const PROTOCOL_RULES: readonly Rule[] = [];
