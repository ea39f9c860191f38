import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { EventNotifyLevel } from './event-notify-level';
import { DETAIL_TYPE } from '../shared/notifier-request';

/** Whose events are meant, as each type of event names it. */
export interface EventOrigin {
  readonly clusterArn: string;
  /** Values for the group of a task. */
  readonly groups: unknown[];
  /** Values for the service's ARN. */
  readonly services: unknown[];
}

/** Which events are sent to people. */
export interface EventLevels {
  readonly stoppedTasks: EventNotifyLevel;
  readonly serviceActions: EventNotifyLevel;
  readonly deployments: EventNotifyLevel;
  readonly hooks: EventNotifyLevel;
  readonly disconnectedAgents: boolean;
}

/**
 * One pattern for all types, so that a service needs one rule; undefined when no event is sent.
 *
 * The pattern keeps out what the notifier would drop, because that costs nothing. Whether a stopped task is important cannot be said in a
 * pattern: the notifier's table decides it.
 */
export function eventPattern({ clusterArn, groups, services }: EventOrigin, levels: EventLevels): EventPattern | undefined {
  const cluster = { clusterArn: [clusterArn] };
  const problems = { eventType: ['WARN', 'ERROR'] };
  const scheduler: [EventNotifyLevel, string][] = [
    [levels.serviceActions, DETAIL_TYPE.action],
    [levels.deployments, DETAIL_TYPE.deployment],
  ];
  const at = (level: EventNotifyLevel) => scheduler.filter(([configured]) => configured === level).map(([, type]) => type);
  const choices = [
    choice(unlessNever(levels.stoppedTasks, DETAIL_TYPE.task), { detail: { ...cluster, lastStatus: ['STOPPED'], group: groups } }),
    // Not all of these name their cluster, but all name the service as their resource.
    choice(at(EventNotifyLevel.WHEN_IMPORTANT), { resources: services, detail: problems }),
    choice(at(EventNotifyLevel.ALWAYS), { resources: services }),
    choice(unlessNever(levels.hooks, DETAIL_TYPE.hook), {
      detail: {
        serviceArn: services,
        ...levels.hooks === EventNotifyLevel.ALWAYS ? {} : { eventName: ['HOOK_AWAITING_ACTION', 'HOOK_FAILED', 'HOOK_TIMED_OUT'] },
      },
    }),
    // An instance that leaves the cluster on purpose is DRAINING or INACTIVE by then.
    choice(levels.disconnectedAgents ? [DETAIL_TYPE.instance] : [], {
      detail: { ...cluster, agentConnected: [false], status: ['ACTIVE'] },
    }),
  ].flat();
  if (choices.length === 0) { return undefined; }
  // With fewer than two objects $or is not the operator but a field of that name, which no event has: https://github.com/aws/event-ruler
  // The type of the CDK does not know it, but renders it.
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
  return { source: ['aws.ecs'], ...choices.length > 1 ? { $or: choices } : choices[0] } as EventPattern;
}

/** A pattern may have 2,048 characters, so types with the same condition share it. */
function choice(detailTypes: string[], condition: object): object[] {
  return detailTypes.length > 0 ? [{ 'detail-type': detailTypes, ...condition }] : [];
}

function unlessNever(level: EventNotifyLevel, detailType: string): string[] {
  return level === EventNotifyLevel.NEVER ? [] : [detailType];
}
