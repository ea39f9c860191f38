import { join } from 'node:path';
import * as fc from 'fast-check';
import { start, startSteady } from './fixtures/start';
import { BUNDLES, template } from './fixtures/template';
import { kill } from '../../sandbox/faults';
import type { Sandbox } from '../../sandbox/sandbox';
import { matchesPattern, unknownOperator } from '../../sandbox/template/event-pattern';
import type { Template } from '../../sandbox/template/resolver';
import { matches } from '../signals/event-matcher';

const notifier = join(__dirname, 'fixtures', 'heard', 'index.js');
const TARGET = { Arn: { 'Fn::GetAtt': ['Notifier', 'Arn'] }, Id: 'Target' };

/** The template with rules that hand events to a function. */
function withRules(rules: Record<string, object>): object {
  const { Resources } = template() as Template;
  return {
    Resources: {
      ...Resources,
      Notifier: { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'notifier' } } } },
      ...Object.fromEntries(Object.entries(rules).map(([name, Properties]) => [name, { Type: 'AWS::Events::Rule', Properties }])),
    },
  };
}

const STOPPED = {
  'source': ['aws.ecs'],
  'detail-type': ['ECS Task State Change'],
  'detail': { lastStatus: ['STOPPED'], group: [{ prefix: 'service:' }] },
};

/** What the function was called with. */
function heard(sandbox: Sandbox): Record<string, any>[] {
  return sandbox.functionOutput('notifier').map((line) => JSON.parse(line));
}

async function sandboxWith(rules: Record<string, object>): Promise<Sandbox> {
  return startSteady(
    {},
    { template: withRules(rules), bundles: { ...BUNDLES, notifier }, alarms: true, timeScale: 100, bootAllowanceMs: 2000 },
  );
}

test('each state of a task is told, from PROVISIONING to STOPPED', async () => {
  const sandbox = await sandboxWith({
    All: { EventPattern: { 'detail-type': ['ECS Task State Change'] }, Targets: [TARGET] },
  });
  const [task] = sandbox.tasks();
  kill(task);
  const states = () => heard(sandbox).filter(({ detail }) => detail.taskArn === task.arn).map(({ detail }) => detail.lastStatus as string);
  await sandbox.until(() => states().includes('STOPPED'), 20_000, 'its end');
  expect(new Set(states())).toEqual(new Set([
    'PROVISIONING', 'PENDING', 'ACTIVATING', 'RUNNING', 'STOPPING', 'DEPROVISIONING', 'STOPPED',
  ]));
});

test('a task that stops is told to the rules whose pattern fits, in the form that their targets ask for', async () => {
  const sandbox = await sandboxWith({
    Whole: { EventPattern: STOPPED, Targets: [TARGET] },
    Parts: {
      EventPattern: { $or: [{ source: ['nobody'] }, STOPPED] },
      Targets: [
        {
          ...TARGET,
          InputTransformer: {
            InputPathsMap: { detail: '$.detail', kind: '$.detail-type' },
            InputTemplate: '{"is":<kind>,"to":"Topic","of":<detail>}',
          },
        },
        { ...TARGET, Input: '"constant"' },
      ],
    },
    Other: { EventPattern: { ...STOPPED, detail: { lastStatus: ['RUNNING'], group: ['service:other'] } }, Targets: [TARGET] },
    Off: { EventPattern: STOPPED, State: 'DISABLED', Targets: [TARGET] },
    Queue: { EventPattern: STOPPED, Targets: [{ Arn: 'arn:aws:sqs:us-east-1:111122223333:queue', Id: 'Queue' }] },
    Strange: { EventPattern: { source: [{ wildcard: 'aws.*' }] }, Targets: [TARGET] },
  });
  const [task] = sandbox.tasks();
  kill(task);
  await sandbox.until(() => heard(sandbox).length >= 3, 20_000, 'three calls');
  const detail = expect.objectContaining({
    taskArn: task.arn,
    clusterArn: 'arn:aws:ecs:us-east-1:111122223333:cluster/Cluster',
    group: 'service:web',
    lastStatus: 'STOPPED',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    stoppedAt: expect.stringMatching(/^\d{4}-.*Z$/),
    containers: [expect.objectContaining({ name: 'web', lastStatus: 'STOPPED', exitCode: 137 })],
  });
  const calls = heard(sandbox);
  expect(calls).toHaveLength(3);
  expect(calls).toContainEqual(
    expect.objectContaining({
      'version': '0',
      'source': 'aws.ecs',
      'detail-type': 'ECS Task State Change',
      'account': '111122223333',
      'region': 'us-east-1',
      'resources': [task.arn],
      detail,
    }),
  );
  expect(calls).toContainEqual({ is: 'ECS Task State Change', to: 'Topic', of: detail });
  expect(calls).toContainEqual('constant');
  const notes = sandbox.events.all.map(({ what }) => what);
  expect(notes).toContain('Rule Queue: its target arn:aws:sqs:us-east-1:111122223333:queue is not supported.');
  expect(notes).toContain("Rule Strange gets no events: its operator 'wildcard' is not supported.");
});

test('a change of an alarm is an event, whatever its actions', async () => {
  const rules = {
    Changes: {
      EventPattern: {
        'source': ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        'detail': { state: { value: ['ALARM'] } },
      },
      Targets: [TARGET],
    },
  };
  const { Resources } = withRules(rules) as Template;
  const alarm = {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'LayeredHealth',
      MetricName: 'NeedsPeople',
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    },
  };
  const sandbox = await start({}, {
    template: { Resources: { ...Resources, Silent: alarm } }, bundles: { ...BUNDLES, notifier }, alarms: true, timeScale: 200,
  });
  await sandbox.until(() => heard(sandbox).length > 0, 20_000, 'the event');
  expect(heard(sandbox)).toEqual([
    expect.objectContaining({
      resources: ['arn:aws:cloudwatch:us-east-1:111122223333:alarm:Silent'],
      detail: expect.objectContaining({
        alarmName: 'Silent',
        state: expect.objectContaining({ value: 'ALARM' }),
        previousState: expect.objectContaining({ value: 'INSUFFICIENT_DATA' }),
      }),
    }),
  ]);
});

describe('patterns', () => {
  const value = fc.constantFrom<unknown>('aws.ecs', 'aws', 'b', 7, true, null);
  const event = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.oneof(value, fc.array(value, { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b'), value)),
  );
  const wanted = fc.array(fc.oneof(value, fc.constant({ prefix: 'aws' })), { minLength: 1, maxLength: 3 });
  // EventBridge accepts no empty object, and no $or of fewer than two choices.
  const leaves = fc.dictionary(fc.constantFrom('a', 'b'), wanted, { minKeys: 1 });
  const fields = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.oneof(wanted, leaves), { minKeys: 1, maxKeys: 2 });
  const pattern = fc.oneof(fields, fc.record({ $or: fc.array(fields, { minLength: 2, maxLength: 3 }) }));

  test('fit as the matcher says that the constructs are tested with', () => {
    fc.assert(fc.property(pattern, event, (asked, happened) => {
      expect(matchesPattern(asked, happened)).toBe(matches(asked, happened));
      expect(unknownOperator(asked)).toBeUndefined();
    }));
  });

  test.each<[object, string | undefined]>([
    [{ source: [{ suffix: 'x' }] }, 'suffix'],
    [{ $or: [{ a: ['x'] }, { detail: { b: ['y', { 'anything-but': 'z' }] } }] }, 'anything-but'],
    [{ $or: [{ a: ['x'] }] }, 'a'],
    [{ detail: { state: { value: ['ALARM'] } } }, undefined],
  ])('%j', (asked, operator) => {
    expect(unknownOperator(asked)).toBe(operator);
  });
});
