import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PublicHostedZone, RecordTarget, RecordType } from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { DnsCheck, DnsHealth, type DnsHealthProps, DnsMaintenance, DnsRecord, type DnsRecordOptions, HealthEndpoint } from '../../src';
import { Match, Template } from '../fixtures';

const HTTP = DnsCheck.http('eu.example.com', HealthEndpoint.http('/ready'));
const ADDRESS = RecordTarget.fromIpAddresses('198.51.100.7');

function setup() {
  const stack = new Stack(new App(), 'Stack');
  const zone = PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const balancer = () =>
    new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc', { natGateways: 0 }), internetFacing: true });
  return { stack, zone, balancer };
}

/** How DnsHealth renders its checks, by what they are. */
function checks(props: DnsHealthProps) {
  const { stack } = setup();
  new DnsHealth(stack, 'Dns', props);
  const found = Object.entries(Template.fromStack(stack).findResources('AWS::Route53::HealthCheck'));
  return Object.fromEntries(found.map(([id, { Properties }]: any) => [id.replace(/[0-9A-F]{8}$/, ''), Properties.HealthCheckConfig]));
}

const REF = (id: string) => ({ Ref: Match.stringLikeRegexp(`^${id}`) });

describe('records', () => {
  test('primary with a fallback: an alias to a load balancer, whose own health counts too', () => {
    const { stack, zone, balancer } = setup();
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(balancer()));
    new DnsHealth(stack, 'Dns', { check: HTTP, records: [DnsRecord.primary({ zone, recordName: 'www', target, fallback: ADDRESS })] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'www.example.com.',
      Type: 'A',
      Failover: 'PRIMARY',
      SetIdentifier: Match.anyValue(),
      HealthCheckId: REF('DnsCheck'),
      AliasTarget: { EvaluateTargetHealth: true },
      TTL: Match.absent(),
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'www.example.com.',
      Type: 'A',
      Failover: 'SECONDARY',
      HealthCheckId: Match.absent(),
      ResourceRecords: ['198.51.100.7'],
      TTL: '60',
    });
  });

  test('secondary with a check of its own', () => {
    const { stack, zone } = setup();
    new DnsHealth(stack, 'Dns', {
      check: HTTP,
      records: [DnsRecord.secondary({ zone, recordName: 'www', target: ADDRESS, ttl: Duration.seconds(10) })],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Route53::RecordSet', {
      Failover: 'SECONDARY',
      HealthCheckId: REF('DnsCheck'),
      TTL: '10',
    });
  });

  test('weighted: the identifier survives another weight', () => {
    const identifiers = [0, 255].map((weight) => {
      const { stack, zone } = setup();
      new DnsHealth(stack, 'Dns', { check: HTTP, records: [DnsRecord.weighted(weight, { zone, target: ADDRESS })] });
      const template = Template.fromStack(stack);
      template.hasResourceProperties('AWS::Route53::RecordSet', {
        Name: 'example.com.',
        Weight: weight,
        HealthCheckId: REF('DnsCheck'),
        Failover: Match.absent(),
      });
      return Object.values(template.findResources('AWS::Route53::RecordSet'))[0].Properties.SetIdentifier;
    });
    expect(identifiers[0]).toEqual(identifiers[1]);
  });

  test('latency, for both address families', () => {
    const { stack, zone, balancer } = setup();
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(balancer(), { evaluateTargetHealth: false }));
    new DnsHealth(stack, 'Dns', {
      check: HTTP,
      records: [RecordType.A, RecordType.AAAA].map((recordType) =>
        DnsRecord.latency(stack.region, { zone, recordName: 'www', recordType, target }),
      ),
    });
    const template = Template.fromStack(stack);
    for (const Type of ['A', 'AAAA']) {
      template.hasResourceProperties('AWS::Route53::RecordSet', {
        Type, Region: { Ref: 'AWS::Region' }, HealthCheckId: REF('DnsCheck'), AliasTarget: { EvaluateTargetHealth: false },
      });
    }
  });

  test('evaluateTargetHealth of the record is above that of its target; other targets decide themselves', () => {
    const { stack, zone, balancer } = setup();
    const target = RecordTarget.fromAlias(new LoadBalancerTarget(balancer()));
    const other = RecordTarget.fromAlias({ bind: () => ({ dnsName: 'd1.cloudfront.net', hostedZoneId: 'Z2FDTNDATAQYW2' }) });
    new DnsHealth(stack, 'Dns', {
      check: HTTP,
      records: [
        DnsRecord.weighted(1, { zone, recordName: 'a', target, evaluateTargetHealth: false }),
        DnsRecord.weighted(1, { zone, recordName: 'b', target: other }),
      ],
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'a.example.com.', AliasTarget: { EvaluateTargetHealth: false } });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'b.example.com.',
      AliasTarget: { EvaluateTargetHealth: Match.absent() },
    });
  });

  test('another order of the records changes nothing', () => {
    const [one, two] = [false, true].map((reversed) => {
      const { stack, zone } = setup();
      const records = ['a', 'b'].map((recordName) => DnsRecord.weighted(1, { zone, recordName, target: ADDRESS }));
      new DnsHealth(stack, 'Dns', { check: HTTP, records: reversed ? records.reverse() : records });
      return Template.fromStack(stack).findResources('AWS::Route53::RecordSet');
    });
    expect(one).toEqual(two);
  });

  const create = (of: (zone: DnsRecordZone) => DnsRecord[], check = HTTP) => () => {
    const { stack, zone } = setup();
    new DnsHealth(stack, 'Dns', { check, records: of(zone) });
  };
  type DnsRecordZone = ReturnType<typeof setup>['zone'];
  const www = (zone: DnsRecordZone) => ({ zone, recordName: 'www', target: ADDRESS });
  test.each([
    [
      'a pair that shares a check',
      create((zone) => [DnsRecord.secondary(www(zone)), DnsRecord.primary(www(zone))]),
      /\[Stack\/Dns\] .+got a second record 'www' \(A\), .+Give the other record a DnsHealth/,
    ],
    [
      "the check of the record's own name",
      create((zone) => [DnsRecord.primary({ ...www(zone), recordName: 'eu' })]),
      /\[Stack\/Dns\] A check of its own record's name .+got 'eu.example.com.'/,
    ],
    [
      'the own name among children',
      create((zone) => [DnsRecord.primary({ ...www(zone), recordName: 'EU' })], DnsCheck.calculated([HTTP], 1)),
      /got 'EU.example.com.'/,
    ],
    [
      'a weight of 256',
      create((zone) => [DnsRecord.weighted(256, www(zone))]),
      /The weight of a record is out of range: got 256, allowed: a whole number from 0 to 255/,
    ],
    [
      'target health of values',
      create((zone) => [DnsRecord.primary({ ...www(zone), evaluateTargetHealth: true })]),
      /got evaluateTargetHealth for values/,
    ],
    [
      'a TTL of an alias',
      create((zone) => [
        DnsRecord.primary({
          zone,
          target: RecordTarget.fromAlias({ bind: () => ({ dnsName: 'a', hostedZoneId: 'Z' }) }),
          ttl: Duration.seconds(1),
        }),
      ]),
      /got ttl for an alias/,
    ],
  ])('%s is refused', (_, build, message) => {
    expect(build).toThrow(message);
  });
});

test('two regions, each with checks inside and outside, records and alarm, synthesize without a warning', () => {
  const app = new App();
  for (const [region, check] of [
    [
      'eu-west-1',
      DnsCheck.calculated(
        [HTTP, DnsCheck.metric(new Metric({ namespace: 'Own', metricName: 'Failing', period: Duration.minutes(1) }), 1)],
        2,
      ),
    ],
    ['us-east-1', DnsCheck.tcp('us.example.com', 443)],
  ] as const) {
    const stack = new Stack(app, region, { env: { account: '123456789012', region } });
    const zone = PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    new DnsHealth(stack, 'Dns', { check, alarm: {}, records: [DnsRecord.latency(region, { zone, recordName: 'www', target: ADDRESS })] });
  }
  const { stacks } = app.synth();
  expect(stacks.map(({ stackName }) => stackName).sort()).toEqual(['eu-west-1', 'eu-west-1-eu-west-1-dns', 'us-east-1']);
  expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
  const identifiers = stacks.flatMap(({ template }) => Object.values<any>(template.Resources))
    .filter(({ Type }) => Type === 'AWS::Route53::RecordSet').map(({ Properties }) => Properties.SetIdentifier);
  expect(identifiers).toHaveLength(2);
  expect(new Set(identifiers).size).toBe(2);
});

test('one app deployed to two regions has records that differ', () => {
  const [one, two] = ['eu-west-1', 'ap-southeast-2'].map((region) => {
    const stack = new Stack(new App(), 'Web', { env: { account: '123456789012', region } });
    const zone = PublicHostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
    new DnsHealth(stack, 'Dns'.repeat(50), { check: HTTP, records: [DnsRecord.weighted(1, { zone, target: ADDRESS })] });
    return Object.values(Template.fromStack(stack).findResources('AWS::Route53::RecordSet'))[0].Properties.SetIdentifier as string;
  });
  expect(one).not.toBe(two);
  expect([one, two].map(({ length }) => length <= 128)).toEqual([true, true]);
});

describe('maintenance', () => {
  test.each([
    [DnsMaintenance.COUNT_AS_HEALTHY, 0],
    [DnsMaintenance.COUNT_AS_UNHEALTHY, 256],
  ])('%s: a calculated check in front says so', (maintenance, HealthThreshold) => {
    expect(checks({ check: HTTP, maintenance })).toMatchObject({
      DnsCheck: { Type: 'HTTP' },
      DnsFront: { Type: 'CALCULATED', HealthThreshold, Inverted: false, ChildHealthChecks: [{ Ref: expect.stringMatching(/^DnsCheck/) }] },
    });
  });

  test('a calculated check says so itself, and is not inverted meanwhile', () => {
    const found = checks({ check: DnsCheck.calculated([HTTP], 1, { inverted: true }), maintenance: DnsMaintenance.COUNT_AS_HEALTHY });
    expect(found).toMatchObject({
      DnsCheck: { Type: 'CALCULATED', HealthThreshold: 0, Inverted: false },
      DnsCheckChild1: { Type: 'HTTP' },
    });
    expect(Object.keys(found)).toHaveLength(2);
  });

  test('records carry the one in front, and a warning tells what it means until it is acknowledged', () => {
    const { stack, zone } = setup();
    const dns = new DnsHealth(stack, 'Dns', {
      check: HTTP,
      maintenance: DnsMaintenance.COUNT_AS_HEALTHY,
      records: [DnsRecord.primary({ zone, target: ADDRESS })],
    });
    Template.fromStack(stack).hasResourceProperties('AWS::Route53::RecordSet', { HealthCheckId: REF('DnsFront') });
    Annotations.fromStack(stack).hasWarning(
      '/Stack/Dns',
      Match.stringLikeRegexp('counts as healthy: clients reach it even if it is down.*ack: cdk-ecs-layered-health:DnsMaintenance'),
    );
    expect(dns.healthCheck.node.id).toBe('Front');
  });

  test('counting as unhealthy has its own warning', () => {
    const { stack } = setup();
    new DnsHealth(stack, 'Dns', { check: HTTP, maintenance: DnsMaintenance.COUNT_AS_UNHEALTHY });
    Annotations.fromStack(stack).hasWarning('/Stack/Dns', Match.stringLikeRegexp('clients get another record even if it is healthy'));
  });
});

test('HTTPS warns that no certificate is validated, also among children; HTTP does not', () => {
  const { stack } = setup();
  const https = DnsCheck.https('eu.example.com', HealthEndpoint.http('/ready'));
  new DnsHealth(stack, 'Https', { check: https });
  new DnsHealth(stack, 'Children', { check: DnsCheck.calculated([HTTP, https], 1) });
  new DnsHealth(stack, 'Http', { check: HTTP });
  const warned = Annotations.fromStack(stack).findWarning(
    '*',
    Match.stringLikeRegexp('does not validate certificates.*ack: cdk-ecs-layered-health:DnsCertificateNotValidated'),
  );
  expect(warned.map(({ id }) => id)).toEqual(['/Stack/Https', '/Stack/Children']);
});

/**
 * CloudFormation's schema names Type, RequestInterval and MeasureLatency as create-only: it makes a new check itself, so the logical id
 * must not do it too.
 */
test('type, interval and latency measurement change no logical id: CloudFormation replaces the check', () => {
  const ids = [HTTP, DnsCheck.tcp('eu.example.com', 80, { interval: Duration.seconds(10), measureLatency: true })].map((check) => {
    const { stack, zone } = setup();
    new DnsHealth(stack, 'Dns', { check, records: [DnsRecord.primary({ zone, target: ADDRESS })] });
    return Object.keys(Template.fromStack(stack).toJSON().Resources);
  });
  expect(ids[0]).toEqual(ids[1]);
});

test('the console gets a name, and a dashboard the status', () => {
  const { stack } = setup();
  const dns = new DnsHealth(stack, 'Dns', { check: HTTP });
  Template.fromStack(stack).hasResourceProperties('AWS::Route53::HealthCheck', {
    HealthCheckTags: [{ Key: 'Name', Value: 'Stack/Dns/Check' }],
  });
  expect(dns.status).toMatchObject({
    namespace: 'AWS/Route53',
    metricName: 'HealthCheckStatus',
    region: 'us-east-1',
    statistic: 'Minimum',
  });
  expect(dns.requestsPerSecond).toBeCloseTo(0.5);
});

test('a fallback that is an alias takes neither the TTL nor the evaluation of its primary', () => {
  const { stack, zone, balancer } = setup();
  const fallback = RecordTarget.fromAlias(new LoadBalancerTarget(balancer()));
  new DnsHealth(stack, 'Dns', {
    check: HTTP,
    records: [DnsRecord.primary({ zone, recordName: 'www', target: ADDRESS, ttl: Duration.seconds(10), fallback })],
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Route53::RecordSet', { Failover: 'PRIMARY', TTL: '10', AliasTarget: Match.absent() });
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Failover: 'SECONDARY',
    TTL: Match.absent(),
    AliasTarget: { EvaluateTargetHealth: true },
  });
});

test.each<[string, (own: ReturnType<typeof setup>) => DnsRecordOptions]>([
  [
    'a TTL of an alias',
    ({ zone, balancer }) => ({ zone, target: RecordTarget.fromAlias(new LoadBalancerTarget(balancer())), ttl: Duration.seconds(10) }),
  ],
  ['an evaluation of values', ({ zone }) => ({ zone, target: ADDRESS, evaluateTargetHealth: false })],
])('%s is refused', (_, options) => {
  const own = setup();
  expect(() => new DnsHealth(own.stack, 'Dns', { check: HTTP, records: [DnsRecord.primary(options(own))] })).toThrow(
    /no target health, and an alias no TTL/,
  );
});
