import type { BlockedDecision, FailedState, MachineState, Recovery } from './machine-state';
import type { FreeDecision, Stage, Step } from './progress';
import { LEDGER_CHANGED } from '../../../src/shared/ledger';
import { fullName } from '../../shared/names';

/** How a recovery ended, and why: a clause. */
type Ending = { readonly decision: FreeDecision; readonly reason: string } | BlockedDecision;

/** How a recovery ended: the output of the execution. */
export type Outcome = Ending & {
  readonly incident: string;
  readonly service: string;
  readonly stage: Stage;
  /** Last part of the task's ARN. */
  readonly task?: string;
  readonly steps: readonly Step[];
};

const FAILED: Readonly<Record<FailedState, (error: string, task: string) => string>> = {
  prepare: (error) => `the recovery could not start (${error})`,
  lock: (error) => `the service's lock could not be taken (${error}), so nothing was done`,
  decide: (error) => `the facts for a decision could not be read (${error}), so nothing more was done`,
  question: (error) => `approval could not be requested (${error}), so nothing more was done`,
  record: (error, task) => `the restart of task ${task} could not be recorded (${error}), so it was not done`,
  stop: (error, task) =>
    `ECS did not confirm that it stops task ${task} (${error}); whether it does is not known, and it is not tried again`,
};

/** How a recovery ended, from what the state machine carries at its end. */
export function outcomeOf({ settings, recovery, failed = {} }: MachineState, incident: string): Outcome {
  const { name, ...service } = settings.service;
  const task = recovery?.task?.task;
  const steps = recovery?.steps ?? [];
  return {
    incident,
    service: fullName({ ...service, service: name }),
    stage: steps.at(-1)?.stage ?? 'VERIFY',
    ...task ? { task } : {},
    ...failureOf(failed, task ?? 'unknown') ?? endingOf(recovery),
    steps,
  };
}

function endingOf(recovery: Recovery | undefined): Ending {
  if (recovery?.decision === undefined) { return { decision: 'ESCALATED', reason: 'it ended before anything was decided' }; }
  switch (recovery.decision) {
    case 'BLOCKED': {
      const { decision, guard, reason } = recovery;
      return guard === 'OBSERVING' ? { decision, guard, reason, dryRun: recovery.dryRun } : { decision, guard, reason };
    }
    default:
      return { decision: recovery.decision, reason: recovery.reason };
  }
}

function failureOf(failed: NonNullable<MachineState['failed']>, task: string): Ending | undefined {
  const [state] = Object.keys(failed) as FailedState[];
  if (!state) { return undefined; }
  const error = failed[state]?.Error ?? 'unknown error';
  if (state === 'record' && error === LEDGER_CHANGED) {
    return { decision: 'BLOCKED', guard: 'ANOTHER_RECOVERY', reason: 'another recovery has taken over, so this one did nothing more' };
  }
  return { decision: 'ESCALATED', reason: FAILED[state](error, task) };
}
