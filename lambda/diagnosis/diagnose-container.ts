import type { TaskEvidence } from './evidence';
import { diagnosis } from './faults';
import type { Diagnosis } from '../shared/verdict';

/**
 * What ECS says of the container of a worker, on which nothing listens. ECS checks it from inside, so an UNHEALTHY one is a fault of
 * its own, not a doubt about the check; UNKNOWN is none, and neither is what an agent said that is gone.
 */
export function diagnoseContainer({ containerHealth, agentConnected }: TaskEvidence): Diagnosis {
  if (!agentConnected) {
    return diagnosis('PROBER_FAULT', [`the agent of the task is disconnected: the state ${containerHealth} of the container is stale`]);
  }
  switch (containerHealth) {
    case 'HEALTHY':
      return diagnosis('HEALTHY', ['ECS says the container is HEALTHY: its own check succeeds']);
    case 'UNHEALTHY':
      return diagnosis('LIVENESS_FAILED', [
        'ECS says the container is UNHEALTHY: its own check fails, and it cannot be probed from outside',
      ]);
    default:
      return diagnosis('PROBER_FAULT', [
        'ECS reports the health of the container as UNKNOWN: it has no check, or the plan names another container',
      ]);
  }
}
