import type { Deployment, Service, Task } from '@aws-sdk/client-ecs';
import type { DeploymentPlan } from '../../../src/shared/plan';

/** The part of a service that is verified. */
interface Part {
  readonly counts: { readonly desired: number; readonly running: number };
  readonly deployments: readonly Deployment[];
  readonly tasks: readonly Task[];
}

/** All of it. */
export function ofService({ desiredCount = 0, runningCount = 0, deployments = [] }: Service, tasks: readonly Task[]): Part {
  return { counts: { desired: desiredCount, running: runningCount }, deployments, tasks };
}

/**
 * Only what one deployment has started, and not what is being taken away of it again. That the deployment is not over is no news here,
 * and would explain every fault. Throws where ECS knows nothing of the deployment: other tasks must not stand in for its own.
 */
export function ofDeployment({ desiredCount = 0, deployments = [] }: Service, all: readonly Task[], { id }: DeploymentPlan): Part {
  const listed = deployments.find((deployment) => deployment.id === id);
  const started = all.filter(({ startedBy }) => startedBy === id);
  if (!listed && started.length === 0) { throw new Error(`ECS knows neither deployment ${id} nor a task of it`); }
  const tasks = started.filter(({ desiredStatus, lastStatus }) => desiredStatus !== 'STOPPED' || lastStatus === 'STOPPED');
  const running = tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING').length;
  // A new revision is scaled up to all desired tasks before it gets any traffic.
  return { counts: { desired: listed?.desiredCount || desiredCount, running }, deployments: [], tasks };
}
