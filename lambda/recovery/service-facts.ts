import type { DiagnosedTask, RecoveryFacts } from './facts';
import { isShared } from '../diagnosis/dependencies';
import type { TaskReport } from '../report/report';

/** A task of the report; undefined where the look did not find it. */
export function reported({ report, task }: RecoveryFacts): TaskReport | undefined {
  return report?.tasks.find(({ taskArn }) => taskArn === task?.taskArn);
}

/** ECS replaces tasks itself just now, whatever the verifier makes of it. */
export function isDeploying({ report, service }: RecoveryFacts): boolean {
  const current = (service?.deployments ?? []).filter(({ status }) => status !== 'INACTIVE');
  const inProgress = current.length > 1 || current.some(({ rolloutState }) => rolloutState === 'IN_PROGRESS');
  return inProgress || report?.fault === 'DEPLOYING' || (report?.counts.deploying ?? 0) > 0;
}

/** Somebody takes the task, or the whole service, out on purpose. */
export function isDraining(facts: RecoveryFacts): boolean {
  const { identity, service } = facts;
  const task = reported(facts);
  if (service && (service.status !== 'ACTIVE' || service.desired === 0)) return true;
  if (identity && (identity.desiredStatus !== 'RUNNING' || identity.lastStatus !== 'RUNNING')) return true;
  return task?.status === 'OUT_OF_SERVICE' || task?.fault === 'DRAINING';
}

/** Whether somebody else stands where the diagnosed task stood; why, in words. */
export function taskChange(facts: RecoveryFacts): string | undefined {
  const { task, identity } = facts;
  if (!task) return undefined;
  const now = reported(facts);
  if (!identity || !now) return 'the task that was diagnosed is gone';
  const field = (['startedAt', 'address'] as const).find((name) => [identity, now].some((other) => differs(task, other, name)));
  return field && `the task is not the one that was diagnosed: its ${field === 'address' ? 'address' : 'start time'} is another`;
}

function differs(task: DiagnosedTask, other: Pick<DiagnosedTask, 'startedAt' | 'address'>, name: 'startedAt' | 'address'): boolean {
  return task[name] !== other[name];
}

/** Whether so many tasks are down that the cause must be common to them; why, in words. */
export function isSystemic({ report, settings }: RecoveryFacts): string | undefined {
  if (report?.fault === 'SYSTEMIC') return 'so many tasks have the same fault that the cause is common to them';
  const judged = (report?.tasks ?? []).filter(({ status }) => status === 'UP' || status === 'DEGRADED' || status === 'DOWN');
  const down = judged.filter(({ status }) => status === 'DOWN').length;
  return isShared(down, judged.length, settings.maxAffectedShare) ? `${down} of ${judged.length} tasks are down, more than a share of ${settings.maxAffectedShare}` : undefined;
}

/** Other tasks that serve well now. One whose container check fails does not count: ECS is about to replace it. */
export function healthyOthers({ report, task }: RecoveryFacts): number {
  return (report?.tasks ?? []).filter((other) => other.taskArn !== task?.taskArn && serves(other)).length;
}

function serves({ status, fault }: TaskReport): boolean {
  return status === 'UP' || (status === 'DEGRADED' && fault !== 'CONTAINER_CHECK_BROKEN');
}

/** How many others must be healthy: what is set, else what deployments keep, but never all, since one is failing. */
export function leastHealthy({ settings, service }: RecoveryFacts): number {
  const { desired = 1, minimumHealthyPercent = 100 } = service ?? {};
  return settings.minHealthyTasks ?? Math.max(1, Math.min(desired - 1, Math.ceil(desired * minimumHealthyPercent / 100)));
}
