import { startSteady, story } from './fixtures/start';
import { BUNDLES, template } from './fixtures/template';
import { interruptSpot } from '../../sandbox/faults';

const HEARS = { Type: 'AWS::Lambda::Function', Properties: { Environment: { Variables: { LAYERED_HEALTH_FUNCTION: 'notifier' } } } };

/** The template with a rule for both kinds of notice. */
function heard(launchType: 'EC2' | 'FARGATE'): object {
  const { Resources } = template({ desiredCount: 1, service: { LaunchType: launchType } }) as { Resources: object };
  return {
    Resources: {
      ...Resources,
      Notifier: HEARS,
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            $or: [
              { 'source': ['aws.ec2'], 'detail-type': ['EC2 Spot Instance Interruption Warning'] },
              { 'source': ['aws.ecs'], 'detail-type': ['ECS Task State Change'], 'detail': { stopCode: ['SpotInterruption'] } },
            ],
          },
          Targets: [{ Id: 'T', Arn: { 'Fn::GetAtt': ['Notifier', 'Arn'] } }],
        },
      },
    },
  };
}

async function interrupted(launchType: 'EC2' | 'FARGATE', scheduled = true) {
  const sandbox = await startSteady({}, {
    template: heard(launchType), bundles: { ...BUNDLES, notifier: require.resolve('./fixtures/heard/index.js') }, alarms: true,
  });
  const [task] = sandbox.tasks();
  sandbox.service().paused = !scheduled;
  const ended = interruptSpot(sandbox, task);
  const events = () => sandbox.functionOutput('notifier').map((line) => JSON.parse(line) as Record<string, any>);
  await sandbox.until(() => events().length > 0, 20_000, 'the notice');
  return { sandbox, task, ended, events };
}

test('on EC2 the instance is warned of, drained, and gone two minutes later at the latest', async () => {
  const { sandbox, task, ended, events } = await interrupted('EC2');
  expect(events()[0]).toMatchObject({
    'detail-type': 'EC2 Spot Instance Interruption Warning',
    'source': 'aws.ec2',
    'resources': [expect.stringMatching(/^arn:aws:ec2:us-east-1[a-f]:instance\/i-[0-9a-f]{17}$/)],
    'detail': { 'instance-id': expect.stringMatching(/^i-/), 'instance-action': 'terminate' },
  });
  // ECS replaces it as both percentages allow; it serves meanwhile.
  expect(task.condemned).toBe('The container instance is DRAINING');
  await ended;
  await sandbox.until(() => task.lastStatus === 'STOPPED', 20_000, 'its end');
  expect(story(sandbox, task.id)).toMatch(/Interruption Warning[^]*(DRAINING|terminated)/);
});

test('an instance that is not drained in time takes its task with it', async () => {
  const { sandbox, task, ended } = await interrupted('EC2', false);
  await ended;
  await sandbox.until(() => task.lastStatus === 'STOPPED', 20_000, 'its end');
  expect(task).toMatchObject({ stopCode: 'TerminationNotice', stoppedReason: expect.stringMatching(/^Host EC2 \(instance i-\w+\) terminated\.$/) });
  expect(task.container().exit).toMatchObject({ signal: 'SIGKILL' });
});

test('on Fargate the notice is a change of state with its stop code, and SIGTERM comes while the target still drains', async () => {
  const { sandbox, task, ended, events } = await interrupted('FARGATE');
  // They arrive in any order.
  const notice = () => events().find(({ detail }) => detail.lastStatus === 'DEACTIVATING');
  await sandbox.until(() => notice() !== undefined, 20_000, 'the notice');
  expect(notice()).toMatchObject({
    detail: {
      desiredStatus: 'STOPPED',
      stopCode: 'SpotInterruption',
      stoppedReason: 'Your Spot Task was interrupted.',
    },
  });
  await ended;
  expect(story(sandbox, task.id)).toMatch(/DEACTIVATING[^]*exited[^]*STOPPING[^]*STOPPED/);
});
