import type { ContinueServiceDeploymentCommandInput } from '@aws-sdk/client-ecs';
import type { EcsEvent } from './ecs-event';
import type { Notice, NoticeCommand } from './notice';
import { placeOf, whose } from './place';
import { awsCommand } from '../../shared/aws-command';

interface HookState {
  readonly kind: string;
  readonly title: string;
  /** Continues "The deployment of orders in cluster prod " and is followed by the stage. */
  readonly what: string;
  readonly next: string;
  readonly needsAttention: boolean;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html */
const STATES = new Map<string, HookState>(
  Object.entries({
    HOOK_AWAITING_ACTION: {
      kind: 'DEPLOYMENT_WAITS_FOR_DECISION',
      title: 'deployment waits for a decision',
      what: "waits for a person's decision",
      next: '',
      needsAttention: true,
    },
    HOOK_FAILED: {
      kind: 'DEPLOYMENT_REFUSED',
      title: 'deployment refused by a hook',
      what: 'was refused by a hook',
      next: "ECS rolls back to the previous revision; the hook's log says why it refused.",
      needsAttention: true,
    },
    HOOK_TIMED_OUT: {
      kind: 'HOOK_TIMED_OUT',
      title: 'deployment hook timed out',
      what: 'has a hook that did not answer in time',
      next: "ECS takes the timeout action of the hook, by default a rollback; check the hook's log.",
      needsAttention: true,
    },
    HOOK_IN_PROGRESS: {
      kind: 'HOOK_STARTED',
      title: 'deployment hook runs',
      what: 'runs a hook',
      next: 'ECS waits for the hook.',
      needsAttention: false,
    },
    HOOK_SUCCEEDED: {
      kind: 'HOOK_SUCCEEDED',
      title: 'deployment hook succeeded',
      what: 'passed a hook',
      next: 'ECS continues with the next stage.',
      needsAttention: false,
    },
  }),
);

/** What a change of a deployment hook means. */
export function hookChanged(event: EcsEvent): Notice {
  const { detail } = event;
  const name = detail.text('eventName', 100);
  const stage = detail.text('lifecycleStage', 60);
  const expires = detail.text('expiresAt', 40);
  const place = placeOf(event);
  const state = STATES.get(name);
  const waits = name === 'HOOK_AWAITING_ACTION';
  return {
    kind: state?.kind ?? (name || 'UNKNOWN'),
    title: state?.title ?? `deployment hook: ${name}`,
    sentence:
      `The deployment of ${whose(place)} `
      + `${state?.what ?? `got ${name || 'a message without name'} from ECS`}${stage ? ` at ${stage}` : ''}.`,
    wouldRestartHelp: 'NO',
    next: waits
      ? `Decide${expires ? ` before ${expires}` : ''} with one of the commands below.`
      : (state?.next ?? 'This library does not know the event; read what AWS says below.'),
    ...waits ? { commands: decisions(event) } : {},
    needsAttention: state?.needsAttention ?? true,
    evidence: [name, detail.text('hookType', 20), detail.text('reason')].filter(Boolean).join(': '),
    place,
    page: 'deployments',
    occurrence: detail.text('hookId', 128),
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html */
function decisions({ detail, resources, region }: EcsEvent): NoticeCommand[] {
  const inResources = resources.find((arn) => arn.includes(':service-deployment/'));
  const serviceDeploymentArn = detail.text('serviceDeploymentArn', 600) || (inResources ?? '');
  const hookId = detail.text('hookId', 128);
  const command = (action: 'CONTINUE' | 'ROLLBACK') => awsCommand<ContinueServiceDeploymentCommandInput>(
    'ecs', 'ContinueServiceDeployment', region, { serviceDeploymentArn, hookId, action },
  );
  return [{ label: 'Continue', text: command('CONTINUE') }, { label: 'Roll back', text: command('ROLLBACK') }];
}
