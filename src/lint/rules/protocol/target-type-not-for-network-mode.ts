import type { Rule } from '../../rule';
import { isGiven } from '../../value';

export const targetTypeNotForNetworkMode: Rule = {
  name: 'TargetTypeNotForNetworkMode',
  severity: 'error',
  what: 'Tasks with an address of their own are registered as instances.',
  why: 'Tasks in the mode awsvpc are reached by their own network interface: ECS refuses the service with a target group of instances, which is the default.',
  source: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html',
  check: ({ attachments }) => attachments.flatMap(({ service: { taskDefinition }, targetGroup: { resource, targetType } }) => (
    isGiven(taskDefinition) && taskDefinition.networkMode === 'awsvpc' && targetType === 'instance' ? [{
      resource,
      message: `TargetType is instance, and the tasks of '${taskDefinition.resource.logicalId}' have the network mode awsvpc.`,
      fix: 'Set TargetType to ip (the target group is replaced).',
    }] : [])),
};
