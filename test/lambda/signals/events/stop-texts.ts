import { stopped, type Sample } from './samples';

const ELB = 'arn:aws:elasticloadbalancing:us-west-2:111122223333:targetgroup/web/fa8c43c4060dcc67';
const ECR = '111122223333.dkr.ecr.us-west-2.amazonaws.com/web:1.2.3';
const PULLED = `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${ECR}: ${ECR}`;
const COPIED =
  'CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: '
  + 'failed to do request: Get "https://prod-us-west-2-starport-layer-bucket.s3.us-west-2.amazonaws.com/x"';
const SECRET =
  'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: '
  + 'unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret '
  + 'arn:aws:secretsmanager:us-west-2:111122223333:secret:db-AbCdEf from secrets manager: operation error Secrets '
  + 'Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 0a1b, ';
const REGISTRY =
  'ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry auth from Amazon ECR: ';

/** What ECS really says, as documentation, issues and incident reports quote it; and the kind that follows from it. */
export const STOP_TEXTS: readonly (readonly [kind: string, told: boolean, sample: Sample])[] = [
  [
    'OUT_OF_MEMORY',
    true,
    stopped('EssentialContainerExited', 'Essential container in task exited', [
      { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
    ]),
  ],
  [
    'OUT_OF_MEMORY',
    true,
    stopped('TaskFailedToStart', 'Task failed to start', [
      {
        reason:
          'CannotStartContainerError: Error response from daemon: OCI runtime create failed: container init was OOM-killed '
          + '(memory limit too low?)',
      },
    ]),
  ],
  ['SPOT_INTERRUPTION', false, stopped('SpotInterruption', 'Your Spot Task was interrupted.', [{ exitCode: 137 }])],
  ['SPOT_INTERRUPTION', false, stopped('TerminationNotice', 'Your Spot Task was interrupted.')],
  ['IMAGE_NOT_FOUND', true, stopped('TaskFailedToStart', `${PULLED}: not found`)],
  [
    'IMAGE_NOT_FOUND',
    true,
    stopped(
      'TaskFailedToStart',
      'CannotPullContainerError: Error response from daemon: manifest for web:9 not found: manifest unknown: Requested '
        + 'image not found',
    ),
  ],
  [
    'IMAGE_ACCESS_DENIED',
    true,
    stopped(
      'TaskFailedToStart',
      'CannotPullContainerError: Error response from daemon: pull access denied for web, repository does not exist or '
        + "may require 'docker login'",
    ),
  ],
  ['IMAGE_ACCESS_DENIED', true, stopped('TaskFailedToStart', `${PULLED}: unexpected status from HEAD request: 403 Forbidden`)],
  [
    'IMAGE_RATE_LIMITED',
    true,
    stopped(
      'TaskFailedToStart',
      'CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected '
        + 'status code: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.',
    ),
  ],
  ['IMAGE_UNREACHABLE', true, stopped('TaskFailedToStart', `${COPIED}: dial tcp 52.218.0.1:443: i/o timeout`)],
  [
    'IMAGE_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'CannotPullContainerError: Error response from daemon: Get '
        + 'https://111122223333.dkr.ecr.us-west-2.amazonaws.com/v2/: net/http: request canceled while waiting for '
        + 'connection',
    ),
  ],
  [
    'IMAGE_WRONG_PLATFORM',
    true,
    stopped('TaskFailedToStart', "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'"),
  ],
  [
    'DISK_FULL',
    true,
    stopped(
      'TaskFailedToStart',
      'CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:0a: write '
        + '/usr/lib/x: no space left on device',
    ),
  ],
  ['IMAGE_UNREACHABLE', true, stopped('TaskFailedToStart', 'CannotPullContainerError: API error')],
  ['IMAGE_PULL_FAILED', true, stopped('TaskFailedToStart', 'CannotPullContainerError: error pulling image configuration')],
  [
    'REGISTRY_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      `${REGISTRY}There is a connection issue between the task and Amazon ECR. Check your task network configuration. `
        + 'RequestError: send request failed caused by: Post "https://api.ecr.us-west-2.amazonaws.com/": dial tcp '
        + '3.17.137.97:443: i/o timeout',
    ),
  ],
  [
    'REGISTRY_ACCESS_DENIED',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: '
        + 'unable to get ecr registry auth: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec is '
        + 'not authorized to perform: ecr:GetAuthorizationToken on resource: *',
    ),
  ],
  [
    'SECRET_ACCESS_DENIED',
    true,
    stopped(
      'TaskFailedToStart',
      `${SECRET}api error AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/exec is not authorized `
        + 'to perform: secretsmanager:GetSecretValue',
    ),
  ],
  [
    'SECRET_NOT_FOUND',
    true,
    stopped('TaskFailedToStart', `${SECRET}ResourceNotFoundException: Secrets Manager can't find the specified secret.`),
  ],
  [
    'SECRET_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: '
        + 'unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context '
        + 'canceled caused by: context deadline exceeded',
    ),
  ],
  [
    'SECRET_UNAVAILABLE',
    true,
    stopped(
      'TaskFailedToStart',
      "The task can\u2019t pull the secret from Secrets Manager. The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:"
        + "us-west-2:111122223333:secret:db' from Secrets Manager. Check whether the secret exists in the specified Region.",
    ),
  ],
  [
    'SECRET_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : signal: killed',
    ),
  ],
  [
    'CONFIGURATION_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: failed to download env files: file download command: non empty error stream: '
        + 'RequestCanceled: request context canceled caused by: context deadline exceeded',
    ),
  ],
  [
    'CONFIGURATION_UNAVAILABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: failed to download env files: file download command: non empty error stream: '
        + 'service call has been retried 5 time(s)',
    ),
  ],
  [
    'LOG_UNREACHABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create '
        + 'Cloudwatch log stream: RequestError: send request failed caused by: Post "https://logs.us-west-2.amazonaws.com/": dial tcp '
        + '54.240.1.1:443: i/o timeout',
    ),
  ],
  [
    'LOG_UNAVAILABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log '
        + 'group defined in the task definition: ResourceNotFoundException: The specified log group does not exist.',
    ),
  ],
  [
    'LOG_UNAVAILABLE',
    true,
    stopped('TaskFailedToStart', 'Task failed to start', [
      {
        reason:
          'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create '
          + 'Cloudwatch log stream: AccessDeniedException',
      },
    ]),
  ],
  [
    'VOLUME_UNAVAILABLE',
    true,
    stopped(
      'TaskFailedToStart',
      'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: '
        + 'Connection timed out',
    ),
  ],
  [
    'NO_FREE_ADDRESS',
    true,
    stopped(
      'TaskFailedToStart',
      "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': " + 'InsufficientFreeAddressesInSubnet',
    ),
  ],
  ['NETWORK_INTERFACE', true, stopped('TaskFailedToStart', 'Timeout waiting for network interface provisioning to complete.')],
  [
    'NETWORK_INTERFACE',
    true,
    stopped('TaskFailedToStart', 'Unexpected EC2 error while attempting to tag the network interface: TagPolicyViolation'),
  ],
  [
    'WRONG_COMPUTE',
    true,
    stopped('TaskFailedToStart', 'The selected task definition is not compatible with the selected compute strategy'),
  ],
  ['AGENT_DISCONNECTED', true, stopped('TaskFailedToStart', 'AGENT')],
  [
    'NO_CAPACITY',
    true,
    stopped('TaskFailedToStart', 'Capacity is unavailable at this time. Please try again later or in a different availability zone'),
  ],
  [
    'LOAD_BALANCER_CHECK_FAILED',
    true,
    stopped('ServiceSchedulerInitiated', `Task failed ELB health checks in (target-group ${ELB})`, [{ exitCode: 143 }]),
  ],
  ['CONTAINER_CHECK_FAILED', true, stopped('ServiceSchedulerInitiated', 'Task failed container health checks', [{ exitCode: 137 }])],
  [
    'HOST_MAINTENANCE',
    false,
    stopped(
      'ServiceSchedulerInitiated',
      'Service servicetest: ECS is performing maintenance on the underlying infrastructure hosting the task',
      [{ exitCode: 143 }],
    ),
  ],
  [
    'HOST_DRAINING',
    false,
    stopped('ServiceSchedulerInitiated', 'Service servicetest: container instance is in DRAINING state', [{ exitCode: 0 }]),
  ],
  ['HOST_GONE', true, stopped('TerminationNotice', 'Host EC2 (instance i-03dba81187d65ce7e) terminated.')],
  ['HOST_GONE', true, stopped(undefined, 'Container instance deregistration forced by user')],
  ['HOST_GONE', true, stopped('InfrastructureHealth', '')],
  [
    'WRONG_PLATFORM',
    true,
    stopped('EssentialContainerExited', 'Essential container in task exited', [
      { exitCode: 1, reason: 'exec /usr/local/bin/docker-entrypoint.sh: exec format error' },
    ]),
  ],
  [
    'COMMAND_NOT_FOUND',
    true,
    stopped('TaskFailedToStart', 'Task failed to start', [
      {
        reason:
          'CannotStartContainerError: Error response from daemon: failed to create task: exec: "volume-sync": executable '
          + 'file not found in $PATH: unknown',
      },
    ]),
  ],
  [
    'START_FAILED',
    true,
    stopped('TaskFailedToStart', 'Task failed to start', [{ reason: 'CannotStartContainerError: failed to get container status: x' }]),
  ],
  ['START_FAILED', true, stopped('TaskFailedToStart', '')],
  [
    'RUNTIME_TIMEOUT',
    true,
    stopped('TaskFailedToStart', 'ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: x'),
  ],
  ['INTERNAL_ERROR', true, stopped('TaskFailedToStart', 'InternalError: failed to create container model')],
  ['STOPPED_BY_USER', false, stopped('UserInitiated', 'Task stopped by user', [{ exitCode: 143 }])],
  [
    'SCALED_OR_DEPLOYED',
    false,
    stopped('ServiceSchedulerInitiated', 'Scaling activity initiated by (deployment ecs-svc/8646900195280463695)', [{ exitCode: 137 }]),
  ],
  ['CONTAINER_EXITED', true, stopped('EssentialContainerExited', 'Essential container in task exited', [{ exitCode: 139 }])],
  ['CONTAINER_EXITED', true, stopped(undefined, 'Essential container in task exited', [{ exitCode: 0 }])],
  ['UNKNOWN', true, stopped('SomethingNew', 'A reason that nobody has seen yet')],
  ['UNKNOWN', true, stopped(undefined, '')],
];
