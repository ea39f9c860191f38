import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '../../../sandbox/sandbox';
import type { Template } from '../../../sandbox/template/resolver';
import { start } from '../fixtures/start';
import { template } from '../fixtures/template';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-alarms-'));
const file = join(folder, 'value');
const publish = (value: string) => writeFileSync(file, value);
afterAll(() => rmSync(folder, { recursive: true }));

const bundle = join(__dirname, '..', 'fixtures', 'published', 'index.js');
const METRIC = {
  Namespace: 'LayeredHealth',
  MetricName: 'NeedsPeople',
  Dimensions: [{ Name: 'Service', Value: { 'Fn::GetAtt': ['Service', 'Name'] } }],
  Statistic: 'Maximum',
  Period: 60,
};
const OVER_ZERO = { ComparisonOperator: 'GreaterThanThreshold', Threshold: 0, EvaluationPeriods: 3, DatapointsToAlarm: 2 };

/** A template whose incident calls a function, and whose child alarm tells a topic. */
function alarmed(): object {
  const { Resources } = template() as Template;
  const variables = (name: string) => ({ Environment: { Variables: { LAYERED_HEALTH_FUNCTION: name, VALUE_FILE: file } } });
  const notifier = { 'Fn::GetAtt': ['Notifier', 'Arn'] };
  return {
    Resources: {
      ...Resources,
      Verifier: { ...Resources.Verifier, Properties: { ...Resources.Verifier.Properties, ...variables('verifier') } },
      Notifier: { Type: 'AWS::Lambda::Function', Properties: { Handler: 'index.handler', ...variables('notifier') } },
      Topic: { Type: 'AWS::SNS::Topic' },
      Daily: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'cron(0 5 * * ? *)', Target: { Arn: { 'Fn::GetAtt': ['Verifier', 'Arn'] } } },
      },
      Off: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { ScheduleExpression: 'rate(1 hour)', State: 'DISABLED', Target: { Arn: { 'Fn::GetAtt': ['Verifier', 'Arn'] } } },
      },
      Child: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ...METRIC,
          ...OVER_ZERO,
          TreatMissingData: 'breaching',
          AlarmDescription: 'People are needed.',
          AlarmActions: [{ Ref: 'Topic' }],
        },
      },
      Incident: {
        Type: 'AWS::CloudWatch::CompositeAlarm',
        Properties: {
          AlarmName: { 'Fn::Join': ['', [{ Ref: 'Schedule' }, '-incident']] },
          AlarmRule: { 'Fn::Join': ['', ['ALARM("', { 'Fn::GetAtt': ['Child', 'Arn'] }, '")']] },
          AlarmActions: [notifier, 'arn:aws:ssm:us-east-1:111122223333:opsitem:1'],
          OKActions: [notifier],
        },
      },
      Latency: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...METRIC, Namespace: 'AWS/ApplicationELB', ...OVER_ZERO } },
      Math: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ Id: 'a', Expression: 'b + c' }], ...OVER_ZERO } },
      Trimmed: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { ...METRIC, Statistic: undefined, ExtendedStatistic: 'tm99', ...OVER_ZERO },
      },
      Most: { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'AT_LEAST(2, ALARM, (a, b, c))' } },
    },
  };
}

async function alarmedSandbox(): Promise<Sandbox> {
  return start({}, { template: alarmed(), bundles: { verifier: bundle, prober: bundle, notifier: bundle }, timeScale: 200, alarms: true });
}

/** The events with which alarms called the notifier. */
function calls(sandbox: Sandbox): { alarmData: { state: { value: string } } }[] {
  return sandbox.functionOutput('notifier').map((line) => JSON.parse(line));
}

const passed = async (sandbox: Sandbox, minutes: number) => {
  const from = sandbox.alarms.minutes;
  await sandbox.until(() => sandbox.alarms.minutes >= from + minutes, 20_000, `${minutes} minutes`);
};

test('a fault that lasts calls each action once; what calls it is what CloudWatch would send', async () => {
  publish('0');
  const sandbox = await alarmedSandbox();
  await sandbox.until(() => calls(sandbox).length === 1, 20_000, 'the first OK');
  publish('2');
  await sandbox.until(() => calls(sandbox).length === 2, 20_000, 'the incident');
  await passed(sandbox, 6);
  publish('0');
  await sandbox.until(() => calls(sandbox).length === 3, 20_000, 'the end of the incident');
  await passed(sandbox, 4);
  expect(calls(sandbox).map(({ alarmData }) => alarmData.state.value)).toEqual(['OK', 'ALARM', 'OK']);

  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/);
  const child = 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:Child';
  const [, incident] = calls(sandbox);
  expect(incident).toEqual({
    source: 'aws.cloudwatch',
    alarmArn: 'arn:aws:cloudwatch:us-east-1:111122223333:alarm:Schedule-incident',
    accountId: '111122223333',
    time,
    region: 'us-east-1',
    alarmData: {
      alarmName: 'Schedule-incident',
      state: {
        value: 'ALARM',
        timestamp: time,
        reason: expect.stringContaining(`${child} transitioned to ALARM`),
        reasonData: expect.stringContaining(`{"triggeringAlarms":[{"arn":"${child}","state":{"value":"ALARM","timestamp":`),
      },
      previousState: { value: 'OK', timestamp: time, reason: expect.stringContaining(`${child} transitioned to OK`) },
      configuration: { description: '', alarmRule: `ALARM("${child}")` },
    },
  });
  expect(sandbox.messages.all.map(({ topicArn, subject }) => ({ topicArn, subject }))).toEqual([
    { topicArn: 'arn:aws:sns:us-east-1:111122223333:Topic', subject: 'ALARM: "Child" in us-east-1' },
  ]);
  expect(JSON.parse(sandbox.messages.all[0].text)).toMatchObject({
    AlarmName: 'Child',
    NewStateValue: 'ALARM',
    OldStateValue: 'OK',
    AlarmDescription: 'People are needed.',
  });
  expect(sandbox.alarms.stateOf('Child').state).toBe('OK');
});

test('a function that fails publishes nothing, and its silence is an alarm; unsupported actions and metrics are noted', async () => {
  publish('fail');
  const sandbox = await alarmedSandbox();
  await sandbox.until(() => sandbox.alarms.stateOf('Schedule-incident').state === 'ALARM', 20_000, 'the incident');
  const notes = new Set(sandbox.events.all.filter(({ kind }) => kind === 'note').map(({ what }) => what));
  expect([...notes]).toEqual(expect.arrayContaining([
    'Alarm Latency stays without data: nothing publishes NeedsPeople of AWS/ApplicationELB here.',
    'Alarm Math stays without data: it reads no metric.',
    "Alarm Trimmed stays without data: the statistic 'tm99' is not supported.",
    expect.stringMatching(/^Alarm Most stays without data: The alarm rule 'AT_LEAST.* cannot be read/),
    'Schedule Daily: cron(0 5 * * ? *) is not a rate, so it does not run here.',
    'Alarm Schedule-incident: its action arn:aws:ssm:us-east-1:111122223333:opsitem:1 is not supported.',
    expect.stringContaining('function Verifier failed: {"errorType":"Error","errorMessage":"asked to fail"'),
  ]));
  for (const name of ['Latency', 'Math', 'Trimmed', 'Most']) {
    expect(sandbox.alarms.stateOf(name).state).toBe('INSUFFICIENT_DATA');
  }
});

test('alarms are played only where that is asked for', async () => {
  const sandbox = await start();
  expect(() => sandbox.alarms).toThrow('The sandbox runs without alarms; start it with the option alarms: true.');
});
