import { deploymentChanged } from './deployment-event';
import type { EcsEvent } from './ecs-event';
import type { Notice } from './notice';
import { placeOf, whose } from './place';
import type { RestartHelps } from '../../diagnosis/stops/stop-cause';

interface Action {
  readonly title: string;
  /** Continues "orders in cluster prod ". */
  readonly what: string;
  readonly restart: RestartHelps;
  readonly next: string;
}

const NOTHING_TO_DO = 'Nothing to do.';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
const ACTIONS = new Map<string, Action>(
  Object.entries({
    SERVICE_TASK_START_IMPAIRED: {
      title: 'tasks keep failing to start',
      what: 'cannot start its tasks: they keep failing',
      restart: 'NO',
      next: 'ECS tries again at growing intervals; find out why its last tasks stopped.',
    },
    SERVICE_DISCOVERY_INSTANCE_UNHEALTHY: {
      title: 'unhealthy in Cloud Map',
      what: 'has a task that is unhealthy in its Cloud Map service',
      restart: 'ECS_DOES_IT',
      next: "If the replacement is unhealthy as well, check the task's container health check.",
    },
    VPC_LATTICE_TARGET_UNHEALTHY: {
      title: 'unhealthy in VPC Lattice',
      what: 'has a task that fails the health check of its VPC Lattice target group',
      restart: 'ECS_DOES_IT',
      next: 'If the replacement fails as well, compare path, port and matcher with what it answers.',
    },
    SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED: {
      title: 'placement constraint violated',
      what: 'has a daemon task on an instance that its placement constraints no longer allow',
      restart: 'NO',
      next: 'Correct the attributes of the instance or the constraint.',
    },
    ECS_OPERATION_THROTTLED: {
      title: 'throttled by ECS',
      what: 'is slowed down because too many calls are made to the ECS API',
      restart: 'NO',
      next: 'ECS continues by itself; start fewer tasks at a time or request a higher quota.',
    },
    SERVICE_DISCOVERY_OPERATION_THROTTLED: {
      title: 'throttled by Cloud Map',
      what: 'is slowed down because too many calls are made to the Cloud Map API',
      restart: 'NO',
      next: 'ECS continues by itself; start fewer tasks at a time or request a higher quota.',
    },
    SERVICE_TASK_PLACEMENT_FAILURE: {
      title: 'task cannot be placed',
      what: 'cannot place a task',
      restart: 'NO',
      next: 'ECS tries again; add capacity or reduce what the task needs.',
    },
    SERVICE_TASK_CONFIGURATION_FAILURE: {
      title: 'task cannot be configured',
      what: 'cannot start a task because its configuration is wrong',
      restart: 'NO',
      next: 'Check the task definition: often ECS has no permission to assume a role or apply a tag.',
    },
    SERVICE_HEALTH_UNKNOWN: {
      title: 'health unknown',
      what: 'has tasks whose health ECS could not read',
      restart: 'NO',
      next: 'ECS tries again; check the AWS Health Dashboard if it lasts.',
    },
    SERVICE_STEADY_STATE: {
      title: 'steady',
      what: 'is in a steady state: it runs as many tasks as desired',
      restart: 'NO',
      next: NOTHING_TO_DO,
    },
    TASKSET_STEADY_STATE: { title: 'task set steady', what: 'has a steady task set', restart: 'NO', next: NOTHING_TO_DO },
    CAPACITY_PROVIDER_STEADY_STATE: {
      title: 'capacity steady',
      what: 'has a steady capacity provider',
      restart: 'NO',
      next: NOTHING_TO_DO,
    },
    SERVICE_DESIRED_COUNT_UPDATED: {
      title: 'desired count changed',
      what: 'has another desired number of tasks',
      restart: 'NO',
      next: NOTHING_TO_DO,
    },
    TASKS_STOPPED: { title: 'stopped a task', what: 'stopped a task that it ran', restart: 'NO', next: NOTHING_TO_DO },
  } satisfies Record<string, Action>),
);

/** Reasons of a placement failure, as the API reference of failures lists them: .../developerguide/api_failures_messages.html */
const PLACEMENT: readonly (readonly [RegExp, string])[] = [
  [/RESOURCE:FARGATE/, 'AWS has no Fargate capacity of that kind in these Availability Zones at the moment'],
  [/RESOURCE:(CPU|MEMORY)/, 'no instance has enough CPU or memory left'],
  [/RESOURCE:ENI/, 'no instance can take another network interface'],
  [/RESOURCE:PORT/, 'its host port is in use on every instance'],
  [/RESOURCE:GPU/, 'no instance has a GPU left'],
  [/AGENT/, 'the ECS agent of the instance is not connected'],
  [/ATTRIBUTE|MEMBEROF|constraint/i, 'no instance satisfies its constraints'],
  [/LOCATION/, 'no instance is in the Availability Zone that it needs'],
  [/INACTIVE|EMPTY CAPACITY PROVIDER/i, 'there is no active instance'],
];

/** What an action of the service scheduler means. */
export function serviceAction(event: EcsEvent): Notice {
  const { detail } = event;
  const name = detail.text('eventName', 100);
  // Deployments are announced twice, here and by events of their own: whichever comes first is sent, in the same words.
  if (name.startsWith('SERVICE_DEPLOYMENT_')) { return deploymentChanged(event); }
  const place = placeOf(event);
  const reason = detail.text('reason');
  const action = ACTIONS.get(name) ?? {
    title: `ECS reports ${name || 'something'}`,
    what: `got ${name || 'a message without name'} from ECS`,
    restart: 'NO',
    next: 'This library does not know the event; read what AWS says below.',
  };
  const why = name === 'SERVICE_TASK_PLACEMENT_FAILURE' ? PLACEMENT.find(([pattern]) => pattern.test(reason))?.[1] : undefined;
  return {
    kind: name || 'UNKNOWN',
    title: action.title,
    sentence: `${whose(place)} ${action.what}${why ? `: ${why}` : ''}.`,
    wouldRestartHelp: action.restart,
    next: action.next,
    needsAttention: detail.text('eventType') !== 'INFO',
    evidence: [name, reason].filter(Boolean).join(': '),
    place,
    page: 'service',
  };
}
