import type { Rule } from './rule';
import { COMMAND_RULES } from './rules/command';
import { DESIGN_RULES } from './rules/design';
import { PROTOCOL_RULES } from './rules/protocol';
import { RANGES_RULES } from './rules/ranges';
import { READING_RULES } from './rules/reading';
import { RELATIONS_RULES } from './rules/relations';

/** All rules by their family, which is their folder. */
export const RULE_FAMILIES: Readonly<Record<string, readonly Rule[]>> = {
  ranges: RANGES_RULES,
  relations: RELATIONS_RULES,
  protocol: PROTOCOL_RULES,
  command: COMMAND_RULES,
  design: DESIGN_RULES,
  reading: READING_RULES,
};

export const RULES: readonly Rule[] = Object.values(RULE_FAMILIES).flat();
