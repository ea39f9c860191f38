import type { Rule } from '../rule';

/** What AWS allows, and CDK and CloudFormation let pass until the deployment. */
export const RANGES_RULES: readonly Rule[] = [];
