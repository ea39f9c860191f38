import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import {
  type ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
  ApplicationProtocolVersion,
  NetworkLoadBalancer,
  Protocol,
  type HealthCheck,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { initCode } from '../../cli/init/code';
import { draftOf } from '../../cli/init/draft';
import { readServices } from '../../cli/services/read-services';
import type { ServiceSettings } from '../../cli/services/service-settings';
import * as library from '../../src';
import { Template } from '../fixtures';

interface Shape {
  /** `HTTP`, `GRPC` or `TCP`: a network load balancer. */
  readonly front?: 'HTTP' | 'GRPC' | 'TCP';
  readonly check?: HealthCheck;
  readonly command?: string[];
  readonly startPeriod?: number;
  readonly stopTimeout?: number;
  readonly drain?: number;
  readonly grace?: number;
}

const PORT = 8080;
/** What synthesis adds to health, by LayeredHealth or by hand. */
type Health = (stack: Stack, service: FargateService) => void;

function settingsOf({ front, check, command, startPeriod, stopTimeout, drain, grace }: Shape, health: Health): ServiceSettings {
  const stack = new Stack(new App(), 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  const taskDefinition = new FargateTaskDefinition(stack, 'Task');
  const bare = health !== NOTHING;
  taskDefinition.addContainer('web', {
    image: ContainerImage.fromRegistry('shop/web:1'),
    portMappings: [{ containerPort: PORT }],
    ...!bare && stopTimeout !== undefined && { stopTimeout: Duration.seconds(stopTimeout) },
    ...!bare && command && { healthCheck: { command, ...startPeriod !== undefined && { startPeriod: Duration.seconds(startPeriod) } } },
  });
  const service = new FargateService(stack, 'Service', {
    cluster: new Cluster(stack, 'Cluster', { vpc }),
    taskDefinition,
    desiredCount: 2,
    minHealthyPercent: 100,
    circuitBreaker: { rollback: true },
    ...!bare && grace !== undefined && { healthCheckGracePeriod: Duration.seconds(grace) },
  });
  const own = { ...!bare && { healthCheck: check, ...drain !== undefined && { deregistrationDelay: Duration.seconds(drain) } } };
  if (front === 'TCP') {
    new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Listener', { port: 80 })
      .addTargets('Web', { port: PORT, targets: [service], ...own });
  } else if (front) {
    const grpc = front === 'GRPC';
    const certificates = grpc ? [{ certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }] : [];
    const listener: ApplicationListener = new ApplicationLoadBalancer(stack, 'Alb', { vpc })
      .addListener('Listener', { protocol: grpc ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP, certificates });
    listener.addTargets('Web', {
      port: PORT,
      protocol: ApplicationProtocol.HTTP,
      ...grpc && { protocolVersion: ApplicationProtocolVersion.GRPC },
      targets: [service],
      ...own,
    });
  }
  health(stack, service);
  return readServices([{ name: 'Shop', body: Template.fromStack(stack).toJSON() }])[0]!;
}

const NOTHING: Health = () => undefined;

/** Runs the function that init has printed, as its user would. */
function applied(code: string): Health {
  const [, parameters, body] = /export function check\w+\(([^)]*)\)[^{]*\{([^]*)\n\}/.exec(code)!;
  const names = parameters!.split(',').map((one) => one.split(':')[0]!.trim());
  const run = new Function(...names, 'Duration', 'HealthContract', 'HealthEndpoint', 'LayeredHealth', 'ContainerProbe', body!);
  return (stack, service) => {
    run(stack, service, new Topic(stack, 'Alerts'), Duration, library.HealthContract, library.HealthEndpoint, library.LayeredHealth,
      library.ContainerProbe);
  };
}

const SECONDS = (value: unknown) => `${String(value)} s`;

/** The settings of health by the names that the comments of init use. */
function named({ container: { check, stopTimeout }, targetGroup, gracePeriod }: ServiceSettings): Record<string, string> {
  return {
    ...check && {
      'Container check: interval': SECONDS(check.interval),
      'Container check: timeout': SECONDS(check.timeout),
      'Container check: retries': String(check.retries),
      'Container check: start period': SECONDS(check.startPeriod),
    },
    'Container: stop timeout': SECONDS(stopTimeout),
    'Service: grace period': SECONDS(gracePeriod),
    ...targetGroup && {
      'Target group: interval': SECONDS(targetGroup.interval),
      'Target group: timeout': SECONDS(targetGroup.timeout),
      'Target group: healthy threshold': String(targetGroup.healthyThreshold),
      'Target group: unhealthy threshold': String(targetGroup.unhealthyThreshold),
      'Target group: deregistration delay': SECONDS(targetGroup.deregistrationDelay),
      'Target group: path': String(targetGroup.path),
      'Target group: protocol': String(targetGroup.protocol),
      'Target group: port': String(targetGroup.port ?? PORT),
      'Target group: codes': String(targetGroup.matcher ?? (targetGroup.grpc ? '12' : targetGroup.network ? '200-399' : '200')),
    },
  };
}

const CURL = ['CMD-SHELL', `curl -f http://localhost:${PORT}/live || exit 1`];

test.each<[string, Shape]>([
  ['AWS\'s defaults', { front: 'HTTP' }],
  ['codes of a gateway without a route', { front: 'HTTP', check: { path: '/', healthyHttpCodes: '404' }, grace: 60 }],
  ['codes with redirects', { front: 'HTTP', check: { path: '/ready', healthyHttpCodes: '200-299,307' }, command: CURL, startPeriod: 40 }],
  ['codes up to 399', { front: 'HTTP', check: { path: '/', healthyHttpCodes: '200-399' }, drain: 45, stopTimeout: 60 }],
  ['one path for both', { front: 'HTTP', check: { path: '/live', healthyHttpCodes: '200' }, command: CURL, startPeriod: 60, grace: 120 }],
  ['another port', { front: 'HTTP', check: { path: '/health', port: '9000' }, drain: 20 }],
  ['a quick target group', {
    front: 'HTTP',
    check: { path: '/q', interval: Duration.seconds(10), timeout: Duration.seconds(3), unhealthyThresholdCount: 3 },
    drain: 15,
  }],
  ['a patient target group', { front: 'HTTP', check: { path: '/q', timeout: Duration.seconds(15), healthyThresholdCount: 3 }, drain: 600 }],
  ['gRPC with the health service', {
    front: 'GRPC',
    check: { path: '/grpc.health.v1.Health/Check', healthyGrpcCodes: '0' },
    command: ['CMD', '/bin/grpc_health_probe', `-addr=:${PORT}`],
  }],
  ['gRPC by default', { front: 'GRPC' }],
  ['TCP behind a network load balancer', { front: 'TCP', check: { protocol: Protocol.TCP }, grace: 300 }],
  ['HTTP behind a network load balancer', { front: 'TCP', check: { protocol: Protocol.HTTP, path: '/health' }, drain: 30 }],
  ['a port alone, and a check', { command: CURL, startPeriod: 20, stopTimeout: 100 }],
  ['wget', { front: 'HTTP', check: { path: '/ready' }, command: ['CMD-SHELL', `wget -q -O /dev/null http://127.0.0.1:${PORT}/live`] }],
])('%s: what the contract makes is what the template has, or the draft says what changes', (_, shape) => {
  const before = settingsOf(shape, NOTHING);
  const draft = draftOf(before);
  const code = initCode([draft]);
  const after = named(settingsOf(shape, applied(code)));
  const changes = [...code.matchAll(/^ \* - ([^:]+: [^:]+): (.+) → (.+)$/gm)];
  const said = Object.fromEntries(changes.map(([, name, from, to]) => [name, [from, to]]));
  const guesses = [...code.matchAll(/GUESS: (.*)/g)].map(([, text]) => text).join('\n');
  const was = named(before);
  for (const [name, value] of Object.entries(after)) {
    const now = was[name] ?? (name.startsWith('Container check') ? 'none' : undefined);
    // Path, protocol and codes are in the endpoint: as they were, or a guess says what they were.
    const shown = now === value || (said[name]?.[0] === now && said[name]?.[1] === value)
      || (now !== undefined && /path|protocol|codes/.test(name) && guesses.includes(now));
    expect({ name, now, then: value, shown }).toEqual({ name, now, then: value, shown: true });
  }
  // And what it says is what happens.
  for (const [name, [, to]] of Object.entries(said)) { if (name in after) { expect({ name, to }).toEqual({ name, to: after[name] }); } }
});
