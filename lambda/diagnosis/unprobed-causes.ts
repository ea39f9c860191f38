import { TASK_CAUSES, type TaskCause } from './task-causes';

const UNHEALTHY = ['UNHEALTHY'] as const;

/**
 * Causes of a task's trouble where no prober asks it, and AWS's own checks are all there is to see. What the load balancer was answered
 * counts as an answer, so most of it has a cause among those of probed tasks; what it could not be answered is ambiguous from there, and
 * where nothing else tells the causes apart, all of them are named.
 */
export const UNPROBED_CAUSES: readonly TaskCause[] = [
  ...TASK_CAUSES,
  {
    fault: 'HOST_LOST',
    shownBy: [{ agent: ['LOST'], loadBalancer: ['TIMEOUT', 'FAILED'] }],
    predicts: { agent: ['LOST'], loadBalancer: ['TIMEOUT', 'FAILED', 'UNREGISTERED'] },
  },
  // The process itself says that it is not well, to both that ask.
  {
    fault: 'LIVENESS_FAILED',
    shownBy: [{ readiness: ['UNHEALTHY'], container: UNHEALTHY }],
    predicts: { container: UNHEALTHY },
    allows: { readiness: ['UNHEALTHY'], loadBalancer: ['MISMATCH'] },
  },
  {
    fault: 'HUNG',
    shownBy: [{ loadBalancer: ['TIMEOUT'] }],
    predicts: { container: UNHEALTHY, agent: ['CONNECTED'], path: ['OPEN'], load: ['EASY'] },
    allows: { loadBalancer: ['TIMEOUT'] },
  },
  {
    fault: 'LOAD_BALANCER_BLOCKED',
    shownBy: [{ loadBalancer: ['TIMEOUT'] }],
    predicts: { container: ['HEALTHY'], agent: ['CONNECTED'], path: ['BLOCKED'] },
    allows: { loadBalancer: ['TIMEOUT'] },
  },
  {
    fault: 'PORT_CLOSED',
    shownBy: [{ loadBalancer: ['FAILED'] }],
    predicts: { container: UNHEALTHY, agent: ['CONNECTED'], path: ['OPEN'] },
    allows: { loadBalancer: ['FAILED'] },
  },
  {
    fault: 'LISTENS_ELSEWHERE',
    shownBy: [{ loadBalancer: ['FAILED'] }],
    predicts: { container: ['HEALTHY'], agent: ['CONNECTED'], earlier: ['NEVER_WELL', 'UNKNOWN'], path: ['OPEN'] },
    allows: { loadBalancer: ['FAILED'] },
  },
  {
    fault: 'LOAD_BALANCER_MISCONFIGURED',
    shownBy: [{ loadBalancer: ['UNREGISTERED'] }, { loadBalancer: ['MISMATCH'] }, { loadBalancer: ['FAILED'], earlier: ['WELL'] }],
    predicts: { container: ['HEALTHY'] },
    allows: { loadBalancer: ['UNREGISTERED', 'MISMATCH', 'FAILED'] },
  },
  {
    fault: 'LIVENESS_FAILED',
    shownBy: [{ container: UNHEALTHY }],
    predicts: { loadBalancer: ['MISMATCH', 'FAILED'] },
    allows: { container: UNHEALTHY },
  },
];
