import type { StopCause } from './stop-cause';
import { MISSING, UNREACHABLE } from './words';

const PULL = /CannotPull|pull image manifest/i;

/**
 * The image cannot be pulled.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export const IMAGE_CAUSES: readonly StopCause[] = [
  {
    kind: 'IMAGE_RATE_LIMITED',
    says: [PULL, /toomanyrequests|rate limit|too many requests/i],
    title: 'image registry refuses more pulls',
    why: 'the image registry refused the pull, because too many were made',
    restart: 'NO',
    next: 'ECS tries again; pull through an Amazon ECR cache, or log in to the registry.',
    tell: true,
  },
  {
    kind: 'IMAGE_WRONG_PLATFORM',
    says: [PULL, /matching platform|no match for platform|platform in manifest/i],
    title: 'image for another processor',
    why: 'the image was not built for the processor or system of the task',
    restart: 'NO',
    next: 'Build the image for the runtime platform of the task definition, or change the platform.',
    tell: true,
  },
  {
    kind: 'DISK_FULL',
    says: [/no space left on device|disk quota exceeded/i],
    title: 'disk full',
    why: 'the disk it runs on is full',
    restart: 'NO',
    next: 'Raise the ephemeral storage of the task or clean the disk of its instance.',
    tell: true,
  },
  {
    kind: 'IMAGE_ACCESS_DENIED',
    says: [PULL, /no pull access|pull access denied|AccessDenied|not authorized|no basic auth|\b403\b|\b401\b|Forbidden|Unauthorized/i],
    title: 'image not accessible',
    why: 'it may not pull its image, or the image\'s repository does not exist',
    restart: 'NO',
    next: 'Check the image\'s name, and what the execution role and the policy of the repository allow.',
    tell: true,
  },
  {
    kind: 'IMAGE_UNREACHABLE',
    says: [PULL, UNREACHABLE],
    title: 'image registry not reachable',
    why: 'the image registry could not be reached',
    restart: 'NO',
    next: 'ECS tries again; check the way from its subnet to the registry: NAT, public address or VPC endpoints (ECR API, ECR Docker, S3), and security groups.',
    tell: true,
  },
  {
    kind: 'IMAGE_NOT_FOUND',
    says: [PULL, MISSING],
    title: 'image not found',
    why: 'its image does not exist in the registry',
    restart: 'NO',
    next: 'Push the image or correct its tag, and deploy again.',
    tell: true,
  },
  {
    kind: 'IMAGE_PULL_FAILED',
    says: [PULL],
    title: 'image could not be pulled',
    why: 'its image could not be pulled',
    restart: 'NO',
    next: 'ECS tries again; what AWS says below names the reason.',
    tell: true,
  },
];
