/**
 * What a rule of `HealthEvents` hands to the notifier. Imports nothing, because both the construct and the Lambda use it.
 */
export interface NotifierRequest {
  readonly topicArn: string;
  readonly format: 'TEXT' | 'CHAT';
  /** Detail types of which all events are sent, not only the important ones. */
  readonly always: readonly string[];
  /** Seconds for which further events of the same kind and service are held back. */
  readonly quietSeconds: number;
  /** Name of the service's plan, where an event leads to a fresh verification. */
  readonly plan?: string;
  /** The event, as EventBridge delivers it. */
  readonly event: Record<string, unknown>;
}

/** The detail types of ECS events that are understood. */
export const DETAIL_TYPE = {
  task: 'ECS Task State Change',
  action: 'ECS Service Action',
  deployment: 'ECS Deployment State Change',
  hook: 'ECS Hook State Change',
  instance: 'ECS Container Instance State Change',
} as const;

/**
 * What names of alarms add to the name of the service's plan: the alarm on what the verifier finds, and the incident of a service that has
 * further causes. They differ, because CloudFormation creates a new alarm before it deletes an old one.
 */
export const ALARM_SUFFIX = { faults: '-faults', incident: '-incident' } as const;

/** What the names of the alarms add to the name of the verifier, before the number of the shard. */
export const BLIND_SUFFIX = '.blind-';

/** An event of an hour ago still explains an incident; older ones stay in the dead-letter queue. */
export const MAX_EVENT_AGE_SECONDS = 3_600;
