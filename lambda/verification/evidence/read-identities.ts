import type { EvidenceClients } from './clients';
import { describeTasks } from './ecs';
import { identityOf } from './read-evidence';
import { locate } from './task-location';
import type { Plan } from '../../../src/shared/plan';
import type { TaskIdentity } from '../../diagnosis/evidence';

/** Which tasks stand behind these ARNs now; those that ECS does not describe are missing. */
export async function readIdentities(
  plan: Plan, arns: readonly string[], clients: EvidenceClients, abortSignal: AbortSignal,
): Promise<TaskIdentity[]> {
  const tasks = await describeTasks(clients, plan.service.cluster, arns, abortSignal);
  const locationOf = await locate(plan, tasks, clients.instances, abortSignal);
  return tasks.map((task) => identityOf(task, locationOf(task)));
}
