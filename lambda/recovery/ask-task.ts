import type { Plan } from '../../src/verification/plan';
import type { TaskEvidence, TaskIdentity } from '../diagnosis/evidence';
import type { ProbeRequest, ProbeResponse } from '../engine/target';
import { probeRequests } from '../probe-request';
import type { Outcome } from '../report/report';

/** What asking needs from outside. */
export interface AskingSurroundings {
  identity(plan: Plan): Promise<TaskIdentity | undefined>;
  secrets(plan: Plan, signal: AbortSignal): Promise<ProbeRequest['secrets']>;
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResponse>;
}

/** That it was heard; how soon and how well it answers is for the verifier to judge. */
const ANSWERED: readonly Outcome[] = ['OK', 'SLOW', 'DEGRADED'];
/** Beside the request itself: the connect before it, and the start of the prober. */
const RESERVE_MS = 15_000;

/**
 * Asks one task once at the plan's liveness endpoint, and says in words what it answered. Where the task is, only ECS says.
 *
 * @throws when ECS knows no such task that runs, or it did not answer as it should
 */
export async function askTask(plan: Plan, surroundings: AskingSurroundings): Promise<string> {
  // At its own port, whatever has become of the service's.
  const port = plan.liveness?.port ?? plan.port;
  const asked: Plan = { ...plan, port, readiness: undefined, frontDoor: undefined, closedPorts: undefined, dependencies: [] };
  const deadlineMs = asked.liveness!.timeoutMs + RESERVE_MS;
  const signal = AbortSignal.timeout(deadlineMs + RESERVE_MS);
  const [identity, secrets] = await Promise.all([surroundings.identity(asked), surroundings.secrets(asked, signal)]);
  if (!identity) throw new Error('ECS knows no such task any more');
  const task: TaskEvidence = { ...identity, task: '', containerHealth: 'UNKNOWN', agentConnected: true, targets: [] };
  const requests = probeRequests(asked, { desired: 1, running: 1, deployments: [], tasks: [task], stopped: [] });
  if (!requests) throw new Error(identity.unprobed ?? 'the task does not run any more');
  const { targets: [answer] } = await surroundings.probe({ ...requests.inside, ...secrets ? { secrets } : {}, deadlineMs }, signal);
  const last = answer?.checks.find(({ status }) => status !== 'UP') ?? answer?.checks.at(-1);
  if (last?.check !== 'liveness' || !ANSWERED.includes(last.outcome)) throw new Error(`it was asked in vain: ${last?.detail ?? 'nobody answered'}`);
  return last.detail;
}
