import { REPLACEMENT_TOO, type StopCause } from './stop-cause';

/**
 * A check failed, or the host is gone.
 * https://repost.aws/knowledge-center/ecs-task-stopped
 */
export const PLATFORM_CAUSES: readonly StopCause[] = [
  {
    kind: 'LOAD_BALANCER_CHECK_FAILED',
    says: [/failed ELB health checks|unhealthy in \(?target-group|failed VPC Lattice/i],
    title: "failed its load balancer's health check",
    why: 'it failed the health check of its load balancer',
    restart: 'ECS_DOES_IT',
    next:
      `${REPLACEMENT_TOO}compare path, port and matcher with its responses, and the grace period with its startup; `
      + 'check the security groups.',
    needsAttention: true,
  },
  {
    kind: 'CONTAINER_CHECK_FAILED',
    says: [/failed container health checks/i],
    title: 'failed its container health check',
    why: 'it failed the health check of its container',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}check its log, that the image contains the command of the check, and that the start period is long enough.`,
    needsAttention: true,
  },
  {
    kind: 'HOST_MAINTENANCE',
    says: [/performing maintenance|task retirement/i],
    title: 'maintenance by AWS',
    why: 'AWS performs maintenance on its host',
    restart: 'ECS_DOES_IT',
    next: 'Nothing to do.',
    needsAttention: false,
  },
  {
    kind: 'HOST_DRAINING',
    says: [/\bDRAINING\b/i],
    title: 'instance draining',
    why: 'its instance is being drained',
    restart: 'ECS_DOES_IT',
    next: 'Nothing to do.',
    needsAttention: false,
  },
  {
    kind: 'AGENT_DISCONNECTED',
    says: [/^(?:TaskFailedToStart:)?\W*AGENT\W*$/m],
    title: 'agent not connected',
    why: 'the agent of its instance was not connected',
    restart: 'ECS_DOES_IT',
    next: 'Restart the ECS agent of the instance, or replace the instance.',
    needsAttention: true,
  },
  {
    kind: 'HOST_GONE',
    says: [/Host EC2|instance .*(terminated|stopped)|deregist/i],
    title: 'host gone',
    why: 'its instance was stopped, terminated or deregistered',
    restart: 'ECS_DOES_IT',
    next: 'If nobody did that on purpose, check the instance and its Auto Scaling group.',
    needsAttention: true,
  },
  {
    kind: 'HOST_GONE',
    codes: ['InfrastructureHealth', 'TerminationNotice'],
    title: 'host unhealthy',
    why: 'AWS found its host unhealthy, or is retiring it',
    restart: 'ECS_DOES_IT',
    next: 'If this happens often, check the instances.',
    needsAttention: true,
  },
];
