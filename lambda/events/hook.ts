import type { EcsEvent } from './ecs-event';
import type { Notice } from './notice';
import { placeOf, whose } from './place';

interface HookState {
  readonly kind: string;
  readonly title: string;
  /** Continues "The deployment of orders in cluster prod " and is followed by the stage. */
  readonly what: string;
  readonly next: string;
  readonly tell: boolean;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_hook_state_change_events.html */
const STATES = new Map<string, HookState>(Object.entries({
  HOOK_AWAITING_ACTION: {
    kind: 'DEPLOYMENT_WAITS_FOR_DECISION', title: 'deployment waits for a decision', what: 'waits for somebody\'s decision', next: '', tell: true,
  },
  HOOK_FAILED: {
    kind: 'DEPLOYMENT_REFUSED',
    title: 'deployment refused by a hook',
    what: 'was refused by a hook',
    next: 'ECS rolls back to the revision before; the log of the hook says why it refused.',
    tell: true,
  },
  HOOK_TIMED_OUT: {
    kind: 'HOOK_TIMED_OUT',
    title: 'deployment hook timed out',
    what: 'has a hook that did not answer in time',
    next: 'ECS does what the hook\'s timeout says, rolling back unless it says otherwise; look at the log of the hook.',
    tell: true,
  },
  HOOK_IN_PROGRESS: { kind: 'HOOK_STARTED', title: 'deployment hook runs', what: 'runs a hook', next: 'ECS waits for the hook.', tell: false },
  HOOK_SUCCEEDED: { kind: 'HOOK_SUCCEEDED', title: 'deployment hook succeeded', what: 'passed a hook', next: 'ECS goes on to the next stage.', tell: false },
}));

/** What a change of a deployment hook means. */
export function hookChanged(event: EcsEvent): Notice {
  const { detail } = event;
  const name = detail.text('eventName', 100);
  const stage = detail.text('lifecycleStage', 60);
  const expires = detail.text('expiresAt', 40);
  const place = placeOf(event);
  const state = STATES.get(name);
  return {
    kind: state?.kind ?? (name || 'UNKNOWN'),
    title: state?.title ?? `deployment hook: ${name}`,
    sentence: `The deployment of ${whose(place)} ${state?.what ?? `got ${name || 'a message without name'} from ECS`}${stage ? ` at ${stage}` : ''}.`,
    wouldRestartHelp: 'NO',
    next: name === 'HOOK_AWAITING_ACTION' ? decide(detail.text('hookId', 128), expires) : state?.next ?? 'What AWS says below is all that is known.',
    tellPeople: state?.tell ?? true,
    evidence: [name, detail.text('hookType', 20), detail.text('reason')].filter(Boolean).join(': '),
    place,
    page: 'deployments',
    occurrence: detail.text('hookId', 128),
  };
}

/** The command is meant to be copied into a shell: an id that is not one is left out. */
function decide(hookId: string, expires: string): string {
  const id = /^[\w-]+$/.test(hookId) ? hookId : 'HOOK_ID';
  return `Decide${expires ? ` before ${expires}` : ''}: aws ecs continue-service-deployment --hook-id ${id} --action CONTINUE (or ROLLBACK).`;
}
