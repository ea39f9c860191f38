import type { EvidenceClients } from './clients';
import { describeTasks } from './ecs';
import { addressOf } from './read-evidence';
import type { Plan } from '../../src/verification/plan';
import type { TaskIdentity } from '../diagnosis/evidence';

/** Which tasks stand behind these ARNs now; those that ECS no longer knows are missing. */
export async function readIdentities(
  plan: Plan, arns: readonly string[], clients: EvidenceClients, abortSignal: AbortSignal,
): Promise<TaskIdentity[]> {
  const tasks = await describeTasks(clients, plan.service, arns, abortSignal);
  return tasks.map((task) => {
    const { taskArn = '', lastStatus = 'UNKNOWN', desiredStatus = 'UNKNOWN', startedAt } = task;
    const address = addressOf(task);
    return { taskArn, lastStatus, desiredStatus, ...address ? { address } : {}, ...startedAt ? { startedAt: startedAt.toISOString() } : {} };
  });
}
