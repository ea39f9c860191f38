import { App, Duration, Stack } from 'aws-cdk-lib';
import { Alarm, AlarmRule, CompositeAlarm, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { HealthCheck, InsufficientDataHealthStatusEnum } from 'aws-cdk-lib/aws-route53';
import { DeepVerifier, DnsCheck, DnsCheckerRegion, DnsHealth, HealthEndpoint, HealthMethod, ServiceVerification } from '../../src';
import { contract, fargateService, Match, stackWithVpc, Template } from '../fixtures';

const READY = HealthEndpoint.http('/health/ready', { port: 3000 });
const HOST = 'eu.example.com';

function configsOf(check: DnsCheck, stack = new Stack(new App(), 'Stack')): any[] {
  new DnsHealth(stack, 'Dns', { check });
  return Object.values(Template.fromStack(stack).findResources('AWS::Route53::HealthCheck')).map(
    ({ Properties }: any) => Properties.HealthCheckConfig,
  );
}

describe('an endpoint on the internet', () => {
  test('HTTP: the path of the endpoint, the port of the front', () => {
    expect(configsOf(DnsCheck.http(HOST, READY))).toEqual([
      {
        Type: 'HTTP',
        FullyQualifiedDomainName: HOST,
        Port: 80,
        ResourcePath: '/health/ready',
        RequestInterval: 30,
        FailureThreshold: 3,
        Inverted: false,
        MeasureLatency: false,
      },
    ]);
  });

  test('HTTPS with a text to search for, from three regions every ten seconds', () => {
    const regions = [DnsCheckerRegion.EU_WEST_1, DnsCheckerRegion.US_EAST_1, DnsCheckerRegion.SA_EAST_1];
    const check = DnsCheck.https(HOST, READY, {
      port: 8443,
      search: '"status":"UP"',
      interval: Duration.seconds(10),
      failureThreshold: 2,
      regions,
      measureLatency: true,
      inverted: true,
    });
    expect(configsOf(check)).toEqual([{
      Type: 'HTTPS_STR_MATCH',
      FullyQualifiedDomainName: HOST,
      Port: 8443,
      ResourcePath: '/health/ready',
      SearchString: '"status":"UP"',
      EnableSNI: true,
      RequestInterval: 10,
      FailureThreshold: 2,
      Regions: ['eu-west-1', 'us-east-1', 'sa-east-1'],
      MeasureLatency: true,
      Inverted: true,
    }]);
  });

  test('HTTP with a text to search for', () => {
    expect(configsOf(DnsCheck.http(HOST, READY, { search: 'UP' }))[0]).toMatchObject({ Type: 'HTTP_STR_MATCH', SearchString: 'UP' });
  });

  test('TCP: neither path nor text nor SNI', () => {
    expect(configsOf(DnsCheck.tcp(HOST, 8883))).toEqual([
      {
        Type: 'TCP',
        FullyQualifiedDomainName: HOST,
        Port: 8883,
        RequestInterval: 30,
        FailureThreshold: 3,
        Inverted: false,
        MeasureLatency: false,
      },
    ]);
  });

  test.each(['198.51.100.7', '2001:db8::7'])('%s is an address, and SNI has no name to send', (address) => {
    const [config] = configsOf(DnsCheck.https(address, READY));
    expect(config).toMatchObject({ IPAddress: address, EnableSNI: false });
    expect(config).not.toHaveProperty('FullyQualifiedDomainName');
  });

  test.each([
    ['all regions, 30 s', {}, 0.5],
    ['all regions, 10 s', { interval: Duration.seconds(10) }, 1.5],
    [
      'four of eight',
      { regions: [DnsCheckerRegion.EU_WEST_1, DnsCheckerRegion.US_EAST_1, DnsCheckerRegion.US_WEST_1, DnsCheckerRegion.US_WEST_2] },
      0.25,
    ],
  ])('%s: the load is a number', (_, options, expected) => {
    expect(DnsCheck.tcp(HOST, 80, options).requestsPerSecond).toBeCloseTo(expected);
  });

  test.each([
    '10.0.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '127.0.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '::1',
    'fd00::1',
    'fe80::1',
    '::ffff:10.0.0.1',
    'orders.internal',
    'ip-10-0-0-1.eu-west-1.compute.internal',
    'orders.local',
    'orders.LOCAL.',
    'localhost',
    'orders',
    'internal-web-1.eu-west-1.elb.amazonaws.com',
  ])('%s is private: the way out is an alarm', (host) => {
    expect(() => DnsCheck.tcp(host, 80)).toThrow(
      /cannot reach a private host: got '.+', allowed: a public name or address\. Follow a metric of the verifier instead: DnsCheck\.metric/,
    );
  });

  test.each([
    '172.32.0.1',
    '11.0.0.1',
    '100.128.0.1',
    '2600::1',
    'internal.example.com',
    'local.example.com',
    'web-1.eu-west-1.elb.amazonaws.com',
  ])('%s is public', (host) => {
    expect(() => DnsCheck.tcp(host, 80)).not.toThrow();
  });

  test.each([
    ['a URL', () => DnsCheck.http('https://eu.example.com', READY), /neither a name nor an address: got "https:\/\/eu.example.com"/],
    ['gRPC', () => DnsCheck.http(HOST, HealthEndpoint.grpc()), /got a gRPC endpoint, allowed: an HTTP or HTTPS endpoint/],
    [
      'a POST',
      () => DnsCheck.http(HOST, HealthEndpoint.http('/x', { method: HealthMethod.POST })),
      /got an endpoint with a method, a body or headers of its own/,
    ],
    [
      'codes that Route 53 takes for failures',
      () => DnsCheck.http(HOST, HealthEndpoint.http('/x', { statusCodes: '200,404' })),
      /got status codes 200,404, allowed: codes within 200–399/,
    ],
    ['a long path', () => DnsCheck.http(HOST, HealthEndpoint.http('/' + 'x'.repeat(255))), /got 256 characters, allowed: at most 255/],
    ['a long text', () => DnsCheck.http(HOST, READY, { search: 'x'.repeat(256) }), /got 256 characters, allowed: 1 to 255/],
    ['an empty text', () => DnsCheck.http(HOST, READY, { search: '' }), /got 0 characters/],
    ['20 seconds', () => DnsCheck.tcp(HOST, 80, { interval: Duration.seconds(20) }), /got 20 s, allowed: 10 s or 30 s/],
    [
      'a threshold of 0',
      () => DnsCheck.tcp(HOST, 80, { failureThreshold: 0 }),
      /failureThreshold of a DNS check is out of range: got 0, allowed: a whole number from 1 to 10/,
    ],
    ['a threshold of 11', () => DnsCheck.tcp(HOST, 80, { failureThreshold: 11 }), /got 11/],
    ['port 0', () => DnsCheck.tcp(HOST, 0), /got 0, allowed: a whole number from 1 to 65535/],
    [
      'two regions',
      () => DnsCheck.tcp(HOST, 80, { regions: [DnsCheckerRegion.EU_WEST_1, DnsCheckerRegion.US_EAST_1] }),
      /got eu-west-1, us-east-1, allowed: at least 3/,
    ],
    [
      'a region twice',
      () => DnsCheck.tcp(HOST, 80, { regions: [DnsCheckerRegion.EU_WEST_1, DnsCheckerRegion.EU_WEST_1, DnsCheckerRegion.US_EAST_1] }),
      /one is named twice/,
    ],
  ])('%s is refused', (_, build, message) => {
    expect(build).toThrow(message);
  });

  test('the longest path and text, and every code from 200 to 399, are taken', () => {
    expect(() =>
      DnsCheck.http(HOST, HealthEndpoint.http('/' + 'x'.repeat(254), { statusCodes: '200-399' }), { search: 'x'.repeat(255) }),
    ).not.toThrow();
  });
});

describe('a calculated check', () => {
  test('refers to its children and adds up their load', () => {
    const check = DnsCheck.calculated([DnsCheck.tcp(HOST, 80), DnsCheck.tcp('us.example.com', 80)], 1, { inverted: true });
    expect(check.requestsPerSecond).toBeCloseTo(1);
    const calculated = configsOf(check).find(({ Type }) => Type === 'CALCULATED');
    expect(calculated).toEqual({
      Type: 'CALCULATED',
      HealthThreshold: 1,
      Inverted: true,
      ChildHealthChecks: [{ Ref: expect.stringMatching(/^DnsCheckChild1/) }, { Ref: expect.stringMatching(/^DnsCheckChild2/) }],
    });
  });

  test('takes checks that exist, and creates none for them', () => {
    const stack = new Stack(new App(), 'Stack');
    const existing = DnsCheck.existing(HealthCheck.fromHealthCheckId(stack, 'Existing', 'abc'));
    expect(configsOf(DnsCheck.calculated([existing, DnsCheck.tcp(HOST, 80)], 2), stack)).toHaveLength(2);
  });

  const children = (count: number) => Array.from({ length: count }, () => DnsCheck.tcp(HOST, 80));
  test.each([
    ['no children', () => DnsCheck.calculated([], 1), /got 0 children, allowed: 1 to 255/],
    ['256 children', () => DnsCheck.calculated(children(256), 1), /got 256 children/],
    [
      'a calculated child',
      () => DnsCheck.calculated([DnsCheck.calculated(children(1), 1)], 1),
      /got a calculated check among the children/,
    ],
    [
      'more healthy than there are',
      () => DnsCheck.calculated(children(2), 3),
      /minimumHealthy of a calculated check is out of range: got 3, allowed: a whole number from 1 to 2/,
    ],
    ['none healthy', () => DnsCheck.calculated(children(2), 0), /got 0/],
  ])('%s is refused', (_, build, message) => {
    expect(build).toThrow(message);
  });

  test('255 children are taken', () => {
    expect(() => DnsCheck.calculated(children(255), 255)).not.toThrow();
  });
});

describe('a private service', () => {
  const metric = (props = {}) =>
    new Metric({ namespace: 'Own', metricName: 'Failing', period: Duration.minutes(1), statistic: 'Maximum', ...props });

  test('the verifier\'s metric gives an alarm that Route 53 reads: MetricName, not Metrics', () => {
    const { stack, vpc } = stackWithVpc();
    const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
    const verification = new ServiceVerification(stack, 'Verification', {
      verifier: DeepVerifier.forVpc(stack, vpc),
      contract: contract(),
      service,
    });
    [verification.tasksFailing, verification.restartWouldHelp, verification.needsPeople].forEach((own, index) => {
      new DnsHealth(stack, `Dns${index}`, { check: DnsCheck.metric(own, 2) });
    });
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::CloudWatch::Alarm', {
      Metrics: Match.absent(),
      ExtendedStatistic: Match.absent(),
      DatapointsToAlarm: Match.absent(),
      Namespace: 'LayeredHealth',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 2,
      Threshold: 2,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'missing',
    });
    for (const MetricName of ['TasksFailing', 'TasksHelpedByRestart', 'FaultsNeedingPeople']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName });
    }
    template.hasResourceProperties('AWS::Route53::HealthCheck', {
      HealthCheckConfig: {
        Type: 'CLOUDWATCH_METRIC',
        AlarmIdentifier: { Name: { Ref: Match.stringLikeRegexp('^Dns0CheckAlarm') }, Region: { Ref: 'AWS::Region' } },
        InsufficientDataHealthStatus: 'LastKnownStatus',
        RequestInterval: Match.absent(),
        FailureThreshold: Match.absent(),
        Port: Match.absent(),
        MeasureLatency: Match.absent(),
      },
    });
  });

  test('nothing asks it over the internet', () => {
    expect(DnsCheck.metric(metric(), 1).requestsPerSecond).toBe(0);
  });

  test('missing data can count as unhealthy', () => {
    const insufficientData = InsufficientDataHealthStatusEnum.UNHEALTHY;
    expect(configsOf(DnsCheck.metric(metric(), 1, { insufficientData, inverted: true, evaluationPeriods: 5 }))[0]).toMatchObject({
      InsufficientDataHealthStatus: 'Unhealthy',
      Inverted: true,
    });
  });

  test('an alarm that exists, also an imported one', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    const alarm = Alarm.fromAlarmArn(stack, 'Alarm', 'arn:aws:cloudwatch:us-west-2:123456789012:alarm:orders-down');
    expect(configsOf(DnsCheck.alarm(alarm), stack)[0]).toMatchObject({ AlarmIdentifier: { Name: 'orders-down', Region: 'us-west-2' } });
  });

  test('an alarm of another account is refused', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: '123456789012', region: 'eu-west-1' } });
    const alarm = Alarm.fromAlarmArn(stack, 'Alarm', 'arn:aws:cloudwatch:eu-west-1:210987654321:alarm:orders-down');
    expect(() => configsOf(DnsCheck.alarm(alarm), stack)).toThrow(
      /\[Stack\/Dns\] Route 53 cannot follow this alarm: got Stack\/Alarm with account 210987654321/,
    );
  });

  test.each([
    ['a label', metric({ label: 'Failing tasks' }), /with metric math, a label .+leave label and color of the metric out/],
    ['metric math', new MathExpression({ expression: 'a + 1', usingMetrics: { a: metric() } }), /with metric math/],
    ['a percentile', metric({ statistic: 'p99' }), /with statistic p99, .+Use Average, Minimum, Maximum, Sum or SampleCount/],
    ['ten seconds', metric({ period: Duration.seconds(10) }), /with a period of 10 s, .+Use a period of a minute or more/],
  ])('%s is refused', (_, own, message) => {
    expect(() => configsOf(DnsCheck.metric(own, 1))).toThrow(message);
  });

  test('"M of N" and composite alarms are refused', () => {
    const stack = new Stack(new App(), 'Stack');
    const alarm = new Alarm(stack, 'Alarm', { metric: metric(), threshold: 1, evaluationPeriods: 3, datapointsToAlarm: 2 });
    const composite = new CompositeAlarm(stack, 'Composite', { alarmRule: AlarmRule.fromBoolean(true) });
    expect(() => new DnsHealth(stack, 'Dns1', { check: DnsCheck.alarm(alarm) })).toThrow(
      /\[Stack\/Dns1\] .+got Stack\/Alarm with 2 of 3 datapoints/,
    );
    expect(() => new DnsHealth(stack, 'Dns2', { check: DnsCheck.alarm(composite) })).toThrow(
      /got Stack\/Composite with a rule over other alarms/,
    );
  });
});
