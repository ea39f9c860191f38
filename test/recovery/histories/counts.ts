import type { Act, Chronicle } from './readings';
import { serves } from './world';

/** What happened in a history, for whoever counts: without enough of everything its properties say little. */
export function counted({ executions, acts }: Chronicle, count: (what: string) => void): void {
  for (const { readings, error } of executions) {
    count('execution');
    if (error) { count(error.split(':')[0]); }
    for (const { decided } of readings) {
      if (decided?.decision) { count(decided.decision); }
      if (decided?.decision === 'BLOCKED') { count(decided.guard); }
    }
  }
  for (const act of acts) {
    count(act.kind);
    if (isOvertaken(act)) { count('overtaken by events'); }
  }
}

/** Between what was read and the act, so much changed that the act would have been held: nobody can exclude that. */
function isOvertaken({ kind, taskArn, then, reading }: Act): boolean {
  if (kind === 'ASK') { return false; }
  const task = then.tasks.find(({ arn }) => arn === taskArn);
  const others = then.tasks.filter((other) => other.arn !== taskArn && serves(other, reading.decidedAt!)).length;
  const before = reading.probed!.service.tasks.filter((other) => other.arn !== taskArn && serves(other, reading.probed!.at)).length;
  return task?.wanted !== 'RUNNING' || task.condition === 'well' || then.deployments.length > 1 || others < before;
}
