import type { ServiceFacts } from './facts';

/** Events are repeated as long as what they tell of lasts; after that it is over. */
const RECENT_MS = 900_000;

/** Events of a service that is well. */
const AS_USUAL = /has reached a steady state|registered|has started/;

/** Whether something about a service calls for a closer look; where all is well, little has to be read. */
export function isSuspect({ service, tasks = [] }: ServiceFacts, now: number): boolean {
  const { desiredCount = 0, runningCount = 0, pendingCount = 0, deployments = [], events = [] } = service;
  const isRecent = (time: Date | undefined) => time !== undefined && now - time.getTime() < RECENT_MS;
  return runningCount !== desiredCount || pendingCount > 0
    || deployments.length > 1 || deployments.some(({ rolloutState, failedTasks = 0 }) => rolloutState === 'FAILED' || failedTasks > 0)
    || tasks.some((task) => task.healthStatus === 'UNHEALTHY' || task.connectivity === 'DISCONNECTED' || isRecent(task.stoppedAt))
    || events.some(({ message = '', createdAt }) => isRecent(createdAt) && !AS_USUAL.test(message));
}
