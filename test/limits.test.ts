import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnService, Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Accelerator } from 'aws-cdk-lib/aws-globalaccelerator';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { stackIn } from './edge/edge-stacks';
import { contract, fargateService, stackWithVpc } from './fixtures';
import {
  AcceleratorHealth,
  DeepVerifier,
  DeploymentGate,
  DnsCheck,
  HealthChecker,
  HealthDialogue,
  HealthEndpoint,
  InstanceRecovery,
  type InstanceRecoveryProps,
  type MinimumHealthyTargets,
  ServiceVerification,
  type StagedRecovery,
  type StagedRecoveryProps,
  TargetGroupHealth,
} from '../src';
import { GivenStack } from './recovery/recovery-services';

const { seconds, minutes, hours } = Duration;
const letters = (count: number) => 'a'.repeat(count);

function targetGroup(props: { slowStart?: Duration; minimumHealthyTargets?: MinimumHealthyTargets }) {
  const { stack, vpc } = stackWithVpc();
  const group = new ApplicationTargetGroup(stack, 'Alb', { vpc, port: 80, targetType: TargetType.IP });
  return new TargetGroupHealth(stack, 'Health', { contract: contract(), targetGroup: group, ...props });
}

function instances(props: Partial<InstanceRecoveryProps>) {
  const stack = new Stack(new App(), 'Stack');
  return new InstanceRecovery(stack, 'Recovery', {
    cluster: new Cluster(stack, 'Cluster', { vpc: new Vpc(stack, 'Vpc') }),
    alert: { topic: new Topic(stack, 'Alerts') },
    ...props,
  });
}

function accelerator(props: { port?: number; path?: string }) {
  const stack = stackIn('us-west-2');
  const endpointGroup = new Accelerator(stack, 'Accelerator')
    .addListener('Listener', { portRanges: [{ fromPort: 443 }] })
    .addEndpointGroup('Group');
  return new AcceleratorHealth(stack, 'Edge', {
    contract: contract({ readiness: HealthEndpoint.http(props.path ?? '/') }),
    endpointGroup,
    port: props.port,
  });
}

function gate(props: { consecutiveVerifications?: number; interval?: Duration }) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: contract(),
    service,
  });
  expect(service.node.defaultChild).toBeInstanceOf(CfnService);
  return new DeploymentGate(stack, 'Gate', { service, verification, ...props });
}

const staged = (props: Partial<StagedRecoveryProps>): StagedRecovery => new GivenStack().recovery(props);

/** Of each limit: what is allowed at its ends, and what is refused beyond them. */
const LIMITS: ReadonlyArray<readonly [what: string, make: (value: any) => unknown, at: readonly unknown[], beyond: readonly unknown[]]> = [
  ['slow start', (slowStart) => targetGroup({ slowStart }), [seconds(30), seconds(900)], [seconds(29), seconds(901)]],
  ...(['dnsFailoverPercentage', 'routingPercentage'] as const).map(
    (name) => [name, (value: number) => targetGroup({ minimumHealthyTargets: { [name]: value } }), [1, 100], [0, 1.5, 101]] as const,
  ),
  ...(['dnsFailoverCount', 'routingCount'] as const).map(
    (name) => [name, (value: number) => targetGroup({ minimumHealthyTargets: { [name]: value } }), [1, 1000], [0, 1.5]] as const,
  ),
  [
    'routing beside DNS failover',
    (routingCount) => targetGroup({ minimumHealthyTargets: { dnsFailoverCount: 2, routingCount } }),
    [2],
    [3],
  ],
  ['time until an instance is drained', (after) => instances({ after }), [seconds(120), seconds(3600)], [seconds(119), seconds(3601)]],
  ['minHealthyInstances', (minHealthyInstances) => instances({ minHealthyInstances }), [1, 1000], [0, 1.5, 1001]],
  ['maxDrainsPerDay', (maxDrainsPerDay) => instances({ maxDrainsPerDay }), [1, 10], [0, 1.5, 11]],
  ['maxRestarts', (maxRestarts) => staged({ maxRestarts }), [1, 20], [0, 1.5, 21]],
  ['minHealthyTasks', (minHealthyTasks) => staged({ minHealthyTasks }), [0], [-1, 0.5]],
  ['restartWindow', (restartWindow) => staged({ restartWindow }), [minutes(5), hours(24)], [seconds(299), seconds(86_401)]],
  ['approvalWithin', (approvalWithin) => staged({ approvalWithin }), [minutes(1), hours(24)], [seconds(59), seconds(86_401)]],
  ['maxAffectedShare', (maxAffectedShare) => staged({ maxAffectedShare }), [0.01, 1], [0, 1.01]],
  ['port of an accelerator', (port) => accelerator({ port }), [1, 65_535], [0, 1.5, 65_536]],
  ['path of an accelerator', (length) => accelerator({ path: `/${letters(length - 1)}` }), [255], [256]],
  [
    'consecutive verifications of a gate',
    (consecutiveVerifications) => gate({ consecutiveVerifications }),
    [1, 10],
    [0, 1.5, 11],
  ],
  ['interval of a gate', (interval) => gate({ interval }), [seconds(5), seconds(300)], [seconds(4), seconds(5.5), seconds(301)]],
  ['host of a DNS check', (length) => DnsCheck.tcp(letters(length - 4) + '.com', 80), [255], [256]],
  ['port of a DNS check', (port) => DnsCheck.tcp('a.example', port), [1, 65_535], [0, 1.5, 65_536]],
  ['children of a check', (count) => DnsCheck.calculated(Array(count).fill(DnsCheck.tcp('a.example', 80)), 1), [1, 255], [0, 256]],
  [
    'children that must be healthy',
    (least) => DnsCheck.calculated(Array(3).fill(DnsCheck.tcp('a.example', 80)), least),
    [1, 3],
    [0, 1.5, 4],
  ],
  ['path of an endpoint', (length) => HealthEndpoint.http(`/${letters(length - 1)}`), [1, 1024], [1025]],
  ['port of an endpoint', (port) => HealthEndpoint.tcp({ port }), [1, 65_535], [0, 1.5, 65_536]],
  [
    'timeout of an endpoint',
    (timeout) => HealthEndpoint.tcp({ timeout }),
    [seconds(2), seconds(20)],
    [seconds(1), seconds(2.5), seconds(21)],
  ],
  ['status codes', (statusCodes) => HealthEndpoint.http('/', { statusCodes }), ['200-499', '499'], ['199', '500', '499-200']],
  [
    'command of a worker',
    (command) => HealthEndpoint.command(command),
    [
      ['CMD-SHELL', 'a b'],
      ['CMD', 'a'],
      ['a', ' '],
    ],
    [['CMD-SHELL', ' '], ['CMD-SHELL', 'a', 'b'], ['CMD'], ['CMD', ''], ['a b'], []],
  ],
  ['text of a dialogue', (length) => HealthDialogue.send(letters(length)), [1, 1024], [0, 1025]],
  ['attempts of the application', (attempts) => contract({ inAppRecovery: { attempts, interval: seconds(1) } }), [1, 10], [0, 1.5, 11]],
  ["name of a checker's header", (length) => HealthChecker.header(letters(length), 'me'), [1, 64], [0, 65]],
  ["value of a checker's header", (length) => HealthChecker.header('x-who', letters(length)), [1, 200], [0, 201]],
];

const words = (value: unknown) => (value instanceof Duration ? value.toHumanString() : JSON.stringify(value));
const rows = (which: 2 | 3) =>
  LIMITS.flatMap((limit) => limit[which].map((value) => [limit[0], words(value), () => limit[1](value)] as const));

test.each(rows(2))('at the limit: %s %s', (_, _value, make) => { expect(make).not.toThrow(); });

test.each(rows(3))('beyond the limit: %s %s', (_, _value, make) => { expect(make).toThrow(/: got .+, allowed: /s); });
