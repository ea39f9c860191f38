import type { DiagnosedTask, RecoveryFacts } from '../../../../lambda/recovery/services/facts';
import { begin, type Progress, type RecoveryRecord, type StageProgress } from '../../../../lambda/recovery/services/progress';
import type { Fault } from '../../../../lambda/shared/verdict';
import type { RecoverySettings } from '../../../../src/shared/recovery-settings';
import { examined, NOW } from '../../diagnosis/diagnosis-fixtures';
import { reportOf } from '../../verification/report/report-fixtures';

export { NOW };

export const SETTINGS: RecoverySettings = {
  service: { cluster: 'prod', name: 'orders' },
  plan: 'prod.orders',
  mode: 'ACT',
  format: 'TEXT',
  approval: false,
  killSwitch: '/recovery/switch',
  maxAffectedShare: 0.5,
  restarts: 2,
  windowSeconds: 3_600,
  maintenance: [],
  tasks: 5,
  lockSeconds: 3_600,
};

export const PROGRESS: Progress = begin('incident-1');

/** The task that hangs. */
export const TASK: DiagnosedTask = facts().task!;

/** Progress of a recovery of that task at a stage. */
export function at(stage: StageProgress, record: Partial<RecoveryRecord> = {}): Progress {
  const { incident, handled, steps } = PROGRESS;
  return { incident, handled, steps, ...record, ...stage };
}

/** A report on these tasks, named `task-1`, `task-2`, … */
export function reportOn(...faults: readonly Fault[]) {
  return reportOf(faults.map((fault, index) => examined(`task-${index + 1}`, fault)));
}

/** Facts under which task-1, which hangs among three healthy ones, may be stopped. */
export function facts(changes: Partial<RecoveryFacts> = {}): RecoveryFacts {
  const report = reportOn('HUNG', 'HEALTHY', 'HEALTHY', 'HEALTHY');
  const [{ taskArn, task, address, startedAt, fault, layer, evidence }] = report.tasks;
  return {
    now: NOW + 5_000,
    settings: SETTINGS,
    switchedOff: false,
    holdsLock: true,
    acts: [],
    report,
    task: { taskArn, task, address, startedAt, fault, layer, evidence },
    identity: { taskArn, address, startedAt, lastStatus: 'RUNNING', desiredStatus: 'RUNNING' },
    isProtected: false,
    service: { desired: 4, minimumHealthyPercent: 100, status: 'ACTIVE', deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }] },
    ...changes,
  };
}

/** The same with other settings. */
export function withSettings(changes: Partial<RecoverySettings>, others: Partial<RecoveryFacts> = {}): RecoveryFacts {
  return facts({ ...others, settings: { ...SETTINGS, ...changes } });
}
