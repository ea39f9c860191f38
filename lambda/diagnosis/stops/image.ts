import { DENIED, MISSING, UNABLE, UNREACHABLE } from './refusal-patterns';
import type { StopCause } from './stop-cause';

const PULL = new RegExp(`CannotPull|pull image manifest|pull command failed: panic|${UNABLE} pull (?:the image|['"\u2018])`, 'i');
/** So containerd ends where its requests to Amazon S3, which has the layers, are dropped. */
const PANIC = 'nil pointer dereference';

/**
 * The image cannot be pulled.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export const IMAGE_CAUSES: readonly StopCause[] = [
  {
    kind: 'IMAGE_RATE_LIMITED',
    says: [PULL, /toomanyrequests|rate limit|too many requests/i],
    title: 'image registry limits pulls',
    why: 'the image registry refused the pull because of its rate limit',
    restart: 'NO',
    next: 'ECS tries again; use an Amazon ECR pull through cache, or authenticate to the registry.',
    needsAttention: true,
  },
  {
    kind: 'IMAGE_WRONG_PLATFORM',
    says: [PULL, /matching platform|no match for platform|platform in manifest/i],
    title: 'image for another CPU architecture',
    why: 'the image was not built for the CPU architecture or operating system of the task',
    restart: 'NO',
    next: 'Build the image for the runtime platform of the task definition, or change the platform.',
    needsAttention: true,
  },
  {
    kind: 'DISK_FULL',
    says: [/no space left on device|disk quota exceeded/i],
    title: 'disk full',
    why: 'its disk is full',
    restart: 'NO',
    next: "Raise the task's ephemeral storage or free space on its instance.",
    needsAttention: true,
  },
  {
    kind: 'IMAGE_ACCESS_DENIED',
    says: [PULL, new RegExp(`${DENIED.source}|no pull access|has the permissions`, 'i')],
    title: 'image not accessible',
    why: 'it has no permission to pull its image, or the repository does not exist',
    restart: 'NO',
    next: "Check the image's name, the permissions of the execution role and the repository policy.",
    needsAttention: true,
  },
  {
    kind: 'IMAGE_UNREACHABLE',
    // Without a reason of its own "API error" is a connection issue, says AWS.
    says: [PULL, new RegExp(`${UNREACHABLE.source}|${PANIC}|API error\\s*$`, 'i')],
    title: 'image registry not reachable',
    why: 'the image registry could not be reached',
    restart: 'NO',
    next:
      'ECS tries again; check the route from its subnet to the registry: NAT gateway, public IP address or VPC endpoints (ECR API, '
      + 'ECR Docker, S3), and security groups.',
    needsAttention: true,
  },
  {
    kind: 'IMAGE_NOT_FOUND',
    says: [PULL, MISSING],
    title: 'image not found',
    why: 'its image does not exist in the registry',
    restart: 'NO',
    next: 'Push the image or correct its tag, and deploy again.',
    needsAttention: true,
  },
  {
    kind: 'IMAGE_PULL_FAILED',
    says: [PULL],
    title: 'image could not be pulled',
    why: 'its image could not be pulled',
    restart: 'NO',
    next: 'ECS tries again; read the reason that AWS gives below.',
    needsAttention: true,
  },
];
