/** What one kind of event of a service says. */
export interface ServiceEventKind {
  readonly kind: string;
  readonly says: RegExp;
  /** Continues "ECS says that ". */
  readonly means: string;
  /** Whether it tells of trouble; the others tell of the usual. */
  readonly isTrouble: boolean;
}

const PLACE = 'unable to place a task';

/**
 * Texts of service events, the more special before the more general. They are documented by example and change over the years, so words
 * are matched, never whole texts.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing-event-messages-list.html
 */
export const SERVICE_EVENTS: readonly ServiceEventKind[] = [
  trouble('NO_INSTANCES', /no container instances were found/i, 'the cluster has no container instance'),
  trouble('NO_CPU', /insufficient cpu/i, 'no container instance has enough CPU left'),
  trouble('NO_MEMORY', /insufficient memory/i, 'no container instance has enough memory left'),
  trouble('NO_PORT', /already using a port/i, 'a host port that the task needs is in use on every instance'),
  trouble('NO_NETWORK_INTERFACE', /insufficient (ENI|network interface)|"?RESOURCE:ENI/i, 'no instance can take another network interface'),
  trouble('NO_GPU', /insufficient GPU|RESOURCE:GPU/i, 'no instance has a GPU left'),
  trouble(
    'NO_ATTRIBUTE',
    /missing an attribute|placement constraint|"?(ATTRIBUTE|MemberOf)\b/i,
    'no instance has the attributes that the task needs',
  ),
  trouble(
    'AGENT_LOST',
    /encountered error "?AGENT|agent (is )?(not connected|disconnected)/i,
    'the agent of the instance is not connected',
  ),
  trouble('NO_FARGATE_CAPACITY', /capacity is unavailable at this time/i, 'AWS has no capacity of that kind in these Availability Zones'),
  trouble('TASK_QUOTA', /limit on the number of (tasks|vCPUs) you can run/i, 'the account has reached its quota of tasks or vCPUs'),
  trouble('ABOVE_QUOTA', /(cpu|memory) configuration is above your limit/i, 'the task is larger than the account may run'),
  trouble('SERVICE_DISCOVERY', /service discovery/i, 'a task could not be registered in Cloud Map'),
  trouble(
    'ROLE_REFUSED',
    /unable to assume (the )?role|assume the service linked role|not authorized to perform/i,
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
  trouble(
    'REGISTRATION_FAILED',
    /failed to (de)?register (targets|tasks)|target group .* does not have an associated load balancer/i,
    'targets cannot be registered',
  ),
  trouble('LAUNCH_FAILED', /failed to (launch|start) a task|unable to start (a )?task/i, 'a task could not be started'),
  trouble('NO_PLACE', new RegExp(PLACE, 'i'), 'a task could not be placed'),
  trouble('CONTAINER_CHECK_FAILED', /failed container health checks/i, 'a task failed the health check of its container'),
  trouble(
    'TARGET_UNHEALTHY',
    /is unhealthy in \(?(target-group|elb)|failed ELB health checks/i,
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
  usual('REBALANCING', /AZ (balanced|rebalanc)/i, 'tasks are spread over the Availability Zones'),
  usual('COUNT_CHANGED', /computedDesiredCount|updated desired count/i, 'another number of tasks is desired'),
  usual('TASK_SET', /primary task set/i, 'another task set is primary'),
];

function trouble(kind: string, says: RegExp, means: string): ServiceEventKind {
  return { kind, says, means, isTrouble: true };
}

function usual(kind: string, says: RegExp, means: string): ServiceEventKind {
  return { kind, says, means, isTrouble: false };
}

/** What an event says; undefined where no known text fits. */
export function eventKindOf(message: string): ServiceEventKind | undefined {
  return SERVICE_EVENTS.find(({ says }) => says.test(message));
}
