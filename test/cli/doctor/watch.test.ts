import { ask } from './ask';
import * as faults from '../../../sandbox/faults';
import type { Sandbox } from '../../../sandbox/sandbox';
import { startSteady } from '../../sandbox/fixtures/start';
import { template } from '../../sandbox/fixtures/template';

const NAME = { 'Fn::GetAtt': ['Balancer', 'DNSName'] };

type Resources = Record<string, { readonly Type: string; readonly Properties: object }>;

/** A service with what watches and scales it. */
function watched(more: Resources = {}, scaling: object = {}): object {
  const { Resources: own } = template() as { readonly Resources: Resources };
  return {
    Resources: {
      ...own,
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing' } },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'Group' } }],
        },
      },
      Scaling: {
        Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
        Properties: {
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: { 'Fn::Join': ['/', ['service', { Ref: 'Cluster' }, { 'Fn::GetAtt': ['Service', 'Name'] }]] },
          MinCapacity: 1,
          MaxCapacity: 1,
          ...scaling,
        },
      },
      ...more,
    },
  };
}

function alarm(properties: object): Resources[string] {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: { EvaluationPeriods: 1, Period: 60, ComparisonOperator: 'GreaterThanOrEqualToThreshold', ...properties },
  };
}

const ON_TARGETS = {
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'UnHealthyHostCount',
  Statistic: 'Maximum',
  Threshold: 1,
  Dimensions: [
    { Name: 'LoadBalancer', Value: { 'Fn::GetAtt': ['Balancer', 'LoadBalancerFullName'] } },
    { Name: 'TargetGroup', Value: { 'Fn::GetAtt': ['Group', 'TargetGroupFullName'] } },
  ],
};

const ON_CPU = {
  Namespace: 'AWS/ECS',
  MetricName: 'CPUUtilization',
  Statistic: 'Average',
  Threshold: 90,
  Dimensions: [{ Name: 'ClusterName', Value: { Ref: 'Cluster' } }, { Name: 'ServiceName', Value: { 'Fn::GetAtt': ['Service', 'Name'] } }],
};

function check(config: object): Resources[string] {
  return { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig: { Type: 'HTTP', Port: 80, ...config } } };
}

async function service(sandbox: Sandbox): Promise<any> {
  return JSON.parse((await ask(sandbox, { json: true })).text).services[0];
}

async function hangs(sandbox: Sandbox): Promise<void> {
  sandbox.service().paused = true;
  faults.hang(sandbox.tasks()[0]);
  await sandbox.until(() => sandbox.tasks()[0].targets.every(({ health }) => health.state === 'unhealthy'), 20_000, 'an unhealthy target');
}

const rules = ({ findings }: { readonly findings: ReadonlyArray<{ readonly rule: string }> }) => findings.map(({ rule }) => rule);

const Deaf = alarm({ ...ON_TARGETS, Dimensions: ON_TARGETS.Dimensions.slice(1) });

test('an alarm in ALARM speaks for what is wrong; on a service that looks well it is a finding', async () => {
  const sandbox = await startSteady({}, { template: watched({ Unhealthy: alarm(ON_TARGETS), Busy: alarm(ON_CPU), Deaf }), alarms: true });
  expect(rules(await service(sandbox))).not.toContain('AlarmIsRaised');
  faults.use(sandbox, sandbox.service(), 95, 30);
  await sandbox.until(() => sandbox.alarms.stateOf('Busy').state === 'ALARM', 30_000, 'an alarm');
  const well = await service(sandbox);
  expect(well.status).toBe('UP');
  expect(well.findings.find(({ rule }: any) => rule === 'AlarmIsRaised').message)
    .toMatch(/^CloudWatch's alarm 'Busy' is in ALARM since .* UTC, and it has no action, so nobody is told: Threshold Crossed/);
  // Lint reads it as well.
  expect(well.findings).toContainEqual(expect.objectContaining({ rule: 'AlarmWithoutDimension', where: 'alarm Deaf' }));
  await hangs(sandbox);
  await sandbox.until(() => sandbox.alarms.stateOf('Unhealthy').state === 'ALARM', 30_000, 'an alarm');
  expect((await service(sandbox)).evidence.join('\n')).toContain("CloudWatch's alarm 'Unhealthy' is in ALARM");
});

test('used-up CPU at the maximum of the scaling is told with it, and the first command raises it', async () => {
  const sandbox = await startSteady({}, { template: watched({ Busy: alarm(ON_CPU) }), alarms: true });
  faults.use(sandbox, sandbox.service(), 98, 30);
  const before = await service(sandbox);
  expect(before.findings.find(({ rule }: any) => rule === 'CpuIsUsedUp').message)
    .toContain(', and its scaling is at its maximum of 1: with');
  await hangs(sandbox);
  const hung = await service(sandbox);
  expect(hung).toMatchObject({ fault: 'OVERLOADED', command: expect.stringMatching(/register-scalable-target .*--max-capacity NUMBER$/) });
  // The alarm stands in for the metric.
  sandbox.api.set('GetMetricData', { fault: 'denied' });
  await sandbox.until(() => sandbox.alarms.stateOf('Busy').state === 'ALARM', 30_000, 'an alarm');
  expect((await service(sandbox)).fault).toBe('OVERLOADED');
  sandbox.api.set('DescribeAlarms', { fault: 'denied' });
  expect((await service(sandbox)).fault).toBe('HUNG');
});

test('scaling that is suspended, and that may end every task, is a finding', async () => {
  const suspended = { MinCapacity: 0, MaxCapacity: 4, SuspendedState: { DynamicScalingOutSuspended: true } };
  const sandbox = await startSteady({}, { template: watched({}, suspended) });
  expect(rules(await service(sandbox))).toEqual(expect.arrayContaining(['ScalingIsSuspended', 'ScalesToZero']));
});

test("Route 53's check is matched by name or alias, and compared with the listeners that run", async () => {
  const more: Resources = {
    Well: check({ FullyQualifiedDomainName: NAME, ResourcePath: '/ready' }),
    Closed: check({ FullyQualifiedDomainName: 'www.example.com', Port: 8443 }),
    Other: check({ FullyQualifiedDomainName: 'elsewhere.example.org', Port: 8443 }),
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com' } },
    Record: {
      Type: 'AWS::Route53::RecordSet',
      Properties: {
        HostedZoneId: { Ref: 'Zone' },
        Name: 'www.example.com',
        Type: 'A',
        SetIdentifier: 'first',
        Failover: 'PRIMARY',
        AliasTarget: { DNSName: { 'Fn::Join': ['', ['dualstack.', NAME]] }, HostedZoneId: 'Z35', EvaluateTargetHealth: false },
      },
    },
  };
  const sandbox = await startSteady({}, { template: watched(more) });
  const found = await service(sandbox);
  expect(found.status).toBe('UP');
  const own = found.findings.filter(({ rule }: any) => /^Route53|^Failover/.test(rule));
  expect(own.map(({ rule, where }: any) => [rule, where])).toEqual([
    // Lint's own rule, on the record that was read.
    ['FailoverPrimaryWithoutCheck', 'record www.example.com'],
    ['Route53FindsItUnhealthy', 'service web in cluster Cluster'],
    ['Route53PortWithoutListener', 'service web in cluster Cluster'],
  ]);
  expect(own[1].message).toMatch(/^Route 53's check of www\.example\.com \(Closed\) is well for 0 of 16 checkers: Failure: /);
  expect(own[2].message).toContain('asks port 8443, and the load balancer listens on 80: it never becomes healthy');
  await hangs(sandbox);
  expect((await service(sandbox)).evidence.join('\n')).toMatch(/Route 53's check of balancer-\S+ \(Well\) is well for 0 of 16 checkers/);
});

test.each([
  ['DescribeAlarms', 'cloudwatch:DescribeAlarms is not allowed, so alarms on the services are not known'],
  ['DescribeScalableTargets', 'application-autoscaling:DescribeScalableTargets is not allowed, so how far services scale is not known'],
  ['ListHealthChecks', 'route53:ListHealthChecks is not allowed, so health checks of Route 53 are not known'],
  ['GetHealthCheckStatus', 'route53:GetHealthCheckStatus is not allowed, so what the checkers of Route 53 find is not known'],
])('without %s the answer is narrower, and says so', async (operation, words) => {
  const sandbox = await startSteady({}, { template: watched({ Check: check({ FullyQualifiedDomainName: NAME }) }) });
  sandbox.api.set(operation, { fault: 'denied' });
  const { text } = await ask(sandbox);
  expect(text).toContain('UP  web in cluster Cluster');
  expect(text).toContain(words);
});
