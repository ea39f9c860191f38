/**
 * What a rule of `HealthEvents` hands to the notifier. Imports nothing, because both the construct and the Lambda use it.
 */
export interface NotifierRequest {
  readonly topicArn: string;
  readonly format: 'TEXT' | 'CHAT';
  /** Detail types of which everything is told, not only what people should know of. */
  readonly always: readonly string[];
  /** Seconds for which the same of the same service is not told again. */
  readonly quietSeconds: number;
  /** Name of the service's schedule, where an event leads to a fresh verification. */
  readonly schedule?: string;
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

/** What the name of a service's incident alarm adds to the name of its schedule. */
export const INCIDENT_SUFFIX = '-incident';

/** Ids of the alarms on what the verifier reports, of which CloudFormation makes their names. All others watch something else. */
export const VERIFIER_ALARM = {
  restartWouldHelp: 'RestartWouldHelp',
  /** Also goes off when nobody verifies any more. */
  needsPeople: 'NeedsPeople',
} as const;

/** News of an hour ago still explain a night; later ones are for whoever reads the queue. */
export const MAX_EVENT_AGE_SECONDS = 3_600;
