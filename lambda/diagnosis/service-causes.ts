import { LOG_SIGHTS, type LogSight } from './stops/crash-signatures';
import type { StopCause } from './stops/stop-cause';
import type { Fault, FaultLayer, Remedy } from '../shared/verdict';

/** What each observer of a service as a whole can see; several things at once. */
export interface ServiceSights {
  /** Why tasks stopped lately: kinds of stop causes. */
  readonly stops: string;
  /** What ECS's events say: kinds of events. */
  readonly events: string;
  /** How the deployment goes. */
  readonly rollout: 'IN_PROGRESS' | 'OVERDUE' | 'FAILED' | 'OVER';
  /** Whether the percentages let a deployment start or stop a task. */
  readonly percentages: 'ROOM' | 'LOCKED';
  /** How long the tasks lived that stopped: not as long as a start takes, or longer. */
  readonly lifetime: 'YOUNG' | 'OLD';
  /** How the containers ended. */
  readonly exits: 'KILLED' | 'FAILED' | 'SUCCEEDED';
  /** What the load balancer says of the tasks that run. */
  readonly targets: 'HEALTHY' | 'UNHEALTHY';
  /** What ECS says of the containers that run. */
  readonly containers: 'HEALTHY' | 'UNHEALTHY';
  /** Whether tasks wait to run for longer than a start takes. */
  readonly waiting: 'LONG';
  /** Whether tasks find a way out of their subnets. */
  readonly route: 'OUT' | 'NONE';
  /** Whether security groups let the load balancer's checks through to the tasks. */
  readonly path: 'OPEN' | 'BLOCKED';
  /** Whether the memory of a task is full, or will be soon. */
  readonly memory: 'FULL' | 'CLIMBS';
  /** How many tasks run. */
  readonly running: 'ENOUGH' | 'FEW';
  /** Where tasks run that may be taken back. */
  readonly capacity: 'SPOT' | 'ON_DEMAND';
  /** What the logs of stopped tasks end with. */
  readonly logs: LogSight;
}

export type ServiceObserver = keyof ServiceSights;

/** What one observer sees, in words for a person by what it is. */
export type ServiceObservations = { readonly [O in ServiceObserver]?: ReadonlyMap<ServiceSights[O], string> };

export type ServicePattern = { readonly [O in ServiceObserver]?: readonly ServiceSights[O][] };

/** One cause of what is seen of a service as a whole. */
export interface ServiceCause {
  readonly kind: string;
  readonly fault: Fault;
  readonly layer: FaultLayer;
  readonly remedy: Remedy;
  /** Continues "the service ". */
  readonly means: string;
  readonly next: string;
  /** It is considered where one of these patterns is seen. */
  readonly shownBy: readonly ServicePattern[];
  /** What these observers see if it is the cause; anything else contradicts it. */
  readonly predicts?: ServicePattern;
}

/** Stop causes of tasks that reached nothing outside. */
export const UNREACHABLE_STOPS: readonly string[] = [
  'IMAGE_UNREACHABLE', 'REGISTRY_UNREACHABLE', 'SECRET_UNREACHABLE', 'CONFIGURATION_UNREACHABLE', 'LOG_UNREACHABLE',
];

/** Causes beside those for which ECS stops tasks. */
export const OWN_CAUSES: readonly ServiceCause[] = [
  {
    ...outside('NO_ROUTE', 'DOES_NOT_START', 'L3', 'has tasks that find no way out of their subnet'),
    next: 'Give the subnet a route to a NAT gateway, the tasks public IP addresses in a public subnet, or the VPC endpoints for what the '
      + 'tasks need (Amazon ECR needs ecr.api, ecr.dkr and S3); let security groups pass TCP 443.',
    shownBy: [{ stops: UNREACHABLE_STOPS, route: ['NONE'] }, { waiting: ['LONG'], route: ['NONE'] }],
    predicts: { route: ['NONE'] },
  },
  {
    ...outside('GRACE_TOO_SHORT', 'CRASH_LOOP', 'ECS', 'has tasks that the load balancer condemns before they have started'),
    next: 'Raise the health check grace period of the service above the slowest start, or make the start faster.',
    shownBy: [{ stops: ['LOAD_BALANCER_CHECK_FAILED'], lifetime: ['YOUNG'] }],
    predicts: { lifetime: ['YOUNG'], containers: ['HEALTHY'], exits: ['SUCCEEDED'], path: ['OPEN'] },
  },
  {
    ...outside(
      'SECURITY_GROUPS', 'LOAD_BALANCER_BLOCKED', 'LOAD_BALANCER', 'has security groups that keep its load balancer from its tasks',
    ),
    next: "Allow the port of the check from the load balancer's security group in that of the tasks, and out of the load balancer's.",
    shownBy: [{ stops: ['LOAD_BALANCER_CHECK_FAILED'], path: ['BLOCKED'] }, { events: ['TARGET_UNHEALTHY'], path: ['BLOCKED'] }],
    predicts: { path: ['BLOCKED'], targets: ['UNHEALTHY'], containers: ['HEALTHY'], exits: ['SUCCEEDED'] },
  },
  {
    ...outside(
      'CHECK_OF_LOAD_BALANCER', 'LOAD_BALANCER_MISCONFIGURED', 'LOAD_BALANCER', 'loses tasks that the load balancer does not find well',
    ),
    next: 'Compare path, port and matcher of the target group with what the tasks answer, and the security groups between them.',
    shownBy: [{ stops: ['LOAD_BALANCER_CHECK_FAILED'] }, { events: ['TARGET_UNHEALTHY'] }],
    predicts: { containers: ['HEALTHY'], lifetime: ['OLD'], exits: ['SUCCEEDED'], path: ['OPEN'] },
  },
  {
    ...outside(
      'CONTAINER_CHECK', 'CONTAINER_CHECK_BROKEN', 'ECS',
      'loses tasks to a container check that fails while their load balancer is content',
    ),
    next: 'Correct the container check: its program may be missing in the image, it may ask another address or port, or give up too soon.',
    shownBy: [{ stops: ['CONTAINER_CHECK_FAILED'], targets: ['HEALTHY'] }],
    predicts: { targets: ['HEALTHY'] },
  },
  {
    ...outside('UNHEALTHY_CONTAINER', 'CRASH_LOOP', 'L7', 'loses tasks again and again to their container check'),
    next: 'Read the log of a stopped task, and run the command of the check in the container: '
      + 'either the process is not well, or the check is wrong.',
    shownBy: [{ stops: ['CONTAINER_CHECK_FAILED'] }],
    predicts: { targets: ['UNHEALTHY'] },
  },
  placement('NO_INSTANCES', 'has no container instance to run on', 'Register instances with the cluster, or give it a capacity provider.'),
  placement('NO_CPU', 'needs more CPU than any instance has left', 'Add instances, or lower the CPU that the task reserves.'),
  placement('NO_MEMORY', 'needs more memory than any instance has left', 'Add instances, or lower the memory that the task reserves.'),
  placement('NO_PORT', 'needs a host port that is in use on every instance', 'Use dynamic host ports or awsvpc, or add instances.'),
  placement(
    'NO_NETWORK_INTERFACE', 'needs a network interface that no instance can take',
    'Turn on awsvpcTrunking, or use larger instances.',
  ),
  placement('NO_GPU', 'needs a GPU that no instance has left', 'Add instances with a GPU.'),
  placement(
    'NO_ATTRIBUTE', 'has constraints that no instance satisfies',
    'Correct the placement constraints, the CPU architecture, or the instances.',
  ),
  placement('AGENT_LOST', 'needs an instance whose agent is not connected', 'Replace the instance, or restart its ECS agent.'),
  placement(
    'NO_FARGATE_CAPACITY', 'finds no Fargate capacity at the moment',
    'ECS tries again; add subnets in other Availability Zones, or mix FARGATE with FARGATE_SPOT.',
  ),
  placement(
    'TASK_QUOTA', 'has reached the quota of tasks or vCPUs of the account',
    'Request a higher Fargate quota in Service Quotas, or stop what is not needed.',
  ),
  placement(
    'PROVISIONING_LIMIT', 'waits, since its cluster provisions as many tasks as ECS allows at a time',
    'ECS tries again as tasks start; scale fewer services at once, and give the capacity provider room in advance.',
  ),
  placement('ABOVE_QUOTA', 'wants a larger task than the account may run', 'Request a higher quota, or a smaller task.'),
  placement(
    'ROLE_REFUSED', 'needs a role that ECS may not use',
    'Check the trust policy of the role, and that the service-linked role exists.',
  ),
  placement(
    'REGISTRATION_FAILED', 'cannot register its tasks with a target group',
    'Attach the target group to a listener, and check its target type.',
  ),
  placement(
    'NO_PLACE', 'has tasks that cannot be placed',
    'Read the reason that ECS gives; an internal error may be a subnet in a zone without support for the launch type.',
  ),
  {
    ...outside('TARGET_GROUP_GONE', 'LOAD_BALANCER_MISCONFIGURED', 'LOAD_BALANCER', 'refers to a target group that does not exist'),
    next: 'Create the target group again and point the service to it; delete a target group only after the services that use it.',
    shownBy: [{ events: ['TARGET_GROUP_GONE'] }],
    predicts: { targets: ['UNHEALTHY'] },
  },
  {
    ...outside('DEADLOCKED', 'TASKS_MISSING', 'ECS', 'cannot deploy: its percentages let ECS neither stop nor start a task'),
    next: 'Raise maximumPercent, or lower minimumHealthyPercent, so that at least one task more or less may run.',
    shownBy: [{ events: ['DEADLOCKED'] }, { percentages: ['LOCKED'], rollout: ['IN_PROGRESS', 'OVERDUE'] }],
    predicts: { percentages: ['LOCKED'], rollout: ['IN_PROGRESS', 'OVERDUE'] },
  },
  {
    ...outside('ROLLED_BACK', 'CRASH_LOOP', 'ECS', 'was rolled back: the tasks of its last deployment did not become well'),
    next: 'The version before serves. Find why the new tasks failed before you deploy again.',
    remedy: 'ALERT',
    shownBy: [{ events: ['ROLLED_BACK'] }, { events: ['DEPLOYMENT_FAILED'] }, { events: ['ALARM_FAILED'] }, { rollout: ['FAILED'] }],
    // Why the new tasks ended is the reason of the rollback, whatever it is.
    predicts: { rollout: ['FAILED', 'OVER'], exits: ['KILLED', 'FAILED', 'SUCCEEDED'], logs: LOG_SIGHTS },
  },
  {
    ...outside('STALLED', 'TOO_FEW_SERVE', 'ECS', 'is being deployed for longer than a deployment takes'),
    next: 'Find why its new tasks do not become well; roll back with update-service, and turn on the circuit breaker.',
    shownBy: [{ rollout: ['OVERDUE'] }],
    predicts: { rollout: ['OVERDUE'], percentages: ['ROOM'] },
  },
  exit(
    'OUT_OF_HEAP', 'OUT_OF_MEMORY', 'ends because its runtime has no memory left',
    "Raise the runtime's heap limit or the task's memory, or find the leak: the replacement runs until it is full again.",
  ),
  exit(
    'UNREACHED', 'CRASH_LOOP', 'ends because it does not reach something that it needs',
    'Check the address that the log names, its security groups and whether it runs; have the process wait for it rather than exit.',
  ),
  exit(
    'INCOMPLETE', 'CRASH_LOOP', 'ends because its image lacks code that it needs',
    'Build the image with what the log names, and start it once before you push it.',
  ),
  exit(
    'READ_ONLY', 'CRASH_LOOP', 'ends because it writes to a file system that is read-only',
    'Mount a volume where it writes, or let readonlyRootFilesystem or the volume be writable.',
  ),
  exit(
    'STORAGE_FULL', 'CRASH_LOOP', 'ends because its disk is full',
    "Raise the task's ephemeral storage or free space on its instance, and find what fills it.",
  ),
  exit('PORT_TAKEN', 'CRASH_LOOP', 'ends because its port is taken', 'Two processes of the task want one port: give one another.'),
  {
    ...outside('MEMORY_FULL', 'OUT_OF_MEMORY', 'ECS', 'has containers that are killed when their memory is full'),
    next: "Raise the task's memory or find the leak: the replacement runs until it is full again.",
    shownBy: [{ stops: ['CONTAINER_EXITED'], exits: ['KILLED'], memory: ['FULL', 'CLIMBS'] }],
    predicts: { exits: ['KILLED'] },
  },
  {
    ...outside('SCALE_IN_PROTECTED', 'TASKS_MISSING', 'ECS', 'keeps tasks that are protected from scale-in'),
    next: 'End the protection of tasks that have no more work.',
    shownBy: [{ events: ['SCALE_IN_PROTECTED'] }],
  },
  {
    ...outside('SPOT', 'REPLACING', 'ECS', 'loses tasks to Spot interruptions'),
    next: 'Nothing is wrong with the tasks. Put a base of On-Demand capacity beneath Spot if interruptions hurt.',
    remedy: 'WAIT',
    shownBy: [{ stops: ['SPOT_INTERRUPTION'] }],
    predicts: { stops: ['SPOT_INTERRUPTION'], capacity: ['SPOT'] },
  },
];

/** Stop causes of containers that had started. */
const AFTER_START: Readonly<Record<string, Fault>> = {
  OUT_OF_MEMORY: 'OUT_OF_MEMORY', CONTAINER_EXITED: 'CRASH_LOOP', HOST_GONE: 'REPLACING', DISK_FULL: 'CRASH_LOOP',
};

/** What speaks against a stop cause beside another one. */
const PREDICTED: Readonly<Record<string, ServicePattern>> = {
  OUT_OF_MEMORY: { exits: ['KILLED'], memory: ['FULL', 'CLIMBS'] },
  CONTAINER_EXITED: { logs: ['CRASHED', 'ENDED'] },
  ...Object.fromEntries(UNREACHABLE_STOPS.map((kind) => [kind, { route: ['OUT'] as const }])),
};

/** Told by rows of their own, which know more than that the task stopped. */
const BY_ROWS: readonly string[] = ['LOAD_BALANCER_CHECK_FAILED', 'CONTAINER_CHECK_FAILED', 'SPOT_INTERRUPTION'];

/** A cause for which ECS stops tasks, as a cause of what the service does. */
export function causeOfStop({ kind, why, next, needsAttention }: StopCause): ServiceCause | undefined {
  if (!needsAttention || BY_ROWS.includes(kind)) { return undefined; }
  const fault = AFTER_START[kind] ?? 'DOES_NOT_START';
  return {
    kind,
    fault,
    layer: UNREACHABLE_STOPS.includes(kind) ? 'L3' : 'ECS',
    remedy: 'ALERT',
    means: `has tasks that stop: ${why}`,
    next,
    shownBy: [{ stops: [kind] }],
    predicts: { ...PREDICTED[kind] },
  };
}

function outside(kind: string, fault: Fault, layer: FaultLayer, means: string): Omit<ServiceCause, 'next' | 'shownBy'> {
  return { kind, fault, layer, remedy: 'ALERT', means };
}

/** Containers that exit, and whose log says why. */
function exit(saw: LogSight, fault: Fault, means: string, next: string): ServiceCause {
  return {
    ...outside(saw, fault, 'ECS', means),
    next,
    shownBy: [{ stops: ['CONTAINER_EXITED'], logs: [saw] }],
    predicts: { logs: [saw], exits: ['FAILED', 'KILLED'] },
  };
}

/** Tasks that ECS wants to start and finds no place for. */
function placement(kind: string, means: string, next: string): ServiceCause {
  return {
    ...outside(kind, 'DOES_NOT_START', 'ECS', means),
    next,
    shownBy: [{ events: [kind] }],
    predicts: { running: ['FEW'] },
  };
}
