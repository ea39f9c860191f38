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
  /** What a list of facts has of it. */
  readonly facts: string;
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
  play(sandbox: Sandbox, service: Service): void;
  /** Whether it shows; from the first task on that has stopped where absent. */
  shows?(service: Service): boolean;
}

const RESOURCE = 'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to';
const PLACE = 'because no container instance met all of its requirements. The closest matching container-instance 0123456789abcdef';

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
  starts('secret-missing', 'a secret does not exist', 'SECRET_NOT_FOUND', 'ECS',
    `${RESOURCE} retrieve secret from asm: ResourceNotFoundException: Secrets Manager can't find the specified secret.`),
  starts('secret-permission', 'the execution role may not read a secret', 'SECRET_ACCESS_DENIED', 'ECS',
    `${RESOURCE} retrieve secret from asm: AccessDeniedException: User is not authorized to perform: secretsmanager:GetSecretValue`),
  starts('parameter-missing', 'a parameter does not exist', 'SECRET_NOT_FOUND', 'ECS',
    `${RESOURCE} retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /web/key`),
  starts('secret-route', 'Secrets Manager cannot be reached', 'SECRET_UNREACHABLE', 'L3',
    `${RESOURCE} retrieve secret from asm: service call has been retried 5 time(s): request canceled, dial tcp: i/o timeout`),
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
    what: 'the container runs out of memory again and again',
    fault: 'OUT_OF_MEMORY',
    cause: 'OUT_OF_MEMORY',
    layer: 'ECS',
    remedy: 'ALERT',
    facts: 'OutOfMemoryError, exit code 137',
    play: (sandbox, service) => {
      sandbox.taskChanges.listen((task) => {
        if (task.service.name === service.name && task.lastStatus === 'RUNNING') { setTimeout(() => faults.runOutOfMemory(task), 50); }
      });
      service.setDesiredCount(1);
    },
    shows: ({ tasks }) => tasks.filter(({ stopCode }) => stopCode === 'EssentialContainerExited').length > 2,
  },
  crashes('crash-loop', 'the process exits as soon as it has started', 'CONTAINER_EXITED', 'echo "Error: no database" >&2; exit 3', false),
  crashes('crash-dependency', 'the process exits because its database refuses connections', 'UNREACHED',
    'printf "Error: connect ECONNREFUSED 192.0.2.7:5432\\n    at afterConnect (node:net:1611:16)\\n" >&2; exit 1'),
  crashes('crash-heap', 'the heap of the runtime is full again and again', 'OUT_OF_HEAP',
    'echo "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory" >&2; exit 134', true, 'OUT_OF_MEMORY'),
  crashes('crash-module', 'the image lacks a module', 'INCOMPLETE',
    'printf "Traceback (most recent call last):\\n  File app.py, line 1\\nModuleNotFoundError: No module named flask\\n" >&2; exit 1'),
  {
    name: 'hung',
    what: 'the process hangs',
    fault: 'HUNG',
    layer: 'L7',
    remedy: 'RESTART',
    facts: 'Target.Timeout; container: UNHEALTHY',
    tasks: 2,
    hasCheck: true,
    play: (_sandbox, service) => {
      service.paused = true;
      faults.hang(service.active[0]);
    },
    shows: (service) => isUnhealthy(service) && service.active[0].healthStatus === 'UNHEALTHY',
  },
  blocked('blocked', 'a security group drops what the load balancer sends', { hasCheck: true }),
  blocked('blocked-unchecked', 'the same, of a container that has no check', {
    fault: 'HUNG',
    layer: 'L7',
    needsProbe: 'hung or blocked',
    probed: { fault: 'LOAD_BALANCER_BLOCKED', layer: 'LOAD_BALANCER', remedy: 'ALERT' },
  }),
  blocked('blocked-by-group', 'the same, and no rule of the security groups allows it', { letsIn: [80] }),
  {
    name: 'wrong-path',
    what: 'the target group asks a path that nobody serves',
    fault: 'ENDPOINT_MISSING',
    layer: 'L7',
    remedy: 'ALERT',
    facts: 'codes [404]',
    tasks: 1,
    play: (sandbox, service) => {
      service.paused = true;
      faults.changeTargetCheck(groupOf(sandbox, service), { path: '/missing' });
    },
    shows: isUnhealthy,
  },
  {
    name: 'wrong-port',
    what: 'the target group asks a port on which nothing listens',
    fault: 'LOAD_BALANCER_MISCONFIGURED',
    layer: 'LOAD_BALANCER',
    remedy: 'ALERT',
    facts: 'Target.FailedHealthChecks',
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
    what: 'a component is down: readiness answers 503, liveness is well',
    fault: 'COMPONENT_DOWN',
    layer: 'L7',
    remedy: 'RECOVER',
    facts: 'codes [503]',
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
    facts: 'codes [500]; container: UNHEALTHY',
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
    what: 'the container check runs a program that the image lacks',
    fault: 'CONTAINER_CHECK_BROKEN',
    layer: 'ECS',
    remedy: 'ALERT',
    facts: 'container: UNHEALTHY',
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
    facts: 'Target.Timeout',
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
    facts: 'nothing',
    play: (_sandbox, service) => {
      faults.holdTasks(service, 'PENDING');
      service.setDesiredCount(1);
    },
    shows: () => true,
  },
  {
    name: 'deadlock',
    what: 'the percentages let a deployment neither stop nor start a task',
    fault: 'TASKS_MISSING',
    cause: 'DEADLOCKED',
    layer: 'ECS',
    remedy: 'ALERT',
    facts: 'an event, where written',
    tasks: 1,
    settings: { DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 100 } },
    play: (_sandbox, service) => void service.rollOut(SERVER),
    shows: ({ next }) => next !== undefined,
  },
  rollsBack('rolled-back', 'the circuit breaker has rolled the last deployment back', false),
  rollsBack('rolled-back-log', 'the same, and the log of its tasks says why they failed', true),
  {
    name: 'spot',
    what: 'Fargate Spot takes the tasks back, and has none to give',
    fault: 'DOES_NOT_START',
    cause: 'NO_FARGATE_CAPACITY',
    alternatives: ['REPLACING'],
    layer: 'ECS',
    remedy: 'ALERT',
    facts: 'Spot; no capacity',
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
    what: 'the load balancer condemns tasks before they have started',
    fault: 'CRASH_LOOP',
    cause: 'GRACE_TOO_SHORT',
    layer: 'ECS',
    remedy: 'ALERT',
    facts: 'failed ELB health checks',
    settings: { HealthCheckGracePeriodSeconds: 120 },
    run: 'trap "exit 0" TERM; sleep 600 & wait',
    play: (_sandbox, service) => service.setDesiredCount(1),
    shows: ({ tasks }) => (
      tasks.filter(({ stoppedReason = '', lastStatus }) => lastStatus === 'STOPPED' && /ELB/.test(stoppedReason)).length > 1
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
    facts: `${reason.split(':')[0]}`,
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
    facts: `essential container exited, exit code ${/\d+$/.exec(run)![0]}`,
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
    facts: 'rolling back',
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
    facts: 'Target.Timeout',
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
    facts: 'unable to place',
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

/** Of a container in CloudWatch Logs. */
export function logTo(group: string): object {
  return { LogDriver: 'awslogs', Options: { 'awslogs-group': group, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' } };
}

/** All of them in one template. */
export function brokenTemplate(): object {
  const resources = BROKEN_SERVICES.map(({ name, tasks = 0, settings = {}, hasCheck = false, hasLog = false, letsIn }) => {
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
          ...letsIn ? {
            NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [{ 'Fn::GetAtt': [`${id}Tasks`, 'GroupId'] }] } },
          } : {},
          ...settings,
        },
      },
      ...letsIn ? balanced(id, letsIn) : {},
    };
  });
  const cluster = { Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'broken' } } };
  return { Resources: Object.assign(cluster, ...resources) as object };
}

/** Commands of the containers. */
export function brokenCommands(): Record<string, string> {
  return Object.fromEntries(BROKEN_SERVICES.map(({ name, run = SERVER }) => [`${name}/app`, run]));
}
