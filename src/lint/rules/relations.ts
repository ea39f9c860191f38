import type { Rule } from '../rule';
import { containerTimeoutNotBelowInterval } from './relations/container-timeout-not-below-interval';

/** Numbers that are each allowed and contradict one another. */
export const RELATIONS_RULES: readonly Rule[] = [
  containerTimeoutNotBelowInterval,
];
