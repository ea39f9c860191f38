import type { TaskEvidence } from './evidence';
import { diagnosis } from './faults';
import type { Diagnosis } from '../report/report';

/**
 * What ECS says of the container of a worker, on which nothing listens. ECS checks it from inside, so an UNHEALTHY one is a fault of
 * its own, not a doubt about the check; UNKNOWN is none, and neither is what an agent said that is gone.
 */
export function diagnoseContainer({ containerHealth, agentConnected }: TaskEvidence): Diagnosis {
  if (!agentConnected) {
    return diagnosis('PROBER_FAULT', [`ECS has lost the agent of the task: that the container is ${containerHealth} is stale`]);
  }
  switch (containerHealth) {
    case 'HEALTHY': return diagnosis('HEALTHY', ['ECS says the container is HEALTHY: its own check succeeds']);
    case 'UNHEALTHY': return diagnosis('LIVENESS_FAILED', ['ECS says the container is UNHEALTHY: its own check fails, and nobody else can ask it']);
    default: return diagnosis('PROBER_FAULT', ['ECS knows no health of the container (UNKNOWN): it has no check, or the plan names another container']);
  }
}
