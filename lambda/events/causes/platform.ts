import { REPLACEMENT_TOO } from './stop-cause';
import type { StopCause } from './stop-cause';

/**
 * A check failed, or the host is gone.
 * https://repost.aws/knowledge-center/ecs-task-stopped
 */
export const PLATFORM_CAUSES: readonly StopCause[] = [
  {
    kind: 'LOAD_BALANCER_CHECK_FAILED',
    says: [/failed ELB health checks|unhealthy in \(?target-group|failed VPC Lattice/i],
    title: 'failed its load balancer\'s health check',
    why: 'it failed the health check of its load balancer',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}compare path, port and matcher with what it answers, and the grace period with its startup; look at the security groups.`,
    tell: true,
  },
  {
    kind: 'CONTAINER_CHECK_FAILED',
    says: [/failed container health checks/i],
    title: 'failed its container health check',
    why: 'it failed the health check of its container',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}look at its log, and whether the check's command is in the image and its start period long enough.`,
    tell: true,
  },
  {
    kind: 'HOST_MAINTENANCE',
    says: [/performing maintenance|task retirement/i],
    title: 'maintenance by AWS',
    why: 'AWS maintains the host it ran on',
    restart: 'ECS_DOES_IT',
    next: 'Nothing is to be done.',
    tell: false,
  },
  {
    kind: 'HOST_DRAINING',
    says: [/\bDRAINING\b/i],
    title: 'instance draining',
    why: 'its instance is drained',
    restart: 'ECS_DOES_IT',
    next: 'Nothing is to be done.',
    tell: false,
  },
  {
    kind: 'HOST_GONE',
    says: [/Host EC2|instance .*(terminated|stopped)|deregist/i],
    title: 'host gone',
    why: 'the instance it ran on was stopped, terminated or deregistered',
    restart: 'ECS_DOES_IT',
    next: 'If nobody did that on purpose, look at the instance and at its Auto Scaling group.',
    tell: true,
  },
  {
    kind: 'HOST_GONE',
    codes: ['InfrastructureHealth', 'TerminationNotice'],
    title: 'host unhealthy',
    why: 'AWS found the host it ran on unhealthy, or takes it away',
    restart: 'ECS_DOES_IT',
    next: 'If this happens often, look at the instances.',
    tell: true,
  },
];
