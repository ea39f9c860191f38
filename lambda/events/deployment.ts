import type { EcsEvent } from './ecs-event';
import type { Notice } from './notice';
import { placeOf, whose } from './place';

interface DeploymentState {
  readonly kind: string;
  readonly name: string;
  /** Must occur in the event's reason. */
  readonly reason?: RegExp;
  readonly title: string;
  /** Continues "The deployment of orders in cluster prod ". */
  readonly what: string;
  readonly next: string;
  readonly tell: boolean;
}

const FAILED_NEXT = 'Where rollback is turned on, ECS returns to the last deployment that worked; look at why the new tasks stopped.';
const WATCH = 'ECS starts new tasks and stops the old ones.';

/**
 * The first that fits decides.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
const STATES: readonly DeploymentState[] = [
  {
    kind: 'DEPLOYMENT_FAILED',
    name: 'SERVICE_DEPLOYMENT_FAILED',
    reason: /circuit breaker/i,
    title: 'deployment failed (circuit breaker)',
    what: 'failed: its tasks did not start or did not become healthy, so the circuit breaker ended it',
    next: FAILED_NEXT,
    tell: true,
  },
  {
    kind: 'DEPLOYMENT_FAILED',
    name: 'SERVICE_DEPLOYMENT_FAILED',
    reason: /alarm/i,
    title: 'deployment failed (alarm)',
    what: 'failed: an alarm that guards it went off',
    next: FAILED_NEXT,
    tell: true,
  },
  { kind: 'DEPLOYMENT_FAILED', name: 'SERVICE_DEPLOYMENT_FAILED', title: 'deployment failed', what: 'failed', next: FAILED_NEXT, tell: true },
  {
    kind: 'DEPLOYMENT_ROLLED_BACK',
    name: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    reason: /roll(ing|ed)? ?back/i,
    title: 'deployment is rolled back',
    what: 'is rolled back to the last one that worked',
    next: 'Correct the revision before it is deployed again.',
    tell: true,
  },
  {
    kind: 'DEPLOYMENT_ROLLED_BACK',
    name: 'SERVICE_DEPLOYMENT_COMPLETED',
    reason: /roll(ing|ed)? ?back/i,
    title: 'rollback completed',
    what: 'has been rolled back: the revision before it runs again',
    next: 'Correct the revision before it is deployed again.',
    tell: true,
  },
  {
    kind: 'DEPLOYMENT_COMPLETED',
    name: 'SERVICE_DEPLOYMENT_COMPLETED',
    title: 'deployment completed',
    what: 'is completed',
    next: 'Nothing is to be done.',
    tell: false,
  },
  { kind: 'DEPLOYMENT_STARTED', name: 'SERVICE_DEPLOYMENT_IN_PROGRESS', title: 'deployment started', what: 'has started', next: WATCH, tell: false },
];

/** What a change of a deployment means. */
export function deploymentChanged(event: EcsEvent): Notice {
  const { detail } = event;
  const name = detail.text('eventName', 100);
  const reason = detail.text('reason');
  const place = placeOf(event);
  const state = STATES.find((candidate) => candidate.name === name && (candidate.reason?.test(reason) ?? true));
  return {
    kind: state?.kind ?? (name || 'UNKNOWN'),
    title: state?.title ?? `deployment: ${name}`,
    sentence: `The deployment of ${whose(place)} ${state?.what ?? `got ${name || 'a message without name'} from ECS`}.`,
    wouldRestartHelp: 'NO',
    next: state?.next ?? 'What AWS says below is all that is known.',
    tellPeople: state?.tell ?? detail.text('eventType') !== 'INFO',
    evidence: [name, reason].filter(Boolean).join(': '),
    place,
    page: 'deployments',
  };
}
