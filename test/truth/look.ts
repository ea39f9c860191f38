import { dependencyProbe, evidenceOf, msOf, probeOf } from './observe';
import type { Play } from './world';
import { diagnoseService, type ServiceDiagnosis } from '../../lambda/diagnosis/diagnose-service';
import { examineTasks } from '../../lambda/diagnosis/examine-tasks';
import { type History, recent } from '../../lambda/diagnosis/history';
import { countsOf, type ServiceCounts } from '../../lambda/diagnosis/service-counts';
import type { TargetProbe } from '../../lambda/shared/check-result';
import type { Plan, TimingPlan } from '../../src/shared/plan';

/** What one verification of the verifier says. */
export interface Look {
  readonly seen: ServiceDiagnosis;
  readonly counts: ServiceCounts;
}

/**
 * Verifies as lambda/verification does: evidence, probes, then the real diagnosis with the history of earlier looks.
 *
 * @param believed times that the diagnosis is told instead of the true ones
 */
export function look(
  { service, world: { terms }, isDatabaseDown }: Play, history: History | undefined, targetsUnread: boolean, believed: Partial<TimingPlan>,
): Look {
  const plan: Plan = { ...terms.plan, timing: { ...terms.plan.timing, ...believed } };
  const now = msOf(service.now);
  const evidence = evidenceOf(service, { targets: targetsUnread });
  const probes = new Map<string, TargetProbe>();
  for (const task of service.tasks) {
    const probe = probeOf(task, service);
    if (probe) { probes.set(task.arn, probe); }
  }
  const dependencies = plan.dependencies.map(({ name }) => dependencyProbe(name, isDatabaseDown));
  const earlier = recent(history, now);
  const examined = examineTasks({ tasks: evidence.tasks, probes, ...earlier ? { history: earlier } : {} }, plan, now);
  const seen = diagnoseService(examined, evidence, { dependencies }, plan, earlier, now);
  return { seen, counts: countsOf(seen, evidence) };
}
