import type { ServiceEvidence, StoppedTask, TaskEvidence } from './evidence';
import type { History } from './history';
import type { TimingPlan } from '../../src/shared/plan';

/** A deployment that is not over, or that is over without success. */
export interface Deployment {
  /** `ecs-svc/` and its number; absent where ECS does not say. */
  readonly id?: string;
  /** ISO time; absent where ECS does not say. */
  readonly since?: string;
  /** ECS still works on it. */
  readonly inProgress: boolean;
  /** It takes longer than the plan allows: nobody waits for it any more. */
  readonly overdue: boolean;
  /** ECS has given it up. */
  readonly failed: boolean;
  /** Deployments that ECS has given up and whose tasks it takes back. */
  readonly takenBack: readonly string[];
}

/** For how long a deployment has been seen, which stands in where ECS does not say when it began. */
export type SeenDeployment = NonNullable<History['deployment']>;

/**
 * What ECS says of the service's deployment; undefined when it is over and all is well.
 *
 * @param seen the deployment in progress of earlier verifications
 * @param now milliseconds since the epoch
 */
export function deploymentOf(
  { deployments }: ServiceEvidence, { deploymentSeconds }: TimingPlan, seen: SeenDeployment | undefined, now: number,
): Deployment | undefined {
  const current = deployments.filter(({ status }) => status !== 'INACTIVE');
  const primary = current.find(({ status }) => status === 'PRIMARY');
  const inProgress = current.length > 1 || primary?.rolloutState === 'IN_PROGRESS';
  const failed = current.some(({ rolloutState }) => rolloutState === 'FAILED');
  if (!inProgress && !failed) { return undefined; }
  const { id } = primary ?? {};
  const givenUp = current.filter((each) => each !== primary && each.rolloutState === 'FAILED');
  // A rollback goes on with a deployment of earlier, and begins with the one that it takes back.
  const since = [primary, ...givenUp].flatMap((each) => each?.createdAt ?? []).sort().at(-1);
  const began = since === undefined ? (seen?.id === id ? seen?.since : undefined) ?? now : Date.parse(since);
  const overdue = inProgress && now - began > deploymentSeconds * 1000;
  return {
    ...id ? { id } : {},
    ...since ? { since } : {},
    inProgress,
    overdue,
    failed,
    takenBack: givenUp.flatMap((each) => each.id ?? []),
  };
}

/** Whether a deployment still explains what its own tasks do. */
export function isExcusing(deployment: Deployment | undefined): deployment is Deployment {
  return deployment !== undefined && deployment.inProgress && !deployment.overdue;
}

/** Whether a deployment started a task: it explains nothing of the others. Where ECS does not say, the start times tell. */
export function isOf(
  { id, since, takenBack }: Deployment,
  { startedBy, startedAt, createdAt }: Pick<TaskEvidence & StoppedTask, 'startedBy' | 'startedAt' | 'createdAt'>,
): boolean {
  if (startedBy && takenBack.includes(startedBy)) { return true; }
  if (id && startedBy && startedBy !== id) { return false; }
  const began = createdAt ?? startedAt;
  // What runs on through a rollback is not the rollback's.
  return !since || !began || (takenBack.length === 0 && startedBy === id) || Date.parse(began) >= Date.parse(since);
}

/** What is said of a deployment that nobody waits for any more. */
export function overdueEvidence(deployment: Deployment | undefined, { deploymentSeconds }: TimingPlan): string[] {
  if (!deployment?.overdue) { return []; }
  const since = deployment.since ? ` since ${deployment.since}` : '';
  return [`the deployment in progress${since} takes longer than the ${deploymentSeconds} s that its contract allows`];
}
