import { isJudged } from './diagnose-service';
import type { ServiceDiagnosis } from './diagnose-service';
import type { ServiceEvidence } from './evidence';
import { RESTART_HELPS } from './faults';
import type { Fault, FaultLayer, ReportCounts } from '../report/report';

/** Where the cause is common to all, in flux or unknown, no single restart helps. */
const NO_RESTART: readonly Fault[] = ['SYSTEMIC', 'DEPENDENCY_DOWN', 'DEPLOYING', 'PROBER_FAULT'];
/** Where nobody has to be called: a deployment is still being decided, or nothing is known. */
const NO_CALL: readonly Fault[] = ['DEPLOYING', 'PROBER_FAULT'];

/** The numbers of one look at a service. */
export function countsOf({ service, tasks, deployment, crashes }: ServiceDiagnosis, { desired, running }: ServiceEvidence): ReportCounts {
  // A degraded task still serves: it may need people, but it is not failing.
  const failing = tasks.filter((task) => isJudged(task) && task.diagnosis.status === 'DOWN').map((task) => task.diagnosis);
  const failingByLayer: Partial<Record<FaultLayer, number>> = {};
  for (const { layer } of failing) if (layer) failingByLayer[layer] = (failingByLayer[layer] ?? 0) + 1;
  const alerting = [service, ...tasks.map((task) => task.diagnosis)].filter(({ remedy }) => remedy === 'ALERT');
  return {
    desired,
    running,
    verified: tasks.filter((task) => task.diagnosis.fault !== 'PROBER_FAULT').length,
    failing: failing.length,
    failingByLayer,
    restartWouldHelp: NO_RESTART.includes(service.fault) ? 0 : failing.filter(({ remedy }) => RESTART_HELPS.has(remedy)).length,
    needsPeople: NO_CALL.includes(service.fault) ? 0 : new Set(alerting.map(({ fault }) => fault)).size,
    ...deployment?.inProgress && !deployment.overdue && !deployment.failed ? { deploying: 1 } : {},
    ...deployment?.overdue || deployment?.failed ? { deploymentFailed: 1 } : {},
    ...crashes > 0 ? { crashed: crashes } : {},
  };
}
