import { isExcusing, isOf } from './deployment-state';
import { isJudged, NO_RESTART, type ServiceDiagnosis } from './diagnose-service';
import type { ServiceEvidence } from './evidence';
import { RESTART_HELPS } from './faults';
import type { FaultLayer } from '../shared/verdict';

/** The numbers that become metrics. */
export interface ServiceCounts {
  readonly desired: number;
  readonly running: number;
  /** Tasks that take traffic. */
  readonly serving: number;
  /** Tasks about which something is known. */
  readonly verified: number;
  readonly failing: number;
  readonly failingByLayer: Readonly<Partial<Record<FaultLayer, number>>>;
  readonly restartWouldHelp: number;
  readonly needsPeople: number;
  /** 1 while a deployment is within its time. */
  readonly deploying?: number;
  /** 1 when a deployment takes longer than its contract allows, or ECS has given it up. */
  readonly deploymentFailed?: number;
  /** Tasks that stopped by themselves within the last quarter of an hour, when there are any. */
  readonly crashed?: number;
}

/** The numbers of one verification of a service. */
export function countsOf(
  { service, further, tasks, deployment, crashes, serving }: ServiceDiagnosis, { desired, running }: ServiceEvidence,
): ServiceCounts {
  // A degraded task still serves: it may need people, but it is not failing.
  const failing = tasks.filter((task) => isJudged(task) && task.diagnosis.status === 'DOWN');
  const failingByLayer: Partial<Record<FaultLayer, number>> = {};
  for (const { diagnosis: { layer } } of failing) { if (layer) { failingByLayer[layer] = (failingByLayer[layer] ?? 0) + 1; } }
  const named = [service, ...further];
  // ECS replaces what its deployment has started, or takes it back.
  const restartable = failing.filter(({ evidence, diagnosis: { remedy } }) => (
    RESTART_HELPS.has(remedy) && !(isExcusing(deployment) && isOf(deployment, evidence))
  ));
  return {
    desired,
    running,
    serving: serving.serving,
    verified: tasks.filter((task) => task.diagnosis.fault !== 'PROBER_FAULT').length,
    failing: failing.length,
    failingByLayer,
    restartWouldHelp: named.some(({ fault }) => NO_RESTART.includes(fault) || fault === 'PROBER_FAULT') ? 0 : restartable.length,
    needsPeople: new Set(named.filter(({ remedy }) => remedy === 'ALERT').map(({ fault }) => fault)).size,
    ...deployment?.inProgress && !deployment.overdue && !deployment.failed ? { deploying: 1 } : {},
    ...deployment?.overdue || deployment?.failed ? { deploymentFailed: 1 } : {},
    ...crashes > 0 ? { crashed: crashes } : {},
  };
}
