import type { ServiceEvidence } from './evidence';
import type { TimingPlan } from '../../src/verification/plan';

/** A deployment that is not over, or that is over without success. */
export interface Deployment {
  /** ISO time; absent where ECS does not say. */
  readonly since?: string;
  /** ECS still works on it. */
  readonly inProgress: boolean;
  /** It takes longer than the plan allows: nobody waits for it any more. */
  readonly overdue: boolean;
  /** ECS has given it up. */
  readonly failed: boolean;
}

/**
 * What ECS says of the service's deployment; undefined when it is over and all is well.
 *
 * @param now milliseconds since the epoch
 */
export function deploymentOf({ deployments }: ServiceEvidence, { deploymentSeconds }: TimingPlan, now: number): Deployment | undefined {
  const current = deployments.filter(({ status }) => status !== 'INACTIVE');
  const primary = current.find(({ status }) => status === 'PRIMARY');
  const inProgress = current.length > 1 || primary?.rolloutState === 'IN_PROGRESS';
  const failed = current.some(({ rolloutState }) => rolloutState === 'FAILED');
  if (!inProgress && !failed) return undefined;
  const since = primary?.createdAt;
  const overdue = inProgress && since !== undefined && now - Date.parse(since) > deploymentSeconds * 1000;
  return { ...since ? { since } : {}, inProgress, overdue, failed };
}

/** What is said of a deployment that nobody waits for any more. */
export function overdueEvidence(deployment: Deployment | undefined, { deploymentSeconds }: TimingPlan): string[] {
  if (!deployment?.overdue) return [];
  return [`the deployment in progress since ${deployment.since} takes longer than the ${deploymentSeconds} s that its contract allows`];
}
