import type { RecoveryRequest } from './recovery/services/machine-state';
import { recover, type StepResult } from './recovery/services/recover';
import { createRecoveryDeps } from './recovery/services/recovery-deps';
import { writeLogLine } from './shared/log-line';

const deps = createRecoveryDeps();

/**
 * Does one step of a recovery for the state machine: reads and decides. It can change nothing itself.
 * Throws when it cannot read what a decision needs; the state machine then sends a message.
 */
export async function handler(request: RecoveryRequest): Promise<StepResult> {
  const result = await recover(request, deps);
  const { step, execution: { name: incident } } = request;
  writeLogLine({ level: 'INFO', incident, step, ...'decision' in result ? decisionOf(result) : {} });
  return result;
}

function decisionOf({ task, ...recovery }: Extract<StepResult, { readonly incident: string }>): object {
  const { decision, guard, reason } = recovery as Partial<Record<'decision' | 'guard' | 'reason', string>>;
  return { decision, guard, reason, task: task?.task };
}
