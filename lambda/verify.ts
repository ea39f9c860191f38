import { composeReport, unknownReport } from './compose-report';
import { diagnoseService } from './diagnosis/diagnose-service';
import { diagnoseTask } from './diagnosis/diagnose-task';
import type { ServiceEvidence } from './diagnosis/evidence';
import type { ProbeRequest, ProbeResponse } from './engine/target';
import type { Report } from './report/report';
import type { Since } from './report/since';
import type { Plan } from '../src/verification/plan';

/** What a look needs from outside: AWS, the network and the clock. */
export interface Surroundings {
  /** Where the age of a fault is remembered. */
  readonly since: Since;
  readEvidence(plan: Plan, signal: AbortSignal): Promise<ServiceEvidence>;
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResponse>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Kept back from a look's deadline, so that the prober still has time to say what did not finish. */
const ANSWER_MS = 500;
const SHORTEST_PROBE_MS = 500;

/**
 * Looks at a service once: evidence, probes, diagnosis. Never rejects: our own trouble is a report too, with fault PROBER_FAULT.
 */
export async function look(plan: Plan, surroundings: Surroundings): Promise<Report> {
  const at = surroundings.now();
  const { cluster, name: service } = plan.service;
  const heading = () => ({ cluster, service, at, ms: Math.max(0, surroundings.now() - at) });
  const signal = AbortSignal.timeout(plan.timing.roundDeadlineMs);
  try {
    const evidence = await surroundings.readEvidence(plan, signal);
    const probed = await probeTasks(plan, evidence, surroundings, at, signal);
    const probes = new Map(probed.targets.map((target) => [target.id, target]));
    const examined = evidence.tasks.map((task) => {
      const probe = probes.get(task.taskArn);
      return { evidence: task, ...probe ? { probe } : {}, diagnosis: diagnoseTask(task, probe, plan, at) };
    });
    const verdict = diagnoseService(examined, evidence, probed, plan, at);
    const since = surroundings.since.seen(`${cluster} ${service}`, verdict.service.fault, at);
    const known = since < at ? new Date(since).toISOString() : undefined;
    return composeReport(heading(), withTrouble(verdict, probed.trouble), evidence, probed, known);
  } catch (error) {
    return unknownReport(heading(), `this look failed before a verdict: ${describeError(error)}`);
  }
}

type Probed = ProbeResponse & { readonly trouble?: string };

/** Probes the tasks that run; a prober that fails leaves all of them unjudged, with what ECS says of them still told. */
async function probeTasks(
  plan: Plan, { tasks }: ServiceEvidence, surroundings: Surroundings, began: number, signal: AbortSignal,
): Promise<Probed> {
  const left = plan.timing.roundDeadlineMs - (surroundings.now() - began) - ANSWER_MS;
  const request: ProbeRequest = {
    targets: tasks
      .filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING')
      .flatMap(({ taskArn, address }) => (address ? [{
        id: taskArn,
        host: address,
        port: plan.port,
        liveness: plan.liveness,
        ...plan.readiness ? { readiness: plan.readiness } : {},
        timeoutMs: plan.liveness.timeoutMs,
      }] : [])),
    dependencies: plan.dependencies.map(({ name, host, port, endpoint }) => ({ id: name, host, port, liveness: endpoint, timeoutMs: endpoint.timeoutMs })),
    deadlineMs: Math.max(SHORTEST_PROBE_MS, left),
  };
  if (request.targets.length === 0) return { targets: [], dependencies: [] };
  try {
    return await surroundings.probe(request, signal);
  } catch (error) {
    return { targets: [], dependencies: [], trouble: `the prober failed: ${describeError(error)}` };
  }
}

function withTrouble<T extends { service: { evidence: readonly string[] } }>(verdict: T, trouble: string | undefined): T {
  return trouble ? { ...verdict, service: { ...verdict.service, evidence: [trouble, ...verdict.service.evidence] } } : verdict;
}

/** Name and message, bounded and on one line; the SDK puts no secrets there. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 300);
}
