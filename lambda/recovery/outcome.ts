import type { GuardName } from './guards';
import type { FailedState, MachineState } from './machine-state';
import type { Decided, Decision, Step } from './progress';

/** How a recovery ended: the output of the execution. */
export interface Outcome {
  readonly incident: string;
  readonly service: string;
  readonly stage: Step['stage'];
  /** Last part of the task's ARN. */
  readonly task?: string;
  readonly decision: Decision;
  readonly guard?: GuardName;
  readonly reason: string;
  readonly would?: string;
  readonly steps: readonly Step[];
}

/** A condition of the ledger that does not hold: somebody else holds the lock, or wrote into it. */
const LEDGER_CHANGED = 'DynamoDB.ConditionalCheckFailedException';

const FAILED: Readonly<Record<FailedState, (error: string, task: string) => string>> = {
  prepare: (error) => `the recovery could not begin (${error})`,
  lock: (error) => `the service's lock could not be taken (${error}), so nothing was done`,
  decide: (error) => `the facts of a decision could not be read (${error}), so nothing more was done`,
  question: (error) => `people could not be asked (${error}), so nothing more was done`,
  record: (error, task) => `the restart of task ${task} could not be recorded (${error}), so it was not done`,
  stop: (error, task) => `ECS did not confirm that it stops task ${task} (${error}); whether it does is not known, and it is not tried again`,
};

/** How a recovery ended, from what the state machine carries at its end. */
export function outcomeOf({ settings, recovery, failed = {} }: MachineState, incident: string): Outcome {
  const { cluster, name, part } = settings.service;
  const task = recovery?.task?.task;
  const { decision, guard, reason } = failure(failed, task ?? 'unknown') ?? {
    decision: recovery?.decision ?? 'ESCALATED', guard: recovery?.guard, reason: recovery?.reason ?? 'it ended before anything was decided',
  };
  const steps = recovery?.steps ?? [];
  return {
    incident,
    service: `${name}${part ? ` (${part})` : ''} in cluster ${cluster}`,
    stage: steps.at(-1)?.stage ?? 'VERIFY',
    ...task ? { task } : {},
    decision,
    ...guard ? { guard } : {},
    reason,
    ...recovery?.would ? { would: recovery.would } : {},
    steps,
  };
}

function failure(failed: NonNullable<MachineState['failed']>, task: string): Decided | undefined {
  const [state] = Object.keys(failed) as FailedState[];
  if (!state) return undefined;
  const error = failed[state]?.Error ?? 'unknown error';
  if (state === 'record' && error === LEDGER_CHANGED) {
    return { decision: 'HELD', guard: 'ANOTHER_RECOVERY', reason: 'another recovery has taken over, so this one did nothing more' };
  }
  return { decision: 'ESCALATED', reason: FAILED[state](error, task) };
}
