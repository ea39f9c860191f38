import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { DETAIL_TYPE } from './notifier-request';
import { TellEvents } from './tell-events';

/** Whose events are meant, as each type of event names it. */
export interface EventOrigin {
  readonly clusterArn: string;
  /** Values for the group of a task. */
  readonly groups: unknown[];
  /** Values for the service's ARN. */
  readonly services: unknown[];
}

/** Which events are told. */
export interface ToldEvents {
  readonly stoppedTasks: TellEvents;
  readonly serviceActions: TellEvents;
  readonly deployments: TellEvents;
  readonly hooks: TellEvents;
  readonly disconnectedAgents: boolean;
}

/**
 * One pattern for all types, so that a service costs one rule; undefined when nothing is told.
 *
 * What the notifier would drop anyway is kept out here, where it costs nothing. Whether a stopped task is worth telling cannot be said in
 * a pattern: that is the notifier's table.
 */
export function eventPattern({ clusterArn, groups, services }: EventOrigin, told: ToldEvents): EventPattern | undefined {
  const cluster = { clusterArn: [clusterArn] };
  const problems = { eventType: ['WARN', 'ERROR'] };
  const scheduler: [TellEvents, string][] = [[told.serviceActions, DETAIL_TYPE.action], [told.deployments, DETAIL_TYPE.deployment]];
  const at = (level: TellEvents) => scheduler.filter(([tell]) => tell === level).map(([, type]) => type);
  const choices = [
    choice(only(told.stoppedTasks, DETAIL_TYPE.task), { detail: { ...cluster, lastStatus: ['STOPPED'], group: groups } }),
    // Not all of these name their cluster, but all name the service as their resource.
    choice(at(TellEvents.WHEN_IMPORTANT), { resources: services, detail: problems }),
    choice(at(TellEvents.ALWAYS), { resources: services }),
    choice(only(told.hooks, DETAIL_TYPE.hook), {
      detail: {
        serviceArn: services,
        ...told.hooks === TellEvents.ALWAYS ? {} : { eventName: ['HOOK_AWAITING_ACTION', 'HOOK_FAILED', 'HOOK_TIMED_OUT'] },
      },
    }),
    // An instance that leaves the cluster on purpose is DRAINING or INACTIVE by then.
    choice(told.disconnectedAgents ? [DETAIL_TYPE.instance] : [], { detail: { ...cluster, agentConnected: [false], status: ['ACTIVE'] } }),
  ].flat();
  if (choices.length === 0) { return undefined; }
  // With fewer than two objects $or is not the operator but a field of that name, which no event has: https://github.com/aws/event-ruler
  // The type of the CDK does not know it, but renders it. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
  return { source: ['aws.ecs'], ...choices.length > 1 ? { $or: choices } : choices[0] } as EventPattern;
}

/** A pattern may have 2,048 characters, so types with the same condition share it. */
function choice(detailTypes: string[], condition: object): object[] {
  return detailTypes.length > 0 ? [{ 'detail-type': detailTypes, ...condition }] : [];
}

function only(tell: TellEvents, detailType: string): string[] {
  return tell === TellEvents.NEVER ? [] : [detailType];
}
