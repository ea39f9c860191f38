import { deploymentChanged } from './deployment';
import type { EcsEvent } from './ecs-event';
import type { Notice, RestartHelps } from './notice';
import { placeOf, whose } from './place';

interface Action {
  readonly title: string;
  /** Continues "orders in cluster prod ". */
  readonly what: string;
  readonly restart: RestartHelps;
  readonly next: string;
}

const NOTHING_TO_DO = 'Nothing is to be done.';

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html */
const ACTIONS = new Map<string, Action>(Object.entries({
  SERVICE_TASK_START_IMPAIRED: {
    title: 'tasks keep failing to start',
    what: 'cannot start its tasks: they keep failing',
    restart: 'NO',
    next: 'ECS tries again at growing intervals; look at why its last tasks stopped.',
  },
  SERVICE_DISCOVERY_INSTANCE_UNHEALTHY: {
    title: 'unhealthy in Cloud Map',
    what: 'has a task that is unhealthy in its Cloud Map service',
    restart: 'ECS_DOES_IT',
    next: 'If the replacement is unhealthy as well, look at the task\'s container health check.',
  },
  VPC_LATTICE_TARGET_UNHEALTHY: {
    title: 'unhealthy in VPC Lattice',
    what: 'has a task that fails the health check of its VPC Lattice target group',
    restart: 'ECS_DOES_IT',
    next: 'If the replacement fails as well, compare path, port and matcher with what it answers.',
  },
  SERVICE_DAEMON_PLACEMENT_CONSTRAINT_VIOLATED: {
    title: 'placement constraint violated',
    what: 'has a daemon task on an instance that its placement constraints do not allow any more',
    restart: 'NO',
    next: 'Correct the attributes of the instance or the constraint.',
  },
  ECS_OPERATION_THROTTLED: {
    title: 'throttled by ECS',
    what: 'is slowed down, because too many calls of the ECS API are made',
    restart: 'NO',
    next: 'ECS goes on by itself; start fewer tasks at a time or ask for a higher quota.',
  },
  SERVICE_DISCOVERY_OPERATION_THROTTLED: {
    title: 'throttled by Cloud Map',
    what: 'is slowed down, because too many calls of the Cloud Map API are made',
    restart: 'NO',
    next: 'ECS goes on by itself; start fewer tasks at a time or ask for a higher quota.',
  },
  SERVICE_TASK_PLACEMENT_FAILURE: {
    title: 'no place for a task',
    what: 'cannot place a task',
    restart: 'NO',
    next: 'ECS tries again; add capacity or ask for less of it.',
  },
  SERVICE_TASK_CONFIGURATION_FAILURE: {
    title: 'task cannot be configured',
    what: 'cannot start a task, because its configuration is wrong',
    restart: 'NO',
    next: 'Look at the task definition: often ECS may not assume a role or apply a tag.',
  },
  SERVICE_HEALTH_UNKNOWN: {
    title: 'health unknown',
    what: 'has tasks whose health ECS could not read',
    restart: 'NO',
    next: 'ECS tries again; look at the AWS Health Dashboard if it lasts.',
  },
  SERVICE_STEADY_STATE: { title: 'steady', what: 'is steady: it runs as many tasks as desired', restart: 'NO', next: NOTHING_TO_DO },
  TASKSET_STEADY_STATE: { title: 'task set steady', what: 'has a steady task set', restart: 'NO', next: NOTHING_TO_DO },
  CAPACITY_PROVIDER_STEADY_STATE: { title: 'capacity steady', what: 'has a steady capacity provider', restart: 'NO', next: NOTHING_TO_DO },
  SERVICE_DESIRED_COUNT_UPDATED: { title: 'desired count changed', what: 'wants another number of tasks', restart: 'NO', next: NOTHING_TO_DO },
  TASKS_STOPPED: { title: 'stopped a task', what: 'stopped a task that it ran', restart: 'NO', next: NOTHING_TO_DO },
} satisfies Record<string, Action>));

/** Reasons of a placement failure, as the API reference of failures lists them: .../developerguide/api_failures_messages.html */
const PLACEMENT: readonly (readonly [RegExp, string])[] = [
  [/RESOURCE:FARGATE/, 'AWS has no Fargate capacity of that kind in these zones now'],
  [/RESOURCE:(CPU|MEMORY)/, 'no instance has enough CPU or memory left'],
  [/RESOURCE:ENI/, 'no instance can take another network interface'],
  [/RESOURCE:PORT/, 'its host port is taken on every instance'],
  [/RESOURCE:GPU/, 'no instance has a GPU left'],
  [/AGENT/, 'the ECS agent of the instance is not connected'],
  [/ATTRIBUTE|MEMBEROF|constraint/i, 'no instance satisfies its constraints'],
  [/LOCATION/, 'no instance is in the Availability Zone it needs'],
  [/INACTIVE|EMPTY CAPACITY PROVIDER/i, 'there is no active instance'],
];

/** What an action of the service scheduler means. */
export function serviceAction(event: EcsEvent): Notice {
  const { detail } = event;
  const name = detail.text('eventName', 100);
  // Deployments are announced twice, here and by events of their own: whichever comes first is told, in the same words.
  if (name.startsWith('SERVICE_DEPLOYMENT_')) return deploymentChanged(event);
  const place = placeOf(event);
  const reason = detail.text('reason');
  const action = ACTIONS.get(name) ?? {
    title: `ECS reports ${name || 'something'}`, what: `got ${name || 'a message without name'} from ECS`, restart: 'NO', next: 'What AWS says below is all that is known.',
  };
  const why = name === 'SERVICE_TASK_PLACEMENT_FAILURE' ? PLACEMENT.find(([pattern]) => pattern.test(reason))?.[1] : undefined;
  return {
    kind: name || 'UNKNOWN',
    title: action.title,
    sentence: `${whose(place)} ${action.what}${why ? `: ${why}` : ''}.`,
    wouldRestartHelp: action.restart,
    next: action.next,
    tellPeople: detail.text('eventType') !== 'INFO',
    evidence: [name, reason].filter(Boolean).join(': '),
    place,
    page: 'service',
  };
}
