import { DENIED, MISSING, UNABLE, UNREACHABLE } from './refusal-patterns';
import { REPLACEMENT_TOO, type StopCause } from './stop-cause';

const REGISTRY = /registry auth(?:entication)? from Amazon ECR|ecr registry auth|GetAuthorizationToken/i;
const SECRETS = new RegExp(
  `${UNABLE} (?:pull|retrieve|get) (?:the )?secret|pull the secret|secrets? (?:from|in) (?:asm|ssm)|secrets? or registry auth`, 'i',
);

const ENVIRONMENT_FILE = /env(ironment)? ?(variable )?files?/i;
const LOG = /logging driver|logger args|log (group|stream)/i;

/**
 * What a task needs before it starts is not there: login, secrets, configuration, log, volumes, network, capacity.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resource-initialization-error.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/failed-to-start-error.html
 */
export const RESOURCE_CAUSES: readonly StopCause[] = [
  {
    kind: 'REGISTRY_UNREACHABLE',
    says: [REGISTRY, UNREACHABLE],
    title: 'Amazon ECR not reachable',
    why: 'it could not reach Amazon ECR to authenticate',
    restart: 'NO',
    next:
      'ECS tries again; check the route from its subnet to Amazon ECR: NAT gateway, public IP address or VPC endpoints, and security '
      + 'groups.',
    needsAttention: true,
  },
  {
    kind: 'REGISTRY_ACCESS_DENIED',
    says: [REGISTRY, DENIED],
    title: 'Amazon ECR denies access',
    why: 'its execution role has no permission to authenticate to Amazon ECR',
    restart: 'NO',
    next: 'Allow ecr:GetAuthorizationToken for the execution role.',
    needsAttention: true,
  },
  {
    kind: 'SECRET_ACCESS_DENIED',
    says: [SECRETS, DENIED],
    title: 'secret not accessible',
    why: 'its execution role has no permission to read a secret or parameter of the task definition',
    restart: 'NO',
    next: 'Allow the execution role to read the secret and to use its KMS key, or correct the name.',
    needsAttention: true,
  },
  {
    kind: 'SECRET_UNREACHABLE',
    says: [SECRETS, UNREACHABLE],
    title: 'secrets not reachable',
    why: 'Secrets Manager or Parameter Store could not be reached',
    restart: 'NO',
    next: 'ECS tries again; check the route from its subnet: NAT gateway, public IP address or VPC endpoints, and security groups.',
    needsAttention: true,
  },
  {
    kind: 'SECRET_NOT_FOUND',
    says: [SECRETS, MISSING],
    title: 'secret not found',
    why: 'a secret or parameter of the task definition does not exist',
    restart: 'NO',
    next: 'Create the secret or correct its name, version or JSON key in the task definition.',
    needsAttention: true,
  },
  {
    kind: 'SECRET_UNAVAILABLE',
    says: [SECRETS],
    title: 'secrets not retrieved',
    why: 'a secret, a parameter or the registry credentials could not be retrieved',
    restart: 'NO',
    next: 'ECS tries again; check the execution role and the route from its subnet to the service that AWS names below.',
    needsAttention: true,
  },
  {
    kind: 'CONFIGURATION_UNREACHABLE',
    says: [ENVIRONMENT_FILE, UNREACHABLE],
    title: 'Amazon S3 not reachable',
    why: 'Amazon S3, which holds its environment file, could not be reached',
    restart: 'NO',
    next: 'ECS tries again; check the route from its subnet to Amazon S3.',
    needsAttention: true,
  },
  {
    kind: 'CONFIGURATION_UNAVAILABLE',
    says: [ENVIRONMENT_FILE],
    title: 'environment file not retrieved',
    why: 'its environment file could not be retrieved from Amazon S3',
    restart: 'NO',
    next: 'Check that the file exists and that the execution role has permission to read it.',
    needsAttention: true,
  },
  {
    kind: 'LOG_UNREACHABLE',
    says: [LOG, UNREACHABLE],
    title: 'CloudWatch Logs not reachable',
    why: 'CloudWatch Logs could not be reached',
    restart: 'NO',
    next: 'ECS tries again; check the route from its subnet to CloudWatch Logs.',
    needsAttention: true,
  },
  {
    kind: 'LOG_UNAVAILABLE',
    says: [LOG],
    title: 'log not writable',
    why: 'its log stream could not be opened',
    restart: 'NO',
    next: 'Check that the log group exists, that the execution role has permission to write to it, and the route to CloudWatch Logs.',
    needsAttention: true,
  },
  {
    kind: 'VOLUME_UNAVAILABLE',
    says: [/CannotCreateVolume|ResourceInitialization/i, /\bEFS\b|\bEBS\b|volume/i],
    title: 'volume not available',
    why: 'a volume could not be attached or mounted',
    restart: 'NO',
    next: "Check the file system, its mount targets and security groups (port 2049), and the task's roles.",
    needsAttention: true,
  },
  {
    kind: 'NO_FREE_ADDRESS',
    // Without a reason of its own, creating one with a public address fails for want of addresses.
    says: [/InsufficientFreeAddresses|free addresses|Network Interface with public IP assignment enabled in subnet '?[\w-]+'?\s*$/im],
    title: 'subnet out of IP addresses',
    why: 'its subnet has no free IP address',
    restart: 'NO',
    next: 'ECS tries again; add a larger subnet to the service, or free IP addresses.',
    needsAttention: true,
  },
  {
    kind: 'NETWORK_INTERFACE',
    says: [/network interface|\bENI\b/i],
    title: 'no network interface',
    why: 'it received no network interface',
    restart: 'ECS_DOES_IT',
    next: `${REPLACEMENT_TOO}check the subnets, the quotas of network interfaces and tag policies.`,
    needsAttention: true,
  },
  {
    kind: 'WRONG_COMPUTE',
    says: [/not compatible with the selected compute strategy|placement constraint unsatisfied|TaskFailedToStart: (ATTRIBUTE|LOCATION)\b/i],
    title: 'task definition for other capacity',
    why: 'its task definition does not fit the launch type, the capacity provider or any of its instances',
    restart: 'NO',
    next: 'Change what the task definition requires (requiresCompatibilities, placement constraints), or the capacity of the service.',
    needsAttention: true,
  },
  {
    kind: 'NO_CAPACITY',
    says: [
      new RegExp(
        'capacity is unavailable|insufficient capacity|InsufficientInstanceCapacity|limit on the number of vCPUs|\\bRESOURCE:'
        + '|NO ACTIVE INSTANCES|EMPTY CAPACITY PROVIDER',
        'i',
      ),
    ],
    title: 'no capacity',
    why: 'there is no capacity for it',
    restart: 'ECS_DOES_IT',
    next: 'ECS tries again; add Availability Zones or capacity providers, or raise the vCPU quota.',
    needsAttention: true,
  },
];
