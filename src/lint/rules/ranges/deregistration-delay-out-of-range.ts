import { TARGET_GROUP_ATTRIBUTES } from '../../../contract/limits';
import { inWords, isOutside } from '../../range';
import type { Rule } from '../../rule';

export const deregistrationDelayOutOfRange: Rule = {
  name: 'DeregistrationDelayOutOfRange',
  severity: 'error',
  what: 'A target group drains longer than Elastic Load Balancing allows.',
  why: 'Elastic Load Balancing refuses the attribute, and the deployment ends with it.',
  source: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html',
  check: ({ targetGroups }) => targetGroups
    .filter(({ deregistrationDelay }) => isOutside(deregistrationDelay, TARGET_GROUP_ATTRIBUTES.deregistrationDelay))
    .map(({ resource, deregistrationDelay, setAttribute }) => ({
      resource,
      message: `deregistration_delay.timeout_seconds is ${deregistrationDelay}, and a target group allows `
        + `${inWords(TARGET_GROUP_ATTRIBUTES.deregistrationDelay)} s.`,
      fix: `Set it to the longest request worth finishing, at most ${TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max} s.`,
      edits: [setAttribute('deregistration_delay.timeout_seconds', deregistrationDelay > 0
        ? TARGET_GROUP_ATTRIBUTES.deregistrationDelay.max : 30)],
    })),
};
