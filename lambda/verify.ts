import { composeReport, unknownReport } from './compose-report';
import { blamedTasks, confirmed } from './confirm';
import { diagnoseService } from './diagnosis/diagnose-service';
import { diagnoseTask } from './diagnosis/diagnose-task';
import type { ExaminedTask, ServiceEvidence, TaskIdentity } from './diagnosis/evidence';
import type { ProbeRequest, ProbeResponse } from './engine/target';
import { probeRequests } from './probe-request';
import { withPathEvidence, type PathEvidence } from './reachability/path-evidence';
import type { Report } from './report/report';
import type { Since } from './report/since';
import type { Plan } from '../src/verification/plan';

/** What a look needs from outside: AWS, the network and the clock. */
export interface Surroundings {
  /** Where the age of a fault is remembered. */
  readonly since: Since;
  readEvidence(plan: Plan, signal: AbortSignal): Promise<ServiceEvidence>;
  /** Reads some tasks once more. */
  readIdentities(plan: Plan, arns: readonly string[], signal: AbortSignal): Promise<readonly TaskIdentity[]>;
  /** Values of the plan's secret headers, by `secretKey`. */
  readSecrets(plan: Plan, signal: AbortSignal): Promise<ProbeRequest['secrets']>;
  /** Probes from inside the service's network. */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResponse>;
  /** Probes from where the verifier is. */
  probeFromOutside(request: ProbeRequest): Promise<ProbeResponse>;
  /** What is known of the way to tasks that no packet reaches; absent where nobody analyses it. Never rejects. */
  explainPath?(plan: Plan, tasks: readonly ExaminedTask[]): Promise<PathEvidence | undefined>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Kept back from a look's deadline: the prober still has to say what did not finish, and the tasks that fail are read again. */
const ANSWER_MS = 1_000;
const SHORTEST_PROBE_MS = 500;

/**
 * Looks at a service once: evidence, probes, diagnosis. Never rejects: our own trouble is a report too, with fault PROBER_FAULT.
 *
 * What is reported is what this look saw, raw: there is no memory of earlier looks that would smooth it. How many of how many looks
 * make an alarm (M of N) is for the alarms alone, where people can see and change it.
 */
export async function look(plan: Plan, surroundings: Surroundings): Promise<Report> {
  const at = surroundings.now();
  const { cluster, name: service, part } = plan.service;
  const heading = () => ({ cluster, service, ...part ? { part } : {}, at, ms: Math.max(0, surroundings.now() - at) });
  const signal = AbortSignal.timeout(plan.timing.roundDeadlineMs);
  try {
    const evidence = await surroundings.readEvidence(plan, signal);
    const probed = await probeAll(plan, evidence, surroundings, at, signal);
    const probes = new Map(probed.targets.map((target) => [target.id, target]));
    const examined = evidence.tasks.map((task) => {
      const probe = probes.get(task.taskArn);
      return { evidence: task, ...probe ? { probe } : {}, diagnosis: diagnoseTask(task, probe, plan, at) };
    });
    const { tasks, doubt } = await identified(examined, plan, surroundings, at, signal);
    const seen = diagnoseService(tasks, evidence, probed, plan, at);
    const verdict = withPathEvidence(seen, await surroundings.explainPath?.(plan, seen.tasks));
    const since = surroundings.since.seen([cluster, service, part, plan.deployment?.id].join(' '), verdict.service.fault, at);
    const known = since < at ? new Date(since).toISOString() : undefined;
    const { evidence: reasons } = verdict.service;
    const told = { ...verdict.service, evidence: [...probed.trouble ? [probed.trouble] : [], ...reasons, ...doubt ? [doubt] : []] };
    return composeReport(heading(), { ...verdict, service: told }, evidence, probed, known);
  } catch (error) {
    return unknownReport(heading(), `this look failed before a verdict: ${describeError(error)}`);
  }
}

type Probed = ProbeResponse & { readonly trouble?: string };

/** Probes what there is to probe; a prober that fails leaves all of it unjudged, with what ECS says still told. */
async function probeAll(plan: Plan, evidence: ServiceEvidence, surroundings: Surroundings, began: number, signal: AbortSignal): Promise<Probed> {
  const nothing: ProbeResponse = { targets: [], dependencies: [] };
  const requests = probeRequests(plan, evidence);
  if (!requests) return nothing;
  let secrets: ProbeRequest['secrets'];
  try {
    secrets = await surroundings.readSecrets(plan, signal);
  } catch (error) {
    return { ...nothing, trouble: describeError(error) };
  }
  const left = plan.timing.roundDeadlineMs - (surroundings.now() - began) - ANSWER_MS;
  const rest = { ...secrets ? { secrets } : {}, deadlineMs: Math.max(SHORTEST_PROBE_MS, left) };
  const { inside, outside } = requests;
  const asked = outside ? surroundings.probeFromOutside({ ...outside, ...rest }) : undefined;
  try {
    return { ...await surroundings.probe({ ...inside, ...rest }, signal), ...await asked?.then(({ frontDoor }) => ({ frontDoor })) };
  } catch (error) {
    return { ...nothing, trouble: `the prober failed: ${describeError(error)}` };
  }
}

/** Before a task is blamed: whether it is still the one that was probed. Where ECS does not say, what was seen stands, and the doubt is told. */
async function identified(
  examined: readonly ExaminedTask[], plan: Plan, surroundings: Surroundings, at: number, signal: AbortSignal,
): Promise<{ readonly tasks: readonly ExaminedTask[]; readonly doubt?: string }> {
  const arns = blamedTasks(examined);
  if (arns.length === 0) return { tasks: examined };
  try {
    return { tasks: confirmed(examined, await surroundings.readIdentities(plan, arns, signal), plan, at) };
  } catch (error) {
    return { tasks: examined, doubt: `the failing tasks could not be read again: ${describeError(error)}` };
  }
}

/** Name and message, bounded and on one line; neither the SDK nor we put secrets there. */
export function describeError(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 300);
}
