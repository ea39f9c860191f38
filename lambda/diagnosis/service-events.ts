import type { StopCause } from './stops/stop-cause';
import { stopCauseOf, UNKNOWN_CAUSE } from './stops/stop-causes';

/** What one kind of event of a service says. */
export interface ServiceEventKind {
  readonly kind: string;
  readonly says: RegExp;
  /** Continues "ECS says that ". */
  readonly means: string;
  /** Whether it tells of trouble; the others tell of the usual. */
  readonly isTrouble: boolean;
  /** Whether it is a reason for which a task found no place, of which a text may have several. */
  readonly isReason?: true;
}

/** Longer than any text of ECS with its reason. */
const LONGEST = 4_000;

/**
 * Texts of service events, the more special before the more general. They are documented by example and change over the years, so words
 * are matched, never whole texts, and never the names in them.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-unhealthy-event-messages.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing-event-messages-list.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
 */
export const SERVICE_EVENTS: readonly ServiceEventKind[] = [
  // Whatever its reason: ECS tries again, and the tasks that run are not touched.
  usual('REBALANCING', /\bAZ (balanced|rebalanc)/i, 'tasks are spread over the Availability Zones'),
  reason('NO_INSTANCES', /no container instances were found|EMPTY CAPACITY PROVIDER/i, 'the cluster has no container instance'),
  reason('NO_CPU', /insufficient cpu|RESOURCE:CPU/i, 'no container instance has enough CPU left'),
  reason('NO_MEMORY', /insufficient memory|RESOURCE:MEMORY/i, 'no container instance has enough memory left'),
  reason('NO_PORT', /already using a port|RESOURCE:PORTS/i, 'a host port that the task needs is in use on every instance'),
  reason('NO_NETWORK_INTERFACE', /insufficient (ENI|network interface)|RESOURCE:ENI/i, 'no instance can take another network interface'),
  reason('NO_GPU', /insufficient GPU|RESOURCE:GPU/i, 'no instance has a GPU left'),
  reason(
    'NO_ATTRIBUTE',
    /missing an attribute|placement constraint|error "?(ATTRIBUTE|MemberOf)\b/i,
    'no instance has the attributes that the task needs',
  ),
  reason(
    'AGENT_LOST',
    /error "?AGENT\b|agent (is )?(not connected|disconnected)|waiting for Amazon ECS agent/i,
    'the agent of the instance is not connected',
  ),
  reason(
    'NO_FARGATE_CAPACITY',
    // Fargate alone names no more than the zone.
    /capacity is unavailable at this time|RESOURCE:FARGATE|unable to place a task in [\w-]+\.?$/i,
    'AWS has no capacity of that kind in these Availability Zones',
  ),
  reason('TASK_QUOTA', /limit on the number of (tasks|vCPUs) you can run/i, 'the account has reached its quota of tasks or vCPUs'),
  reason('ABOVE_QUOTA', /(cpu|memory) configuration is above your limit/i, 'the task is larger than the account may run'),
  reason(
    'PROVISIONING_LIMIT',
    /tasks provisioning capacity limit/i,
    'as many tasks of the cluster are being provisioned as ECS allows at a time',
  ),
  trouble('SERVICE_DISCOVERY', /service discovery/i, 'a task could not be registered in Cloud Map'),
  trouble(
    'ROLE_REFUSED',
    /unable to assume (the )?role|assume the service linked role|not authorized to perform|IAM (permissions policies|trust relationship)/i,
    'ECS may not use a role that it needs',
  ),
  trouble(
    'DEADLOCKED',
    /unable to stop or start tasks during a deployment/i,
    'the percentages of the deployment let it neither stop nor start a task',
  ),
  trouble('SCALE_IN_PROTECTED', /protected tasks/i, 'more tasks are protected from scale-in than are desired'),
  trouble('START_IMPAIRED', /unable to consistently start tasks/i, 'its tasks keep failing to start'),
  trouble('THROTTLED', /being throttled/i, 'ECS is throttled and tries again'),
  trouble('TARGET_GROUP_GONE', /target group is not found/i, 'a target group of the service does not exist'),
  trouble('TARGET_GONE', /target is not found/i, 'a task is not registered in its target group'),
  trouble(
    'REGISTRATION_FAILED',
    /failed to (de)?register (targets|tasks)|target group .*does not have an associated load balancer/i,
    'targets cannot be registered',
  ),
  trouble(
    'LAUNCH_FAILED',
    /failed to (launch|start) a task|unable to start (a )?task|unable to place a task\. Reason: (ResourceInitialization|Cannot)\w*Error/i,
    'a task could not be started',
  ),
  trouble('NO_PLACE', /unable to place a task|could not launch \d+ tasks?/i, 'a task could not be placed'),
  trouble('CONTAINER_CHECK_FAILED', /failed container health checks/i, 'a task failed the health check of its container'),
  trouble(
    'TARGET_UNHEALTHY',
    /is (unhealthy|not healthy) in \(?(target-group|elb)|failed ELB health checks/i,
    'a target fails the health check of its load balancer',
  ),
  trouble('LATTICE_UNHEALTHY', /unhealthy in VPC Lattice|failed VPC Lattice/i, 'a target fails the health check of VPC Lattice'),
  trouble('ROLLED_BACK', /rolling back/i, 'the deployment was rolled back'),
  trouble('ALARM_FAILED', /deployment failed: alarm/i, 'an alarm ended the deployment'),
  trouble('DEPLOYMENT_FAILED', /deployment failed/i, 'the deployment failed'),
  trouble('NOT_STEADY', /unable to reach steady state/i, 'it cannot reach a steady state'),
  usual('STEADY', /has reached a steady state/i, 'the service is steady'),
  usual('DEPLOYED', /deployment completed/i, 'the deployment is complete'),
  usual('STARTED', /has started \d+ (tasks?|running)/i, 'tasks were started'),
  usual('STOPPED', /has stopped \d+ (running|pending) tasks?/i, 'tasks were stopped'),
  usual('REGISTERED', /registered \d+ (targets?|instances?)/i, 'targets were registered or deregistered'),
  usual('DRAINING', /begun draining/i, 'tasks drain'),
  usual('COUNT_CHANGED', /computedDesiredCount|updated desired count/i, 'another number of tasks is desired'),
  usual('TASK_SET', /primary task set/i, 'another task set is primary'),
];

function trouble(kind: string, says: RegExp, means: string): ServiceEventKind {
  return { kind, says, means, isTrouble: true };
}

function reason(kind: string, says: RegExp, means: string): ServiceEventKind {
  return { ...trouble(kind, says, means), isReason: true };
}

function usual(kind: string, says: RegExp, means: string): ServiceEventKind {
  return { kind, says, means, isTrouble: false };
}

/** What an event says: one kind, or every reason of several; empty where no known text fits. */
export function eventKindsOf(message: string): readonly ServiceEventKind[] {
  const text = withoutNames(message.slice(0, LONGEST));
  const [first, ...others] = SERVICE_EVENTS.filter(({ says }) => says.test(text));
  if (!first) { return []; }
  return first.isReason ? [first, ...others.filter(({ isReason }) => isReason)] : [first];
}

/** `(service web, taskSet ecs-svc/1)`. */
const NAMED = /\((service|task ?set|task|instance|port|deployment|elb|target-group)\b[^()]*\)/gi;
/** `service web has …` and `web has …`, as ECS writes as well. */
const NAMED_AHEAD = /^(service )?[\w-]+ (?=(is|was|has|operations|could|stopped|updated|deployment|task set|timed out)\b)/i;

/** Names are their owners' own: a service may be called `no-placement-constraint`. */
function withoutNames(message: string): string {
  return message.replace(NAMED, '($1)').replace(/\barn:[^\s()'"]+/g, 'arn').replace(NAMED_AHEAD, '(service) ');
}

/** Begins what stopped tasks say as well. */
const STOP_REASON = /\b(?:ResourceInitialization|Cannot)\w*Error\b.*/s;

/** Why a task could not be started, where an event gives the reason that its stopped task had; undefined where it gives none. */
export function stopCauseIn(message: string): StopCause | undefined {
  const [said] = STOP_REASON.exec(message.slice(0, LONGEST)) ?? [];
  const cause = said === undefined ? UNKNOWN_CAUSE : stopCauseOf({ code: '', reason: said, containers: [] });
  return cause === UNKNOWN_CAUSE ? undefined : cause;
}
