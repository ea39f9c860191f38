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
  readonly needsAttention: boolean;
}

const FAILED_NEXT = 'If rollback is enabled, ECS rolls back to the last deployment that completed; find out why the new tasks stopped.';
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
    what: 'failed: its tasks did not start or did not become healthy, so the circuit breaker stopped it',
    next: FAILED_NEXT,
    needsAttention: true,
  },
  {
    kind: 'DEPLOYMENT_FAILED',
    name: 'SERVICE_DEPLOYMENT_FAILED',
    reason: /alarm/i,
    title: 'deployment failed (alarm)',
    what: 'failed: one of its deployment alarms went off',
    next: FAILED_NEXT,
    needsAttention: true,
  },
  {
    kind: 'DEPLOYMENT_FAILED',
    name: 'SERVICE_DEPLOYMENT_FAILED',
    title: 'deployment failed',
    what: 'failed',
    next: FAILED_NEXT,
    needsAttention: true,
  },
  {
    kind: 'DEPLOYMENT_ROLLED_BACK',
    name: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    reason: /roll(ing|ed)? ?back/i,
    title: 'deployment is being rolled back',
    what: 'is being rolled back to the last one that completed',
    next: 'Fix the revision before you deploy it again.',
    needsAttention: true,
  },
  {
    kind: 'DEPLOYMENT_ROLLED_BACK',
    name: 'SERVICE_DEPLOYMENT_COMPLETED',
    reason: /roll(ing|ed)? ?back/i,
    title: 'rollback completed',
    what: 'was rolled back: the previous revision runs again',
    next: 'Fix the revision before you deploy it again.',
    needsAttention: true,
  },
  {
    kind: 'DEPLOYMENT_COMPLETED',
    name: 'SERVICE_DEPLOYMENT_COMPLETED',
    title: 'deployment completed',
    what: 'is completed',
    next: 'Nothing to do.',
    needsAttention: false,
  },
  {
    kind: 'DEPLOYMENT_STARTED',
    name: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
    title: 'deployment started',
    what: 'has started',
    next: WATCH,
    needsAttention: false,
  },
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
    next: state?.next ?? 'This library does not know the event; read what AWS says below.',
    needsAttention: state?.needsAttention ?? detail.text('eventType') !== 'INFO',
    evidence: [name, reason].filter(Boolean).join(': '),
    place,
    page: 'deployments',
  };
}
