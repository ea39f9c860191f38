import { call, GREEN, SERVICE_ARN } from './deployment/gate-fixtures';
import { SETTINGS, TASK } from './recovery/services/recovery-fixtures';
import { action, deployment, hook, instance, OUT_OF_MEMORY } from './signals/events/samples';
import { CASES, messageOf } from './signals/incident-cases';
import type { StageDecision } from '../../lambda/deployment/decide-stage';
import { readHookCall } from '../../lambda/deployment/hook-call';
import { refusalMessage } from '../../lambda/deployment/refusal-message';
import { approvalMessage, outcomeMessage } from '../../lambda/recovery/services/recovery-message';
import { readEvent } from '../../lambda/signals/events/ecs-event';
import { noticeMessage } from '../../lambda/signals/events/notice-message';
import { noticeOf } from '../../lambda/signals/events/notice-of';
import type { Message } from '../../lambda/signals/message';

/** Samples of the events that people are told of, with AWS's reason in them. */
const eventSamples = (reason: string) => [
  OUT_OF_MEMORY,
  action('ERROR', 'SERVICE_TASK_PLACEMENT_FAILURE', { reason }),
  deployment('ERROR', 'SERVICE_DEPLOYMENT_FAILED', reason),
  ...['HOOK_AWAITING_ACTION', 'HOOK_FAILED', 'HOOK_TIMED_OUT'].map((name) => hook(name, { reason })),
  instance(false),
];

export function noticeOfSample(sample: object, verified?: string): Message {
  const event = readEvent(sample);
  return noticeMessage(noticeOf(event)!, event, { suppressed: 1, verified });
}

const PROGRESS = { stage: 'POST_SCALE_UP', began: 0, verified: 0, down: 3, tasks: '', judged: true };
const DECISIONS: readonly StageDecision[] = [
  ...(['REFUSED', 'LATE', 'UNVERIFIED'] as const).map((why) => ({ hookStatus: 'FAILED', why, progress: PROGRESS } as const)),
  { hookStatus: 'SUCCEEDED', why: 'UNVERIFIED', progress: PROGRESS },
];
export const EXECUTION = { id: 'arn:aws:states:eu-west-1:111122223333:execution:recovery:incident-1', name: 'incident-1' };

/**
 * One message of every kind that people get.
 * @param said somebody else's words, wherever a message repeats some
 */
export function allMessages(said: string): Message[] {
  const task = { ...TASK, evidence: [said, said] };
  const steps = [{ at: '2026-11-20T03:12:00.000Z', stage: 'VERIFY', decision: 'ESCALATED', reason: said }] as const;
  const outcome = { incident: 'incident-1', service: 'orders in cluster prod', reason: said, stage: 'VERIFY', steps } as const;
  const gate = readHookCall(call('POST_SCALE_UP', {}, { serviceArn: SERVICE_ARN, targetServiceRevisionArn: GREEN }));
  return [
    ...eventSamples(said).map((sample) => noticeOfSample(sample, said)),
    ...CASES.map(messageOf),
    ...DECISIONS.map((decision) => refusalMessage(gate, decision, [said, said])!),
    ...(['RECOVERED', 'ESCALATED'] as const).map((decision) => (
      outcomeMessage({ ...outcome, decision }, SETTINGS, EXECUTION, task)
    )),
    approvalMessage(SETTINGS, EXECUTION, task, 'THETOKEN'),
  ];
}
