import type { DiagnosedTask, RecoveryFacts } from './facts';
import { isShared } from '../../diagnosis/dependencies';
import { FAULTS } from '../../diagnosis/faults';
import type { Fault } from '../../shared/verdict';
import type { TaskReport } from '../../verification/report/report';

/** The task's report; undefined where the verification did not find it. */
export function reported({ report, task }: RecoveryFacts): TaskReport | undefined {
  return report?.tasks.find(({ taskArn }) => taskArn === task?.taskArn);
}

/** Whether ECS is replacing tasks itself, whatever the verifier reports. */
export function isDeploying({ report, service }: RecoveryFacts): boolean {
  const current = (service?.deployments ?? []).filter(({ status }) => status !== 'INACTIVE');
  const inProgress = current.length > 1 || current.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  return inProgress || report?.fault === 'DEPLOYING' || (report?.counts.deploying ?? 0) > 0;
}

/** Whether the task, or the whole service, is being taken out of service on purpose. */
export function isDraining(facts: RecoveryFacts): boolean {
  const { identity, service } = facts;
  const task = reported(facts);
  if (service && (service.status !== 'ACTIVE' || service.desired === 0)) { return true; }
  if (identity && (identity.desiredStatus !== 'RUNNING' || identity.lastStatus !== 'RUNNING')) { return true; }
  return task?.status === 'OUT_OF_SERVICE' || task?.fault === 'DRAINING';
}

/** Why the task is not the one that was diagnosed; undefined while it is. */
export function taskChange(facts: RecoveryFacts): string | undefined {
  const { task, identity } = facts;
  if (!task) { return undefined; }
  const now = reported(facts);
  if (!identity || !now) { return 'the task that was diagnosed is gone'; }
  const field = (['startedAt', 'address'] as const).find((name) => [identity, now].some((other) => differs(task, other, name)));
  return field && `the task is not the one that was diagnosed: its ${field === 'address' ? 'address' : 'start time'} has changed`;
}

function differs(task: DiagnosedTask, other: Pick<DiagnosedTask, 'startedAt' | 'address'>, name: 'startedAt' | 'address'): boolean {
  return task[name] !== other[name];
}

/** An unsteady task may answer now and fail with the others all the same; one that the prober does not reach may fail unseen. */
const UNCERTAIN: readonly Fault[] = ['UNSTEADY', 'PROBER_CUT_OFF'];

/** Why the cause must be common to several tasks; undefined where it need not be. */
export function isSystemic({ report, settings }: RecoveryFacts): string | undefined {
  const common = [...report ? [report] : [], ...report?.further ?? []].find(({ fault }) => fault === 'SYSTEMIC' || fault === 'ZONE_DOWN');
  if (common) { return `the cause is common to several tasks: the service ${FAULTS[common.fault].meaning}`; }
  const judged = (report?.tasks ?? []).filter(({ status }) => status === 'UP' || status === 'DEGRADED' || status === 'DOWN');
  const affected = judged.filter(({ status, fault }) => status === 'DOWN' || UNCERTAIN.includes(fault)).length;
  return isShared(affected, judged.length, settings.maxAffectedShare)
    ? `${affected} of ${judged.length} tasks are down, unsteady or not reached, more than a share of ${settings.maxAffectedShare}`
    : undefined;
}

/** How many other tasks are healthy. One whose container check fails does not count: ECS is about to replace it. */
export function healthyOthers({ report, task }: RecoveryFacts): number {
  return (report?.tasks ?? []).filter((other) => other.taskArn !== task?.taskArn && serves(other)).length;
}

/** Faults with which a task still serves, but may not much longer, or nobody saw it serve. */
const SHAKY: readonly Fault[] = ['CONTAINER_CHECK_BROKEN', 'OVERLOADED', ...UNCERTAIN];

function serves({ status, fault }: TaskReport): boolean {
  return status === 'UP' || (status === 'DEGRADED' && !SHAKY.includes(fault));
}

/** How many others must be healthy: what is set, else what deployments keep, but never all, since one is failing. */
export function leastHealthy({ settings, service }: RecoveryFacts): number {
  const { desired = 1, minimumHealthyPercent = 100 } = service ?? {};
  return settings.minHealthyTasks ?? Math.max(1, Math.min(desired - 1, Math.ceil(desired * minimumHealthyPercent / 100)));
}
