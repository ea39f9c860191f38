/** Where AWS documents a text; all in https://docs.aws.amazon.com/AmazonECS/latest/developerguide/. */
type Page =
  | 'service-event-messages-list' | 'service-unhealthy-event-messages' | 'service-rebalancing-event-messages-list' | 'api_failures_messages'
  | 'failed-to-start-error' | 'resource-initialization-error' | 'resource-not-found-error' | 'spot-interruption-errors' | 'internal-error'
  | 'out-of-memory' | 'container-runtime-error' | 'container-runtime-timeout-error' | 'cannot-start-container' | 'cannot-stop-container'
  | 'cannot-inspect-container' | 'cannot-create-volume' | 'task_cannot_pull_image'
  /** Seen in events of real services, and on no page. */
  | 'UNDOCUMENTED';

/** A text with {placeholders}, what it is classified as, and its page. */
export type KnownText = readonly [page: Page, text: string, ...kinds: string[]];

const LIST = 'service-event-messages-list';
const UNHEALTHY = 'service-unhealthy-event-messages';
const BALANCE = 'service-rebalancing-event-messages-list';
const FAILURES = 'api_failures_messages';
const SEEN = 'UNDOCUMENTED';

const PLACE = '({service}) was unable to place a task because no container instance met all of its requirements.';
const CLOSEST = `${PLACE} The closest matching container-instance {instance}`;
const REASON = '({service}) was unable to place a task. Reason:';
const FAILING = 'is unhealthy in (target-group {group}) due to (reason {reason})';

/** Texts of service events. `{service}` stands for `service NAME`, or `service NAME, taskSet ID`. */
export const EVENT_TEXTS: readonly KnownText[] = [
  [LIST, '({service}) has reached a steady state.', 'STEADY'],
  [LIST, PLACE, 'NO_PLACE'],
  [LIST, `${PLACE} Reason: No Container Instances were found in your cluster.`, 'NO_INSTANCES'],
  [LIST, `${CLOSEST} is already using a port required by your task.`, 'NO_PORT'],
  [LIST, `${CLOSEST} has insufficient CPU units available.`, 'NO_CPU'],
  [LIST, `${CLOSEST} has insufficient memory available.`, 'NO_MEMORY'],
  [LIST, `${CLOSEST} is missing an attribute required by your task.`, 'NO_ATTRIBUTE'],
  [LIST, `${CLOSEST} encountered error "AGENT".`, 'AGENT_LOST'],
  [LIST, '({service}) Timed out waiting for Amazon ECS Agent to start. Please check logs at /var/log/ecs/ecs-agent.log".', 'AGENT_LOST'],
  [
    LIST,
    '({service}) (task {task}) (instance {instance}) is unhealthy in (elb {group}) due to (reason Instance has failed at least the '
    + 'UnhealthyThreshold number of health checks consecutively.)',
    'TARGET_UNHEALTHY',
  ],
  [LIST, '({service}) is unable to consistently start tasks successfully.', 'START_IMPAIRED'],
  [LIST, '({service}) operations are being throttled. Will try again later.', 'THROTTLED'],
  [
    LIST,
    '({service}) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the '
    + 'minimumHealthyPercent or maximumPercent value and try again.',
    'DEADLOCKED',
  ],
  [LIST, `${REASON} You've reached the limit on the number of tasks you can run concurrently`, 'TASK_QUOTA'],
  [LIST, `${REASON} You\u2019ve reached the limit on the number of vCPUs you can run concurrently`, 'TASK_QUOTA'],
  [LIST, `${REASON} Internal error.`, 'NO_PLACE'],
  [LIST, `${REASON} The requested CPU configuration is above your limit.`, 'ABOVE_QUOTA'],
  [LIST, `${REASON} The requested MEMORY configuration is above your limit.`, 'ABOVE_QUOTA'],
  [
    LIST,
    '({service}) was unable to reach steady state because task set ({set}) was unable to scale in. Reason: The number of protected tasks '
    + 'are more than the desired count of tasks',
    'SCALE_IN_PROTECTED',
  ],
  [
    LIST,
    '({service}) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.',
    'NO_INSTANCES',
  ],
  [
    LIST, `${REASON} Capacity is unavailable at this time. Please try again later or in a different availability zone.`,
    'NO_FARGATE_CAPACITY',
  ],
  [LIST, '({service}) deployment failed: tasks failed to start.', 'DEPLOYMENT_FAILED'],
  [
    LIST, '({service}) task set ({set}) (task {task}) is not healthy in target-group ({group})) due to TARGET GROUP IS NOT FOUND.',
    'TARGET_GROUP_GONE',
  ],
  [
    LIST, '({service}) task set ({set}) (task {task}) is not healthy in target-group ({group})) due to TARGET IS NOT FOUND.',
    'TARGET_GONE',
  ],
  [LIST, 'IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your service', 'ROLE_REFUSED'],
  [LIST, 'IAM trust relationship has been misconfigured or changed, and ECS can no longer maintain your service', 'ROLE_REFUSED'],
  [LIST, '({service}) could not launch {number} tasks for deployment {deployment}.', 'NO_PLACE'],
  [
    LIST,
    '({service}) could not launch {number} tasks for deployment {deployment}. Reason: The closest matching container-instance {instance} '
    + 'has insufficient CPU units available. The closest matching container-instance {instance} has insufficient memory available.',
    'NO_CPU', 'NO_MEMORY',
  ],
  [
    LIST, '({service}) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.',
    'PROVISIONING_LIMIT',
  ],

  [UNHEALTHY, `({service}) (task {task}) (instance {instance}) (port {port}) ${FAILING}`, 'TARGET_UNHEALTHY'],
  [UNHEALTHY, `({service}) (task {task}) (port {port}) ${FAILING}`, 'TARGET_UNHEALTHY'],

  [
    BALANCE, '({service}) is not AZ balanced with {number} tasks in {zone}, {number} in {zone}, and {number} in {zone}. AZ Rebalancing in '
    + 'progress.', 'REBALANCING',
  ],
  [
    BALANCE, '({service}) is AZ balanced with {number} tasks in {zone}, {number} tasks in {zone}, and {number} tasks in {zone}.',
    'REBALANCING',
  ],
  [BALANCE, '{name} has started {number} tasks in {zone} to AZ Rebalance: {task}.', 'REBALANCING'],
  [BALANCE, '{name} has stopped {number} running tasks in {zone} due to AZ rebalancing: {task}.', 'REBALANCING'],
  [
    BALANCE, '({service}) is unable to place a task in {zone} because no container instance met all of its requirements.',
    'NO_PLACE',
  ],
  [BALANCE, '({service}) is unable to place a task in {zone}.', 'NO_FARGATE_CAPACITY'],
  [
    BALANCE, '({service}) was unable to AZ Rebalance because {set} was unable to scale in due to The number of protected tasks are more '
    + 'than the desired count of tasks.', 'REBALANCING',
  ],
  [BALANCE, '({service}) stopped AZ Rebalancing.', 'REBALANCING'],

  [FAILURES, `${CLOSEST} encountered error "RESOURCE:CPU".`, 'NO_CPU'],
  [FAILURES, `${CLOSEST} encountered error "RESOURCE:MEMORY".`, 'NO_MEMORY'],
  [FAILURES, `${CLOSEST} encountered error "RESOURCE:PORTS_TCP".`, 'NO_PORT'],
  [FAILURES, `${CLOSEST} encountered error "RESOURCE:ENI".`, 'NO_NETWORK_INTERFACE'],
  [FAILURES, `${CLOSEST} encountered error "RESOURCE:GPU".`, 'NO_GPU'],
  [FAILURES, `${CLOSEST} encountered error "ATTRIBUTE".`, 'NO_ATTRIBUTE'],
  [FAILURES, `${REASON} MemberOf placement constraint unsatisfied.`, 'NO_ATTRIBUTE'],
  [FAILURES, `${REASON} RESOURCE:FARGATE`, 'NO_FARGATE_CAPACITY'],
  [FAILURES, `${REASON} EMPTY CAPACITY PROVIDER`, 'NO_INSTANCES'],

  [SEEN, `${CLOSEST} has insufficient ENI available.`, 'NO_NETWORK_INTERFACE'],
  [SEEN, `${CLOSEST} has insufficient GPU available.`, 'NO_GPU'],
  [SEEN, `${CLOSEST} doesn't have the agent connected: agent is not connected.`, 'AGENT_LOST'],
  [SEEN, `${REASON} The Service Discovery instance could not be registered.`, 'SERVICE_DISCOVERY'],
  [SEEN, `${REASON} ECS was unable to assume the role '{role}' that was provided for this task.`, 'ROLE_REFUSED'],
  [SEEN, `${REASON} ResourceInitializationError: unable to pull secrets or registry auth: There is a connection issue.`, 'LAUNCH_FAILED'],
  [SEEN, `${REASON} CannotPullContainerError: pull image manifest has been retried 7 time(s): not found.`, 'LAUNCH_FAILED'],
  [SEEN, '({service}) failed to launch a task with (error ECS was unable to assume the role {role}).', 'ROLE_REFUSED'],
  [SEEN, '({service}) failed to launch a task with (error Fargate has a problem).', 'LAUNCH_FAILED'],
  [SEEN, '({service}) operations are being throttled on elb. Will try again later.', 'THROTTLED'],
  [SEEN, '({service}) failed to register targets in (target-group {group}) with (error User is not authorized to perform)', 'ROLE_REFUSED'],
  [SEEN, '({service}) failed to register targets in (target-group {group}) with (error Too many targets)', 'REGISTRATION_FAILED'],
  [SEEN, '({service}) (task {task}) failed container health checks.', 'CONTAINER_CHECK_FAILED'],
  [SEEN, `({service}) (instance {instance}) (port {port}) ${FAILING}`, 'TARGET_UNHEALTHY'],
  [SEEN, '({service}) (task {task}) is unhealthy in VPC Lattice', 'LATTICE_UNHEALTHY'],
  [SEEN, '({service}) rolling back to deployment {deployment}.', 'ROLLED_BACK'],
  [SEEN, '({service}) (deployment {deployment}) deployment failed: alarm detected.', 'ALARM_FAILED'],
  [SEEN, '({service}) (deployment {deployment}) deployment failed: tasks failed to start.', 'DEPLOYMENT_FAILED'],
  [SEEN, '({service}) was unable to reach steady state.', 'NOT_STEADY'],
  [SEEN, '({service}) (deployment {deployment}) deployment completed.', 'DEPLOYED'],
  [SEEN, '({service}) has started {number} tasks: (task {task}) (task {task}).', 'STARTED'],
  [SEEN, '({service}) has stopped {number} running tasks: (task {task}).', 'STOPPED'],
  [SEEN, '({service}) has stopped {number} pending tasks: (task {task}).', 'STOPPED'],
  [SEEN, '({service}) registered {number} targets in (target-group {group})', 'REGISTERED'],
  [SEEN, '({service}) deregistered {number} targets in (target-group {group})', 'REGISTERED'],
  [SEEN, '({service}) has begun draining connections on {number} tasks.', 'DRAINING'],
  [SEEN, '({service}) updated computedDesiredCount to {number}.', 'COUNT_CHANGED'],
  [SEEN, '({service}) updated primary task set to {deployment}.', 'TASK_SET'],
];

const PULL = 'task_cannot_pull_image';
const START = 'failed-to-start-error';
const INIT = 'resource-initialization-error';
const SECRET = "The task can\u2019t pull the secret from Secrets Manager. The task can't retrieve the secret with ARN '{role}' from "
  + 'Secrets Manager. Check whether the secret exists in the specified Region';
const SECRETS = 'ResourceInitializationError: unable to pull secrets or registry auth: ';

/** Reasons of stopped tasks and of their containers. */
export const STOP_REASONS: readonly KnownText[] = [
  [
    PULL, 'CannotPullContainerError: The task can\u2019t pull the image. Check that the role has the permissions to pull images from the '
    + 'registry.', 'IMAGE_ACCESS_DENIED',
  ],
  [
    PULL, 'The task cannot pull \u2018{name}\u2019 from the Amazon ECR repository \u2018{image}\u2019. There is a connection issue between '
    + 'the task and Amazon ECR. Check your task network configuration.', 'IMAGE_UNREACHABLE',
  ],
  [PULL, 'The task can\u2019t pull the image. Check your network configuration', 'IMAGE_UNREACHABLE'],
  [PULL, 'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref', 'IMAGE_PULL_FAILED'],
  [
    PULL, 'CannotPullContainerError: API error (500): Get https://{image}/v2/: net/http: request canceled while waiting for connection',
    'IMAGE_UNREACHABLE',
  ],
  [PULL, 'CannotPullContainerError: API error', 'IMAGE_UNREACHABLE'],
  [SEEN, 'CannotPullContainerError: API error (404): repository {image} not found', 'IMAGE_NOT_FOUND'],
  [PULL, 'write /var/lib/docker/tmp/GetImageBlob{number}: no space left on device', 'DISK_FULL'],
  [
    PULL, 'CannotPullContainerError: ERROR: toomanyrequests: Too Many Requests or You have reached your pull rate limit.',
    'IMAGE_RATE_LIMITED',
  ],
  [
    PULL, 'CannotPullContainerError: Error response from daemon: Get {image}: net/http: request canceled while waiting for connection',
    'IMAGE_UNREACHABLE',
  ],
  [
    PULL, 'CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status '
    + 'code', 'IMAGE_PULL_FAILED',
  ],
  [PULL, 'CannotPullContainerError: pull access denied', 'IMAGE_ACCESS_DENIED'],
  [PULL, 'pull command failed: panic: runtime error: invalid memory address or nil pointer dereference', 'IMAGE_UNREACHABLE'],
  [PULL, 'CannotPullContainerError: error pulling image configuration', 'IMAGE_PULL_FAILED'],
  [PULL, 'CannotPullContainerError: Context canceled', 'IMAGE_UNREACHABLE'],

  [
    START, "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet '{subnet}'",
    'NO_FREE_ADDRESS',
  ],
  [START, 'InternalError: {reason}', 'INTERNAL_ERROR'],
  [START, 'The selected task definition is not compatible with the selected compute strategy', 'WRONG_COMPUTE'],
  [START, 'Unable to attach network interface to unused device index', 'NETWORK_INTERFACE'],
  [START, 'AGENT', 'AGENT_DISCONNECTED'],

  [
    INIT, 'The task cannot pull registry authentication from Amazon ECR. There is a connection issue between the task and Amazon ECR. '
    + 'Check your task network configuration.', 'REGISTRY_UNREACHABLE',
  ],
  [
    INIT, "The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and "
    + 'Amazon S3. Check your task network configuration.', 'CONFIGURATION_UNREACHABLE',
  ],
  [
    INIT, 'The task cannot pull secrets from AWS Systems Manager Parameter Store. Check your network connection between the task and AWS '
    + 'Systems Manager.', 'SECRET_UNREACHABLE',
  ],
  [
    INIT, 'The task can\u2019t pull secrets from AWS Secrets Manager. There is a connection issue between the task and Secrets Manager. '
    + 'Check your task network configuration.', 'SECRET_UNREACHABLE',
  ],
  // The page names three reasons: the network, by the words below, a permission, or that there is no such secret.
  [INIT, `${SECRET}.`, 'SECRET_UNAVAILABLE'],
  ...[
    'dial tcp {address}', 'dial udp {address}', '{address}:{number}: i/o timeout', 'net/http: TLS handshake timeout',
    'read: connection timed out', 'Client.Timeout exceeded while awaiting headers',
    'net/http: request canceled while waiting for connection', 'signal: killed', 'context deadline exceeded',
  ].map((words): KnownText => [INIT, `${SECRET}: ${words}`, 'SECRET_UNREACHABLE']),
  [
    INIT, 'pull command failed: unable to pull secrets or registry auth Check your task network configuration.', 'SECRET_UNREACHABLE',
  ],
  [
    INIT, 'The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the '
    + 'task and Amazon CloudWatch. Check your network configuration.', 'LOG_UNREACHABLE',
  ],
  [INIT, 'failed to initialize logging driver', 'LOG_UNAVAILABLE'],
  [INIT, 'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes', 'VOLUME_UNAVAILABLE'],
  [SEEN, `${SECRETS}pull command failed: : signal: killed`, 'SECRET_UNREACHABLE'],
  [
    SEEN, `${SECRETS}The task cannot pull registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. `
    + 'Check your task network configuration.', 'REGISTRY_UNREACHABLE',
  ],
  [
    SEEN, `${SECRETS}unable to retrieve secret from asm: There is a connection issue between the task and AWS Secrets Manager. Check your `
    + 'task network configuration.', 'SECRET_UNREACHABLE',
  ],
  [
    SEEN, `${SECRETS}execution resource retrieval failed: unable to retrieve secret from asm: failed to fetch secret: InvalidParameter: 1 `
    + 'validation error(s) found.', 'SECRET_NOT_FOUND',
  ],

  [FAILURES, 'TaskFailedToStart: RESOURCE:CPU', 'NO_CAPACITY'],
  [FAILURES, 'TaskFailedToStart: RESOURCE:MEMORY', 'NO_CAPACITY'],
  [FAILURES, 'TaskFailedToStart: AGENT', 'AGENT_DISCONNECTED'],
  [FAILURES, 'TaskFailedToStart: MemberOf placement constraint unsatisfied', 'WRONG_COMPUTE'],
  [FAILURES, 'TaskFailedToStart: ATTRIBUTE', 'WRONG_COMPUTE'],
  [FAILURES, 'TaskFailedToStart: NO ACTIVE INSTANCES', 'NO_CAPACITY'],
  [FAILURES, 'TaskFailedToStart: EMPTY CAPACITY PROVIDER', 'NO_CAPACITY'],

  [
    'resource-not-found-error', "The task can't retrieve the secret with ARN '{role}' from AWS Secrets Manager. Check whether the secret "
    + "exists in the specified Region. ResourceNotFoundException: Secrets Manager can't find the specified secret.", 'SECRET_NOT_FOUND',
  ],
  ['spot-interruption-errors', 'SpotInterruption: Your Spot Task was interrupted.', 'SPOT_INTERRUPTION'],
  ['internal-error', 'InternalError: {reason}', 'INTERNAL_ERROR'],
  ['out-of-memory', 'container killed due to memory usage', 'OUT_OF_MEMORY'],
  ['container-runtime-error', 'ContainerRuntimeError: {reason}', 'START_FAILED'],
  ['container-runtime-timeout-error', 'Could not transition to running; timed out after waiting 1m', 'RUNTIME_TIMEOUT'],
  ['container-runtime-timeout-error', 'DockerTimeoutError: {reason}', 'RUNTIME_TIMEOUT'],
  ['cannot-start-container', 'CannotStartContainerError: failed to get container status: {reason}', 'START_FAILED'],
  ['cannot-stop-container', 'CannotStopContainerError: {reason}', 'RUNTIME_TIMEOUT'],
  ['cannot-inspect-container', 'CannotInspectContainerError: {reason}', 'START_FAILED'],
  ['cannot-create-volume', 'CannotCreateVolumeError: {reason}', 'VOLUME_UNAVAILABLE'],
];
