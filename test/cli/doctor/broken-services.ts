import type { Fault, FaultLayer, Remedy } from '../../../lambda/shared/verdict';
import * as faults from '../../../sandbox/faults';
import type { Sandbox } from '../../../sandbox/sandbox';
import type { Service } from '../../../sandbox/tasks/service';
import { SERVER } from '../../sandbox/fixtures/template';

/** A service that is broken in one way, and what doctor has to say of it. */
export interface BrokenService {
  readonly name: string;
  /** What is wrong with it, for the table of the docs. */
  readonly what: string;
  readonly fault: Fault;
  /** Where the cause is that of the service as a whole. */
  readonly cause?: string;
  readonly layer: FaultLayer;
  readonly remedy: Remedy;
  /** What ecs-doctor makes of it. */
  readonly peer: string;
  /** What it may be beside that, where two things are wrong. */
  readonly alternatives?: readonly Fault[];
  /** What doctor cannot know without a probe; it then names several causes. */
  readonly needsProbe?: string;
  /** What it names with `--probe` where that is something else. */
  readonly probed?: { readonly fault: Fault; readonly layer: FaultLayer; readonly remedy: Remedy };
  /** Tasks at the beginning, and what is broken then. @default 0, so that no task ever was well */
  readonly tasks?: number;
  readonly settings?: { readonly [property: string]: unknown };
  readonly run?: string;
  readonly hasCheck?: boolean;
  /** Whether its log can be read. */
  readonly hasLog?: boolean;
  /** Ports that the tasks' security group lets in from the load balancer's; none of both where absent. */
  readonly letsIn?: readonly number[];
  /** What leads out of the subnet of its tasks; nothing is stated of one where absent. */
  readonly network?: SubnetOptions;
  /** Its image, and what else it has to reach before it runs. */
  readonly container?: { readonly [property: string]: unknown };
  play(sandbox: Sandbox, service: Service): void;
  /** Whether it shows; from the first task on that has stopped where absent. */
  shows?(service: Service): boolean;
}

/**
 * What the findings of ecs-doctor (https://github.com/PraveenLuke/ecs-doctor, commit 444f8c4, without --deep) add up to, by hand: each has a fixed
 * weight, and the label with the highest sum is the one cause. A stop code is read before the reason, and starts and stops in turn count
 * as a crash loop.
 */
const PEER = {
  start: 'a crash loop, or a task that failed to start',
  exit: 'a crash loop, or an essential container that exited',
  capacity: 'a crash loop, or no capacity',
  targets: 'unhealthy targets',
  checks: 'a crash loop, or failing health checks',
  rollback: 'a deployment that was rolled back',
  network: 'no network connectivity',
  nothing: 'nothing',
} as const;

const RESOURCE = 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to';
const PLACE = 'because no container instance met all of its requirements. The closest matching container-instance 0123456789abcdef';

const OF_ECR = { Image: '111122223333.dkr.ecr.us-east-1.amazonaws.com/web:1' };

export const BROKEN_SERVICES: readonly BrokenService[] = [
  starts('image-tag', 'the image has no such tag', 'IMAGE_NOT_FOUND', 'ECS',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref registry.example/web:9: not found'),
  starts('image-permission', 'the execution role may not pull the image', 'IMAGE_ACCESS_DENIED', 'ECS',
    'CannotPullContainerError: pull access denied for web, repository does not exist or may require authorization: authorization failed'),
  starts('image-rate-limit', 'the registry limits pulls', 'IMAGE_RATE_LIMITED', 'ECS',
    'CannotPullContainerError: inspect image has been retried 5 time(s): httpReadSeeker: failed open: unexpected status code 429: '
    + 'toomanyrequests: You have reached your pull rate limit'),
  starts('image-route', 'the registry cannot be reached', 'IMAGE_UNREACHABLE', 'L3',
    'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to do request: Head "https://registry.example/v2/": '
    + 'dial tcp 192.0.2.7:443: i/o timeout'),
  starts('image-platform', 'the image is for another CPU architecture', 'IMAGE_WRONG_PLATFORM', 'ECS',
    "CannotPullContainerError: image Manifest does not contain descriptor matching platform 'linux/amd64'"),
  starts('registry-route', 'Amazon ECR cannot be reached', 'REGISTRY_UNREACHABLE', 'L3',
    `${RESOURCE} retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: dial tcp: i/o timeout`),
  {
    ...starts('registry-without-route', 'the same, without default route or VPC endpoints', 'NO_ROUTE', 'L3',
      `${RESOURCE} retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: dial tcp: i/o timeout`),
    network: {},
    container: OF_ECR,
  },
  {
    ...starts('registry-blackhole', 'the same, and its NAT gateway is gone', 'NO_ROUTE', 'L3',
      `${RESOURCE} retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: dial tcp: i/o timeout`),
    network: { route: 'gone' },
    container: OF_ECR,
  },
  {
    ...starts('registry-with-route', 'the same, with a route to a NAT gateway', 'REGISTRY_UNREACHABLE', 'L3',
      `${RESOURCE} retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: dial tcp: i/o timeout`),
    network: { route: 'nat' },
    container: OF_ECR,
  },
  starts('secret-missing', 'a secret does not exist', 'SECRET_NOT_FOUND', 'ECS',
    `${RESOURCE} retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.`),
  starts('secret-permission', 'the execution role may not read a secret', 'SECRET_ACCESS_DENIED', 'ECS',
    `${RESOURCE} retrieve secret from asm: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`),
  starts('parameter-missing', 'a parameter does not exist', 'SECRET_NOT_FOUND', 'ECS',
    `${RESOURCE} retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /web/key`),
  starts('secret-route', 'Secrets Manager cannot be reached', 'SECRET_UNREACHABLE', 'L3',
    `${RESOURCE} retrieve secret from asm: service call has been retried 5 time(s): request canceled, dial tcp: i/o timeout`),
  {
    ...starts('secret-without-endpoint', 'the same, and no VPC endpoint leads to it', 'NO_ROUTE', 'L3',
      `${RESOURCE} retrieve secret from asm: service call has been retried 5 time(s): request canceled, dial tcp: i/o timeout`),
    network: { endpoints: ['ecr.api', 'ecr.dkr', 'logs'] },
    container: { ...OF_ECR, Secrets: [{ Name: 'KEY', ValueFrom: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:key' }] },
  },
  {
    ...starts('log-without-endpoint', 'CloudWatch Logs cannot be reached: its endpoint lets nobody in', 'NO_ROUTE', 'L3',
      'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch '
      + 'log stream: RequestError: send request failed caused by: Post "https://logs.us-east-1.amazonaws.com/": dial tcp: i/o timeout'),
    network: { endpoints: ['ecr.api', 'ecr.dkr', 'logs'], isClosed: true },
    container: { ...OF_ECR, LogConfiguration: logTo('/ecs/broken') },
  },
  {
    name: 'pending-without-address',
    what: 'tasks in a public subnet stay PENDING, without public IP address',
    fault: 'DOES_NOT_START',
    cause: 'NO_ROUTE',
    layer: 'L3',
    remedy: 'ALERT',
    peer: PEER.network,
    network: { route: 'internet' },
    container: OF_ECR,
    play: (_sandbox, service) => {
      faults.holdTasks(service, 'PENDING');
      service.setDesiredCount(1);
    },
    shows: () => true,
  },
  starts('efs-mount', 'the file system cannot be mounted', 'VOLUME_UNAVAILABLE', 'ECS',
    'ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: mount.nfs4: Connection timed out'),
  starts('disk-full', 'the disk is full', 'DISK_FULL', 'ECS',
    'CannotPullContainerError: failed to extract layer: write /var/lib/containerd/x: no space left on device', 'CRASH_LOOP'),
  starts('log-group', 'the log group does not exist', 'LOG_UNAVAILABLE', 'ECS',
    'ResourceInitializationError: failed to validate logger args: ResourceNotFoundException: The specified log group does not exist'),
  starts('command', 'the command is not in the image', 'COMMAND_NOT_FOUND', 'ECS',
    'CannotStartContainerError: Error response from daemon: exec: "serve": executable file not found in $PATH'),
  starts('environment-file', 'the environment file is missing', 'CONFIGURATION_UNAVAILABLE', 'ECS',
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: NoSuchKey'),
  places('no-cpu', 'no instance has enough CPU left', 'NO_CPU', `${PLACE} has insufficient CPU units available.`),
  places('no-memory', 'no instance has enough memory left', 'NO_MEMORY', `${PLACE} has insufficient memory available.`),
  places('no-port', 'the host port is in use', 'NO_PORT', `${PLACE} is already using a port required by your task.`),
  places('no-attribute', 'no instance satisfies the constraints', 'NO_ATTRIBUTE',
    `${PLACE} is missing an attribute required by your task.`),
  places('no-instances', 'the cluster is empty', 'NO_INSTANCES',
    'because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster.'),
  places('no-fargate', 'AWS has no Fargate capacity', 'NO_FARGATE_CAPACITY',
    'Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.'),
  places('quota', 'the quota of vCPUs is reached', 'TASK_QUOTA',
    "Reason: You've reached the limit on the number of vCPUs you can run concurrently"),
  {
    name: 'out-of-memory',
    what: 'the container runs out of memory',
    fault: 'OUT_OF_MEMORY',
    cause: 'OUT_OF_MEMORY',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.exit,
    play: (sandbox, service) => {
      sandbox.taskChanges.listen((task) => {
        if (task.service.name === service.name && task.lastStatus === 'RUNNING') { setTimeout(() => faults.runOutOfMemory(task), 50); }
      });
      service.setDesiredCount(1);
    },
    shows: ({ tasks }) => tasks.filter(({ stopCode }) => stopCode === 'EssentialContainerExited').length > 2,
  },
  {
    name: 'killed-full',
    what: 'containers are killed, of which ECS gives no reason, as their memory is full',
    fault: 'OUT_OF_MEMORY',
    cause: 'MEMORY_FULL',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.exit,
    play: (sandbox, service) => {
      faults.use(sandbox, service, 20, 97);
      sandbox.taskChanges.listen((task) => {
        if (task.service.name === service.name && task.lastStatus === 'RUNNING') { setTimeout(() => faults.kill(task), 50); }
      });
      service.setDesiredCount(1);
    },
    shows: ({ tasks }) => tasks.filter(({ stopCode }) => stopCode === 'EssentialContainerExited').length > 2,
  },
  crashes('crash-loop', 'the process exits at once', 'CONTAINER_EXITED', 'echo "Error: no database" >&2; exit 3', false),
  crashes('crash-dependency', 'its database refuses connections, and it exits', 'UNREACHED',
    'printf "Error: connect ECONNREFUSED 192.0.2.7:5432\\n    at afterConnect (node:net:1611:16)\\n" >&2; exit 1'),
  crashes('crash-heap', "the runtime's heap is full", 'OUT_OF_HEAP',
    'echo "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" >&2; exit 134', true, 'OUT_OF_MEMORY'),
  crashes('crash-read-only', 'it writes to a read-only file system', 'READ_ONLY',
    'printf "Error: EROFS: read-only file system, open /app/cache\\n    at Object.openSync (node:fs:581:18)\\n" >&2; exit 1'),
  crashes('crash-storage', 'it fills its disk', 'STORAGE_FULL',
    'printf "Traceback (most recent call last):\\n  File app.py, line 9\\nOSError: [Errno 28] No space left on device\\n" >&2; exit 1'),
  crashes('crash-module', 'the image lacks a module', 'INCOMPLETE',
    'printf "Traceback (most recent call last):\\n  File app.py, line 1\\nModuleNotFoundError: No module named flask\\n" >&2; exit 1'),
  {
    name: 'hung',
    what: 'the process hangs',
    fault: 'HUNG',
    layer: 'L7',
    remedy: 'RESTART',
    peer: PEER.targets,
    tasks: 2,
    hasCheck: true,
    play: (_sandbox, service) => {
      service.paused = true;
      faults.hang(service.active[0]);
    },
    shows: (service) => isUnhealthy(service) && service.active[0].healthStatus === 'UNHEALTHY',
  },
  {
    name: 'starved',
    what: 'the process answers nothing, and all of its CPU is in use',
    fault: 'OVERLOADED',
    layer: 'L7',
    remedy: 'ALERT',
    peer: PEER.targets,
    tasks: 1,
    hasCheck: true,
    play: (sandbox, service) => {
      service.paused = true;
      faults.use(sandbox, service, 98, 40);
      faults.hang(service.active[0]);
    },
    shows: (service) => isUnhealthy(service) && service.active[0].healthStatus === 'UNHEALTHY',
  },
  blocked('blocked', "a security group drops the load balancer's packets", { hasCheck: true }),
  blocked('blocked-unchecked', 'the same, of a container that has no check', {
    fault: 'HUNG',
    layer: 'L7',
    needsProbe: 'hung or blocked',
    probed: { fault: 'LOAD_BALANCER_BLOCKED', layer: 'LOAD_BALANCER', remedy: 'ALERT' },
  }),
  blocked('blocked-by-group', 'the same, and no rule allows it', { letsIn: [80] }),
  {
    name: 'wrong-path',
    what: "the health check's path is not served",
    fault: 'ENDPOINT_MISSING',
    layer: 'L7',
    remedy: 'ALERT',
    peer: PEER.targets,
    tasks: 1,
    play: (sandbox, service) => {
      service.paused = true;
      faults.changeTargetCheck(groupOf(sandbox, service), { path: '/missing' });
    },
    shows: isUnhealthy,
  },
  {
    name: 'wrong-port',
    what: "nothing listens on the health check's port",
    fault: 'LOAD_BALANCER_MISCONFIGURED',
    layer: 'LOAD_BALANCER',
    remedy: 'ALERT',
    peer: PEER.targets,
    tasks: 1,
    hasCheck: true,
    play: (sandbox, service) => {
      service.paused = true;
      faults.changeTargetCheck(groupOf(sandbox, service), { port: '9' });
    },
    shows: isUnhealthy,
  },
  {
    name: 'not-ready',
    what: 'readiness answers 503, liveness is well',
    fault: 'COMPONENT_DOWN',
    layer: 'L7',
    remedy: 'RECOVER',
    peer: PEER.targets,
    tasks: 2,
    play: (_sandbox, service) => {
      service.paused = true;
      faults.send(service.active[0], 'status 503');
    },
    shows: isUnhealthy,
  },
  {
    name: 'broken',
    what: 'the process answers 500 to everything',
    fault: 'LIVENESS_FAILED',
    layer: 'L7',
    remedy: 'RESTART',
    peer: PEER.targets,
    tasks: 2,
    hasCheck: true,
    play: (_sandbox, service) => {
      service.paused = true;
      faults.send(service.active[0], 'status 500');
    },
    shows: (service) => isUnhealthy(service) && service.active[0].healthStatus === 'UNHEALTHY',
  },
  {
    name: 'check-without-binary',
    what: "the container check's program is not in the image",
    fault: 'CONTAINER_CHECK_BROKEN',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.checks,
    tasks: 1,
    hasCheck: true,
    play: (_sandbox, service) => {
      service.paused = true;
      faults.changeContainerCheck(service.active[0], ['CMD', 'no-such-program']);
    },
    shows: (service) => service.active[0]?.healthStatus === 'UNHEALTHY',
  },
  {
    name: 'agent-lost',
    what: 'the instance is gone with its agent',
    fault: 'HOST_LOST',
    layer: 'L3',
    remedy: 'ALERT',
    peer: PEER.targets,
    tasks: 1,
    hasCheck: true,
    play: (sandbox, service) => {
      service.paused = true;
      service.active[0].loseAgent();
      faults.dropPackets(sandbox, service.active[0]);
    },
    shows: isUnhealthy,
  },
  {
    name: 'stuck-pending',
    what: 'tasks stay PENDING',
    fault: 'DOES_NOT_START',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.nothing,
    play: (_sandbox, service) => {
      faults.holdTasks(service, 'PENDING');
      service.setDesiredCount(1);
    },
    shows: () => true,
  },
  {
    name: 'deadlock',
    what: 'the percentages lock the deployment',
    fault: 'TASKS_MISSING',
    cause: 'DEADLOCKED',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.nothing,
    tasks: 1,
    settings: { DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 100 } },
    play: (_sandbox, service) => void service.rollOut(SERVER),
    shows: ({ next }) => next !== undefined,
  },
  rollsBack('rolled-back', 'the circuit breaker has rolled back', false),
  rollsBack('rolled-back-log', 'the same, and its log says why', true),
  {
    name: 'spot',
    what: 'Fargate Spot takes its tasks back',
    fault: 'DOES_NOT_START',
    cause: 'NO_FARGATE_CAPACITY',
    alternatives: ['REPLACING'],
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.capacity,
    tasks: 2,
    settings: { LaunchType: undefined, CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] },
    play: (sandbox, service) => {
      faults.exhaustCapacity(service);
      service.active.forEach((task) => void faults.interruptSpot(sandbox, task));
    },
    shows: ({ messages, tasks }) => messages.some(({ message }) => message.includes('Capacity is unavailable'))
      && tasks.every(({ lastStatus }) => lastStatus === 'STOPPED'),
  },
  {
    name: 'grace-too-short',
    what: 'the grace period ends before the start',
    fault: 'CRASH_LOOP',
    cause: 'GRACE_TOO_SHORT',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.checks,
    settings: { HealthCheckGracePeriodSeconds: 120 },
    run: 'trap "exit 0" TERM; sleep 600 & wait',
    play: (_sandbox, service) => service.setDesiredCount(1),
    shows: ({ tasks }) => (
      tasks.filter(({ stoppedReason = '', lastStatus }) => lastStatus === 'STOPPED' && /ELB/.test(stoppedReason)).length > 2
    ),
  },
];

function starts(
  name: string, what: string, cause: string, layer: FaultLayer, reason: string, fault: Fault = 'DOES_NOT_START',
): BrokenService {
  return {
    name,
    what,
    fault,
    cause,
    layer,
    remedy: 'ALERT',
    peer: PEER.start,
    play: (_sandbox, service) => {
      faults.failToStart(service, reason);
      service.setDesiredCount(2);
    },
    shows: ({ tasks }) => tasks.filter(({ stopCode }) => stopCode === 'TaskFailedToStart').length > 1,
  };
}

/** What ends as soon as it has started. */
function crashes(name: string, what: string, cause: string, run: string, hasLog = true, fault: Fault = 'CRASH_LOOP'): BrokenService {
  return {
    name,
    what,
    fault,
    cause,
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.exit,
    run,
    hasLog,
    play: (_sandbox, service) => service.setDesiredCount(1),
    shows: ({ tasks }) => tasks.filter(({ stopCode }) => stopCode === 'EssentialContainerExited').length > 2,
  };
}

function rollsBack(name: string, what: string, hasLog: boolean): BrokenService {
  return {
    name,
    what,
    fault: 'CRASH_LOOP',
    cause: 'ROLLED_BACK',
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.rollback,
    tasks: 1,
    hasLog,
    settings: { DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } } },
    play: (_sandbox, service) => void service.rollOut('echo "panic: no configuration" >&2; exit 3'),
    shows: ({ messages }) => messages.some(({ message }) => message.includes('rolling back')),
  };
}

function blocked(name: string, what: string, more: Partial<BrokenService>): BrokenService {
  return {
    name,
    what,
    fault: 'LOAD_BALANCER_BLOCKED',
    layer: 'LOAD_BALANCER',
    remedy: 'ALERT',
    peer: PEER.targets,
    tasks: 1,
    play: (sandbox, service) => {
      service.paused = true;
      faults.dropPackets(sandbox, service.active[0], ['load-balancer']);
    },
    shows: isUnhealthy,
    ...more,
  };
}

function places(name: string, what: string, cause: string, words: string): BrokenService {
  return {
    name,
    what,
    fault: 'DOES_NOT_START',
    cause,
    layer: 'ECS',
    remedy: 'ALERT',
    peer: PEER.capacity,
    play: (_sandbox, service) => {
      service.conditions.noCapacity = words;
      service.setDesiredCount(2);
    },
    shows: ({ messages }) => messages.some(({ message }) => message.includes('unable to place')),
  };
}

function isUnhealthy({ active }: Service): boolean {
  return active[0]?.targets.some(({ health }) => health.state === 'unhealthy') ?? false;
}

function groupOf(sandbox: Sandbox, { name }: Service) {
  return sandbox.targetGroups.find((group) => group.name === name)!;
}

/** A load balancer in front, with security groups that let it through at some ports. */
function balanced(id: string, ports: readonly number[]): object {
  const from = { 'Fn::GetAtt': [`${id}Front`, 'GroupId'] };
  return {
    [`${id}Front`]: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
    [`${id}Tasks`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        SecurityGroupIngress: ports.map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, SourceSecurityGroupId: from })),
      },
    },
    [`${id}Balancer`]: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { SecurityGroups: [from] } },
    [`${id}Listener`]: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: { Ref: `${id}Balancer` },
        Port: 80,
        Protocol: 'HTTP',
        DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: `${id}Group` } }],
      },
    },
  };
}

/** A subnet in a VPC of its own. */
interface SubnetOptions {
  /** Where the default route leads: `gone` to a NAT gateway that is not there. @default there is none */
  readonly route?: 'nat' | 'internet' | 'gone';
  /** Services of AWS to which endpoints lead; S3's is a gateway then. @default none */
  readonly endpoints?: readonly string[];
  /** Whether the endpoints' security group lets nobody in. @default it lets the tasks in */
  readonly isClosed?: boolean;
}

/** A subnet in a VPC, what leads out of it, and the security group of its tasks. */
function subnetResources(id: string, { route, endpoints = [], isClosed = false }: SubnetOptions): object {
  const vpc = { Ref: `${id}Vpc` };
  const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
  const table = (name: string, subnet: string, target: object | undefined) => ({
    [`${id}${name}Table`]: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: vpc } },
    [`${id}${name}Of`]: {
      Type: 'AWS::EC2::SubnetRouteTableAssociation',
      Properties: { SubnetId: { Ref: `${id}${subnet}` }, RouteTableId: { Ref: `${id}${name}Table` } },
    },
    ...target ? {
      [`${id}${name}Route`]: {
        Type: 'AWS::EC2::Route',
        Properties: { RouteTableId: { Ref: `${id}${name}Table` }, DestinationCidrBlock: '0.0.0.0/0', ...target },
      },
    } : {},
  });
  const internet = { GatewayId: { Ref: `${id}Internet` } };
  const targets = { nat: { NatGatewayId: { Ref: `${id}Nat` } }, internet, gone: { NatGatewayId: 'nat-0123456789abcdef0' } };
  const subnet = (zone: string) => ({
    Type: 'AWS::EC2::Subnet', Properties: { VpcId: vpc, CidrBlock: `10.0.${zone}.0/24`, AvailabilityZone: 'us-east-1a' },
  });
  const endpoint = (name: string, more: object) => ({
    Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcId: vpc, ServiceName: `com.amazonaws.us-east-1.${name}`, ...more },
  });
  return {
    [`${id}Vpc`]: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    [`${id}Internet`]: { Type: 'AWS::EC2::InternetGateway', Properties: {} },
    [`${id}Subnet`]: subnet('1'),
    [`${id}Public`]: subnet('2'),
    [`${id}Nat`]: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: { Ref: `${id}Public` } } },
    ...table('Own', 'Subnet', route && targets[route]),
    ...table('Front', 'Public', internet),
    [`${id}Tasks`]: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
    [`${id}Endpoints`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        SecurityGroupIngress: isClosed ? [] : [{ ...https, SourceSecurityGroupId: { 'Fn::GetAtt': [`${id}Tasks`, 'GroupId'] } }],
      },
    },
    ...endpoints.length > 0 ? { [`${id}S3`]: endpoint('s3', { RouteTableIds: [{ Ref: `${id}OwnTable` }] }) } : {},
    ...Object.fromEntries(endpoints.map((name) => [`${id}To${name.replace('.', '')}`, endpoint(name, {
      VpcEndpointType: 'Interface', PrivateDnsEnabled: true, SecurityGroupIds: [{ 'Fn::GetAtt': [`${id}Endpoints`, 'GroupId'] }],
    })])),
  };
}

/** Of a container in CloudWatch Logs. */
export function logTo(group: string): object {
  return { LogDriver: 'awslogs', Options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' } };
}

/** All of them in one template. */
export function brokenTemplate(): object {
  const resources = BROKEN_SERVICES.map((broken) => {
    const { name, tasks = 0, settings = {}, hasCheck = false, hasLog = false, letsIn, network, container } = broken;
    const id = name.replace(/(^|-)(\w)/g, (_, _dash: string, letter: string) => letter.toUpperCase());
    const check = { Command: ['CMD-SHELL', 'curl -fsS --max-time 5 "http://localhost:8080/live"'], Interval: 60, Timeout: 5, Retries: 2 };
    return {
      [`${id}Task`]: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: {
          Family: name,
          NetworkMode: 'awsvpc',
          ContainerDefinitions: [{
            Name: 'app',
            Image: `registry.example/${name}:1`,
            Essential: true,
            PortMappings: [{ ContainerPort: 8080 }],
            ...hasCheck ? { HealthCheck: check } : {},
            ...hasLog ? { LogConfiguration: logTo('/ecs/broken') } : {},
            ...container,
          }],
        },
      },
      [`${id}Group`]: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: {
          Name: name,
          Protocol: 'HTTP',
          Port: 8080,
          TargetType: 'ip',
          HealthCheckPath: '/ready',
          HealthCheckIntervalSeconds: 30,
          HealthCheckTimeoutSeconds: 5,
          HealthyThresholdCount: 2,
          TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '20' }],
        },
      },
      [`${id}Service`]: {
        Type: 'AWS::ECS::Service',
        Properties: {
          ServiceName: name,
          Cluster: { Ref: 'Cluster' },
          TaskDefinition: { Ref: `${id}Task` },
          LaunchType: 'FARGATE',
          DesiredCount: tasks,
          HealthCheckGracePeriodSeconds: 60,
          LoadBalancers: [{ TargetGroupArn: { Ref: `${id}Group` }, ContainerName: 'app', ContainerPort: 8080 }],
          ...letsIn || network ? {
            NetworkConfiguration: {
              AwsvpcConfiguration: {
                ...network ? { Subnets: [{ Ref: `${id}Subnet` }] } : {},
                SecurityGroups: [{ 'Fn::GetAtt': [`${id}Tasks`, 'GroupId'] }],
              },
            },
          } : {},
          ...settings,
        },
      },
      ...letsIn ? balanced(id, letsIn) : {},
      ...network ? subnetResources(id, network) : {},
    };
  });
  const cluster = { Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'broken' } } };
  return { Resources: Object.assign(cluster, ...resources) as object };
}

/** Commands of the containers. */
export function brokenCommands(): Record<string, string> {
  return Object.fromEntries(BROKEN_SERVICES.map(({ name, run = SERVER }) => [`${name}/app`, run]));
}
