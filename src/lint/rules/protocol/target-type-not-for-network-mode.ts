import { set } from '../../edit';
import type { Rule } from '../../rule';
import { isGiven } from '../../value';

/** By network mode: a target type that ECS refuses with it, and the one that fits. */
const REFUSED = new Map([
  ['awsvpc', { type: 'instance', fitting: 'ip' }],
  // https://github.com/hashicorp/terraform-provider-aws/issues/12252
  ['bridge', { type: 'ip', fitting: 'instance' }],
]);

export const targetTypeNotForNetworkMode: Rule = {
  name: 'TargetTypeNotForNetworkMode',
  severity: 'error',
  what: 'Tasks with an address of their own are registered as instances, or tasks without one by address.',
  why:
    'Tasks in the mode awsvpc are reached by their own network interface, those in the mode bridge by a port of '
    + 'their instance: ECS refuses the service with a target group of the other type; instance is the default.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html',
  furtherSources: ['https://github.com/hashicorp/terraform-provider-aws/issues/12252'],
  unproven: 'The page states it for awsvpc; for bridge a report shows what ECS answers.',
  check: ({ attachments }) =>
    attachments.flatMap(({ service: { taskDefinition }, targetGroup: { resource, targetType } }) => {
      const networkMode = isGiven(taskDefinition) && isGiven(taskDefinition.networkMode) ? taskDefinition.networkMode : '';
      const refused = REFUSED.get(networkMode);
      return isGiven(taskDefinition) && refused && refused.type === targetType
        ? [
          {
            resource,
            message:
                `TargetType is ${refused.type}, and the tasks of '${taskDefinition.resource.logicalId}' have the network mode `
                + `${networkMode}.`,
            fix: `Set TargetType to ${refused.fitting} (the target group is replaced).`,
            edits: [set(resource, ['TargetType'], refused.fitting)],
          },
        ]
        : [];
    }),
};
