import type { RecoveryFacts } from '../../../lambda/recovery/facts';
import { begin, type Progress } from '../../../lambda/recovery/progress';
import type { Fault } from '../../../lambda/report/report';
import type { RecoverySettings } from '../../../src/recovery/recovery-settings';
import { examined, NOW } from '../diagnosis/given';
import { reportOf } from '../report/given';

export { NOW };

export const SETTINGS: RecoverySettings = {
  service: { cluster: 'prod', name: 'orders' },
  schedule: 'orders-schedule',
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

/** A look at these tasks, named `task-1`, `task-2`, … */
export function lookAt(...faults: readonly Fault[]) {
  return reportOf(faults.map((fault, index) => examined(`task-${index + 1}`, fault)));
}

/** Facts under which task-1, which hangs among three that are well, may be stopped. */
export function facts(changes: Partial<RecoveryFacts> = {}): RecoveryFacts {
  const report = lookAt('HUNG', 'HEALTHY', 'HEALTHY', 'HEALTHY');
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
