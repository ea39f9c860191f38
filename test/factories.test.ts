import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { HealthCheck, PublicHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { contract, stackWithVpc, Template } from './fixtures';
import * as library from '../src';
import {
  ApplicationRecovery,
  ContainerProbe,
  DeepVerifier,
  DnsCheck,
  DnsHealth,
  DnsRecord,
  FrontDoor,
  HealthAssertion,
  HealthChecker,
  HealthDependency,
  HealthDialogue,
  HealthEndpoint,
  HealthFormat,
  HealthMatcher,
  NetworkHealth,
  Reachability,
  RejectedTraffic,
  SecretHeader,
} from '../src';
import { requestEndpoint } from '../src/recovery/recovery-method';

const stack = new Stack(new App(), 'Values');
const WITHIN = Duration.seconds(4);
const LIVE = HealthEndpoint.http('/live');

const asked = (endpoint: HealthEndpoint) => endpoint._plan(500);
const matcher = HealthMatcher.contains('up');
const secret = Secret.fromSecretCompleteArn(stack, 'Secret', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:probe-AbCdEf');
const parameter = StringParameter.fromStringParameterName(stack, 'Parameter', '/probe');
const command = (probe: library.IContainerProbe, endpoint = LIVE) => probe.command(endpoint, 3000, WITHIN).join(' ');
const request = ({ _method }: ApplicationRecovery) => asked(requestEndpoint(_method)!);

/** How a check is rendered. */
function check(dnsCheck: DnsCheck) {
  const own = new Stack(new App(), 'Dns', { env: { region: 'us-east-1' } });
  new DnsHealth(own, 'Dns', { check: dnsCheck });
  return Object.values(Template.fromStack(own).findResources('AWS::Route53::HealthCheck')).at(-1)?.Properties.HealthCheckConfig;
}

/** How a record is rendered. */
function record(of: (options: library.DnsRecordOptions) => DnsRecord) {
  const own = new Stack(new App(), 'Dns');
  const zone = PublicHostedZone.fromHostedZoneAttributes(own, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  new DnsHealth(own, 'Dns', {
    check: DnsCheck.http('a.example.com', LIVE),
    records: [of({ zone, recordName: 'www', target: RecordTarget.fromIpAddresses('198.51.100.7') })],
  });
  return Object.values(Template.fromStack(own).findResources('AWS::Route53::RecordSet'))[0].Properties;
}

function filter(traffic: (own: ReturnType<typeof stackWithVpc>) => RejectedTraffic) {
  const own = stackWithVpc();
  new NetworkHealth(own.stack, 'Network', { rejectedTraffic: traffic(own) });
  const template = Template.fromStack(own.stack);
  return {
    flowLogs: Object.keys(template.findResources('AWS::EC2::FlowLog')).length,
    filters: Object.keys(template.findResources('AWS::Logs::MetricFilter')).length,
  };
}

const alarm = () => Alarm.fromAlarmArn(stack, 'Alarm', 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:down');

/** What each public factory gives, and what it has to give. */
const FACTORIES: Readonly<Record<string, () => readonly [got: unknown, expected: unknown]>> = {
  'ContainerProbe.curl': () => [command(ContainerProbe.curl()), expect.stringMatching(/^CMD curl .*http:\/\/127\.0\.0\.1:3000\/live$/)],
  'ContainerProbe.wget': () => [command(ContainerProbe.wget()), expect.stringMatching(/^CMD wget .*http:\/\/127\.0\.0\.1:3000\/live$/)],
  'ContainerProbe.node': () => [command(ContainerProbe.node()), expect.stringMatching(/^CMD node -e [^]* http 3000 \/live /)],
  'ContainerProbe.python': () => [command(ContainerProbe.python()), expect.stringMatching(/^CMD python3 [^]* http 3000 \/live /)],
  'ContainerProbe.bashTcp': () => [
    command(ContainerProbe.bashTcp(), HealthEndpoint.tcp()),
    expect.stringMatching(/^CMD bash -c .* bash 3000 /),
  ],
  'ContainerProbe.grpcHealthProbe': () => [
    command(ContainerProbe.grpcHealthProbe(), HealthEndpoint.grpc()),
    expect.stringMatching(/^CMD grpc_health_probe .*-addr=\S+:3000/),
  ],
  'ContainerProbe.command': () => [command(ContainerProbe.command(['check', '-x'])), 'CMD check -x'],
  'HealthFormat.custom': () => [HealthFormat.custom({ upWords: ['fine'] })._plan, { name: 'custom', status: '$.status', up: ['fine'] }],
  'HealthAssertion.header': () => [HealthAssertion.header('X-Up', matcher)._assertion, { on: 'header', name: 'X-Up', contains: 'up' }],
  'HealthAssertion.body': () => [HealthAssertion.body(matcher)._assertion, { on: 'body', contains: 'up' }],
  'HealthAssertion.json': () => [HealthAssertion.json('$.a[0]', matcher)._assertion, { on: 'json', path: '$.a[0]', contains: 'up' }],
  'FrontDoor.internetFacing': () => [
    { ...FrontDoor.internetFacing('shop.example', HealthEndpoint.https('/')) },
    expect.objectContaining({ host: 'shop.example', port: 443, isInternal: false }),
  ],
  'FrontDoor.internal': () => [
    { ...FrontDoor.internal('shop.internal', LIVE) },
    expect.objectContaining({ host: 'shop.internal', port: 80, isInternal: true }),
  ],
  'HealthDependency.tcp': () => [
    { ...HealthDependency.tcp('db', 'db.internal', 5432) },
    expect.objectContaining({ name: 'db', host: 'db.internal', port: 5432, endpoint: expect.objectContaining({ protocol: 'tcp' }) }),
  ],
  'HealthDependency.of': () => [
    { ...HealthDependency.of('pay', 'pay.internal', LIVE) },
    expect.objectContaining({ name: 'pay', port: 80, endpoint: LIVE }),
  ],
  'HealthDialogue.dns': () => [HealthDialogue.dns()._dialogue, { known: 'dns' }],
  'HealthDialogue.ntp': () => [HealthDialogue.ntp()._dialogue, { known: 'ntp' }],
  'HealthDialogue.stun': () => [HealthDialogue.stun()._dialogue, { known: 'stun' }],
  'HealthDialogue.send': () => [HealthDialogue.send('PING', matcher)._dialogue, { send: 'UElORw==', expect: { contains: 'up' } }],
  'HealthDialogue.expect': () => [HealthDialogue.expect(matcher)._dialogue, { expect: { contains: 'up' } }],
  'HealthEndpoint.http': () => [
    asked(LIVE),
    expect.objectContaining({ protocol: 'http', path: '/live', timeoutMs: 500, statusCodes: '200-299' }),
  ],
  'HealthEndpoint.https': () => [
    asked(HealthEndpoint.https('/live', { serverName: 'a.example' })),
    expect.objectContaining({ protocol: 'https', path: '/live', serverName: 'a.example' }),
  ],
  'HealthEndpoint.ws': () => [
    asked(HealthEndpoint.ws('/socket', { headers: { 'X-A': 'b' } })),
    expect.objectContaining({ protocol: 'ws', path: '/socket', headers: { 'X-A': 'b' } }),
  ],
  'HealthEndpoint.wss': () => [asked(HealthEndpoint.wss('/socket')), expect.objectContaining({ protocol: 'wss', path: '/socket' })],
  'HealthEndpoint.grpc': () => [
    asked(HealthEndpoint.grpc('orders.v1')),
    expect.objectContaining({ protocol: 'grpc', grpcService: 'orders.v1' }),
  ],
  'HealthEndpoint.grpcs': () => [
    asked(HealthEndpoint.grpcs('', { certificateExpiry: Duration.days(7) })),
    expect.objectContaining({ protocol: 'grpcs', grpcService: '', certificateDays: 7 }),
  ],
  'HealthEndpoint.tcp': () => [
    asked(HealthEndpoint.tcp({ port: 25, dialogue: HealthDialogue.expect(matcher) })),
    expect.objectContaining({ protocol: 'tcp', port: 25, dialogue: { expect: { contains: 'up' } } }),
  ],
  'HealthEndpoint.udp': () => [
    asked(HealthEndpoint.udp(HealthDialogue.dns())),
    expect.objectContaining({ protocol: 'udp', dialogue: { known: 'dns' } }),
  ],
  'HealthEndpoint.command': () => [HealthEndpoint.command(['alive'])._command, ['CMD', 'alive']],
  'HealthMatcher.exactly': () => [HealthMatcher.exactly('up')._plan, { equals: 'up' }],
  'HealthMatcher.contains': () => [HealthMatcher.contains('up').negate()._plan, { contains: 'up', not: true }],
  'HealthMatcher.matches': () => [HealthMatcher.matches('^u')._plan, { matches: '^u' }],
  'SecretHeader.fromSecretsManager': () => [
    SecretHeader.fromSecretsManager('x-key', secret, { field: 'key' })._plan,
    { name: 'x-key', source: 'secretsmanager', id: secret.secretArn, field: 'key' },
  ],
  'SecretHeader.fromParameter': () => [
    SecretHeader.fromParameter('x-key', parameter, { prefix: 'Bearer ' })._plan,
    { name: 'x-key', source: 'ssm', id: '/probe', prefix: 'Bearer ' },
  ],
  'DnsCheck.http': () => [
    check(DnsCheck.http('a.example', LIVE)),
    expect.objectContaining({ Type: 'HTTP', FullyQualifiedDomainName: 'a.example', ResourcePath: '/live', Port: 80 }),
  ],
  'DnsCheck.https': () => [check(DnsCheck.https('a.example', LIVE)), expect.objectContaining({ Type: 'HTTPS', Port: 443 })],
  'DnsCheck.tcp': () => [check(DnsCheck.tcp('a.example', 25)), expect.objectContaining({ Type: 'TCP', Port: 25 })],
  'DnsCheck.calculated': () => [
    check(DnsCheck.calculated([DnsCheck.tcp('a.example', 25)], 1)),
    expect.objectContaining({ Type: 'CALCULATED', HealthThreshold: 1, ChildHealthChecks: [expect.anything()] }),
  ],
  'DnsCheck.alarm': () => [
    check(DnsCheck.alarm(alarm())),
    expect.objectContaining({ Type: 'CLOUDWATCH_METRIC', AlarmIdentifier: expect.objectContaining({ Name: 'down' }) }),
  ],
  'DnsCheck.metric': () => [
    check(DnsCheck.metric(new Metric({ namespace: 'A', metricName: 'Bad' }), 2)),
    expect.objectContaining({ Type: 'CLOUDWATCH_METRIC' }),
  ],
  'DnsCheck.existing': () => [check(DnsCheck.existing(HealthCheck.fromHealthCheckId(stack, 'Existing', 'h-1'))), undefined],
  'DnsRecord.primary': () => [
    record((options) => DnsRecord.primary(options)),
    expect.objectContaining({ Name: 'www.example.com.', Failover: 'PRIMARY' }),
  ],
  'DnsRecord.secondary': () => [record((options) => DnsRecord.secondary(options)), expect.objectContaining({ Failover: 'SECONDARY' })],
  'DnsRecord.weighted': () => [record((options) => DnsRecord.weighted(7, options)), expect.objectContaining({ Weight: 7 })],
  'DnsRecord.latency': () => [
    record((options) => DnsRecord.latency('eu-west-1', options)),
    expect.objectContaining({ Region: 'eu-west-1' }),
  ],
  'HealthChecker.verifier': () => [
    JSON.stringify(HealthChecker.verifier()._statement),
    expect.stringMatching(/user-agent.*cdk-ecs-layered-health/),
  ],
  'HealthChecker.addresses': () => [HealthChecker.addresses('arn:ips')._statement, { ipSetReferenceStatement: { arn: 'arn:ips' } }],
  'HealthChecker.header': () => [
    JSON.stringify(HealthChecker.header('X-Who', 'me')._statement),
    expect.stringMatching(/"Name":"x-who".*me/),
  ],
  'Reachability.fromProber': () => [Reachability.fromProber(), expect.any(Reachability)],
  'Reachability.fromLoadBalancer': () => [
    Reachability.fromLoadBalancer('arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/1'),
    expect.any(Reachability),
  ],
  'RejectedTraffic.inVpc': () => [filter(({ vpc }) => RejectedTraffic.inVpc(vpc, contract())), { flowLogs: 1, filters: 1 }],
  'RejectedTraffic.inLogGroup': () => [
    filter((own) => RejectedTraffic.inLogGroup(new LogGroup(own.stack, 'Log'), contract(), { from: [] })),
    { flowLogs: 0, filters: 1 },
  ],
  'ApplicationRecovery.http': () => [
    request(ApplicationRecovery.http('/recover')),
    expect.objectContaining({ protocol: 'http', path: '/recover', method: 'POST', format: 'status-only' }),
  ],
  'ApplicationRecovery.https': () => [
    request(ApplicationRecovery.https('/recover')),
    expect.objectContaining({ protocol: 'https', path: '/recover', method: 'POST' }),
  ],
  'ApplicationRecovery.lambda': () => [
    ApplicationRecovery.lambda(LambdaFunction.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:1:function:mine'))._method,
    { fn: expect.objectContaining({ functionName: 'mine' }) },
  ],
  'ApplicationRecovery.stateMachine': () => [
    ApplicationRecovery.stateMachine(
      StateMachine.fromStateMachineArn(stack, 'Machine', 'arn:aws:states:eu-west-1:1:stateMachine:m'),
    )._method,
    { machine: expect.objectContaining({ stateMachineArn: expect.stringMatching(/:m$/) }) },
  ],
};

/** Those that make or change constructs, where each construct's own tests call them. */
const OF_CONSTRUCTS = [
  'DeepVerifier.forVpc',
  'DeepVerifier.fromName',
  'EventNotifier.forStack',
  'FunctionSettings.apply',
  'HealthLint.of',
  'LayeredHealth.isAppliedTo',
  'NetworkHealth.natGatewaysOf',
  'WebAclHealth.healthPathRules',
];

/** Hidden from users by TypeScript alone. */

const classes = Object.entries(library).filter(([, value]) => typeof value === 'function') as [string, Function][];
const factories = classes.flatMap(([name, value]) =>
  Object.getOwnPropertyNames(value)
    .filter((member) => typeof (value as any)[member] === 'function' && member !== 'prototype' && !member.startsWith('_'))
    .map((member) => `${name}.${member}`),
);

test('every public factory stands here', () => {
  expect(factories.sort()).toEqual([...Object.keys(FACTORIES), ...OF_CONSTRUCTS].sort());
});

test.each(Object.entries(FACTORIES))('%s', (_, values) => {
  const [got, expected] = values();
  expect(got).toEqual(expected);
});

test('formats are what their names say', () => {
  const { AUTO, ACTUATOR, TERMINUS, HEALTH_JSON, MICROPROFILE, ASPNET, DROPWIZARD, STATUS_ONLY } = HealthFormat;
  expect([AUTO, ACTUATOR, TERMINUS, HEALTH_JSON, MICROPROFILE, ASPNET, DROPWIZARD, STATUS_ONLY].map(({ name }) => name)).toEqual([
    'auto', 'actuator', 'terminus', 'health-json', 'microprofile', 'aspnet', 'dropwizard', 'status-only',
  ]);
});

test('what is shared in a stack is made once', () => {
  const { stack: own, vpc } = stackWithVpc();
  expect(DeepVerifier.forVpc(own, vpc)).toBe(DeepVerifier.forVpc(own, vpc));
  expect(library.EventNotifier.forStack(own)).toBe(library.EventNotifier.forStack(own));
});
