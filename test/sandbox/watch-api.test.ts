import { start } from './fixtures/start';
import { template } from './fixtures/template';
import { OPERATIONS } from '../../cli/doctor/operations';

const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/ECS', MetricName: 'CPUUtilization', EvaluationPeriods: 1 } };
const scalable = (ResourceId: string) => ({
  Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
  Properties: { ServiceNamespace: 'ecs', ResourceId, MinCapacity: 1, MaxCapacity: '4' },
});

const record = (properties: object) => ({ Type: 'AWS::Route53::RecordSet', Properties: { Type: 'A', ...properties } });

async function startWatched() {
  const { Resources } = template({ desiredCount: 0 }) as { readonly Resources: object };
  const more = {
    First: alarm,
    Second: alarm,
    All: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM("First")' } },
    Web: scalable('service/Cluster/web'),
    Other: scalable('service/Cluster/other'),
    Zone: { Type: 'AWS::Route53::HostedZone', Properties: { Name: 'example.com.' } },
    Check: { Type: 'AWS::Route53::HealthCheck', Properties: { HealthCheckConfig: { Type: 'HTTP', Regions: ['us-east-1', 'eu-west-1'] } } },
    A: record({ HostedZoneId: { Ref: 'Zone' }, Name: 'a.example.com', ResourceRecords: ['192.0.2.1'] }),
    B: record({ HostedZoneName: 'example.com.', Name: 'b.example.com' }),
  };
  const { awsEnvironment: { AWS_ENDPOINT_URL: endpoint } } = await start({}, { template: { Resources: { ...Resources, ...more } } });
  const json = async (target: string, input: object) => {
    const response = await fetch(endpoint!, { method: 'POST', headers: { 'x-amz-target': target }, body: JSON.stringify(input) });
    return await response.json() as any;
  };
  const dns = async (path: string) => {
    const response = await fetch(`${endpoint}/2013-04-01/${path}`);
    return { status: response.status, text: await response.text() };
  };
  return { json, dns };
}

test('alarms, scalable targets and Route 53 are answered as AWS does, and refused as AWS does', async () => {
  const { json, dns } = await startWatched();
  const alarms = async (input: object) => json('GraniteServiceVersion20100801.DescribeAlarms', input);
  const names = ({ MetricAlarms, CompositeAlarms }: any) => [...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }: any) => AlarmName);
  // Composite alarms are listed where they are asked for.
  expect(names(await alarms({}))).toEqual(['First', 'Second']);
  const both = { AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 2 };
  const first = await alarms(both);
  expect([names(first), names(await alarms({ ...both, NextToken: first.NextToken }))]).toEqual([['First', 'Second'], ['All']]);
  expect(names(await alarms({ StateValue: 'ALARM' }))).toEqual([]);
  expect(first.MetricAlarms[0]).toMatchObject({ StateValue: 'INSUFFICIENT_DATA', ActionsEnabled: true, MetricName: 'CPUUtilization' });
  expect((await alarms({ StateValue: 'BAD' })).__type).toBe('ValidationError');
  expect((await alarms({ MaxRecords: 101 })).__type).toBe('ValidationError');
  expect((await alarms({ NextToken: 'x' })).__type).toBe('InvalidNextToken');

  const scaling = async (input: object) => json('AnyScaleFrontendService.DescribeScalableTargets', input);
  const { ScalableTargets } = await scaling({ ServiceNamespace: 'ecs', ResourceIds: ['service/Cluster/web'] });
  expect(ScalableTargets).toMatchObject([
    { ResourceId: 'service/Cluster/web', MaxCapacity: 4, SuspendedState: { DynamicScalingOutSuspended: false } },
  ]);
  expect((await scaling({})).__type).toBe('ValidationException');
  expect((await scaling({ ServiceNamespace: 'ecs', ResourceIds: Array.from({ length: 51 }, String) })).__type).toBe('ValidationException');

  expect((await dns('healthcheck')).text).toContain('<Regions><Region>us-east-1</Region><Region>eu-west-1</Region></Regions>');
  expect((await dns('hostedzone')).text).toContain('<HostedZone><Id>/hostedzone/Zone</Id><Name>example.com.</Name>');
  const records = (await dns('hostedzone/Zone/rrset?name=b.example.com')).text;
  expect([records.includes('b.example.com'), records.includes('a.example.com')]).toEqual([true, false]);
  const gone = await dns('healthcheck/gone/status');
  expect([gone.status, gone.text]).toEqual([404, expect.stringContaining('<Code>NoSuchHealthCheck</Code>')]);
  expect((await dns('hostedzone/gone/rrset')).text).toContain('<Code>NoSuchHostedZone</Code>');
});

/** By the prefix of an action. */
const TARGETS: Readonly<Record<string, string>> = {
  'ecs': 'AmazonEC2ContainerServiceV20141113',
  'logs': 'Logs_20140328',
  'cloudwatch': 'GraniteServiceVersion20100801',
  'application-autoscaling': 'AnyScaleFrontendService',
};
const PATHS: Readonly<Record<string, string>> = {
  ListHealthChecks: 'healthcheck',
  GetHealthCheckStatus: 'healthcheck/x/status',
  ListHostedZones: 'hostedzone',
  ListResourceRecordSets: 'hostedzone/x/rrset',
};

test('the sandbox serves every operation that doctor calls', async () => {
  const { awsEnvironment: { AWS_ENDPOINT_URL: endpoint } } = await start({}, { template: template({ desiredCount: 0 }) });
  const call = async (prefix: string, operation: string) => {
    if (prefix === 'route53') { return (await fetch(`${endpoint}/2013-04-01/${PATHS[operation] ?? operation}`)).text(); }
    const target = TARGETS[prefix];
    const request = target
      ? { headers: { 'x-amz-target': `${target}.${operation}` }, body: '{}' }
      : { body: new URLSearchParams({ Action: operation }) };
    return (await fetch(endpoint!, { method: 'POST', ...request })).text();
  };
  const actions = Object.values(OPERATIONS).map(({ action }) => action.split(':') as [string, string]);
  const refused = /does not serve/;
  const answers = await Promise.all(actions.map(async ([prefix, name]) => ({ name, text: await call(prefix, name) })));
  expect(answers.filter(({ text }) => refused.test(text)).map(({ name }) => name)).toEqual([]);
  for (const prefix of new Set(actions.map(([each]) => each))) { expect(await call(prefix, 'NoSuchOperation')).toMatch(refused); }
});
