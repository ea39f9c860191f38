import type { Plan } from '../../../src/shared/plan';
import type { TaskEvidence, TaskIdentity } from '../../diagnosis/evidence';
import type { Outcome } from '../../shared/check-result';
import type { ProbeRequest, ProbeResponse } from '../../shared/probe-request';
import { timeout } from '../../shared/timeout';
import { probeRequests } from '../../verification/build-probe-requests';

/** What a request to an application needs from outside. */
export interface AskApplicationDeps {
  readIdentity(plan: Plan): Promise<TaskIdentity | undefined>;
  readSecrets(plan: Plan, signal: AbortSignal): Promise<ProbeRequest['secrets']>;
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResponse>;
}

/** The application received the request; how soon and how well it answers is for the verifier to judge. */
const ANSWERED: readonly Outcome[] = ['OK', 'SLOW', 'DEGRADED'];
/** Beside the request itself: the connect before it, and the start of the prober. */
const RESERVE_MS = 15_000;

/**
 * Sends one request to one task at the plan's liveness endpoint, and returns its answer as a line. Only ECS says where the task is.
 *
 * @throws when ECS does not know the task, or the application did not answer as it should
 */
export async function askApplication(plan: Plan, deps: AskApplicationDeps): Promise<string> {
  // At its own port, whatever has become of the service's.
  const port = plan.liveness?.port ?? plan.port;
  const request: Plan = { ...plan, port, readiness: undefined, frontDoor: undefined, closedPorts: undefined, dependencies: [] };
  const deadlineMs = request.liveness!.timeoutMs + RESERVE_MS;
  const signal = timeout(deadlineMs + RESERVE_MS);
  const [identity, secrets] = await Promise.all([deps.readIdentity(request), deps.readSecrets(request, signal)]);
  if (!identity) { throw new Error('ECS no longer knows the task'); }
  const task: TaskEvidence = { ...identity, task: '', containerHealth: 'UNKNOWN', agentConnected: true, targets: [] };
  const requests = probeRequests(request, { desired: 1, running: 1, deployments: [], tasks: [task], stopped: [] });
  if (!requests) { throw new Error(identity.unprobeableReason ?? 'the task no longer runs'); }
  const { targets: [answer] } = await deps.probe({ ...requests.inside, ...secrets ? { secrets } : {}, deadlineMs }, signal);
  const last = answer?.checks.find(({ status }) => status !== 'UP') ?? answer?.checks.at(-1);
  if (last?.check !== 'liveness' || !ANSWERED.includes(last.outcome)) {
    throw new Error(`the application did not accept the request: ${last?.detail ?? 'no answer'}`);
  }
  return last.detail;
}
