import type { ECSClient } from '@aws-sdk/client-ecs';
import { readInstances } from '../../../../lambda/recovery/instances/read-instances';
import type { TaskReport } from '../../../../lambda/verification/report/report';

/** A cluster of these instances, in pages of two. */
function cluster(...instances: readonly object[]): ECSClient {
  const send = async (command: { constructor: { name: string }; input: any }) => {
    const arns = instances.map((_, index) => `arn/${index}`);
    if (command.constructor.name === 'ListContainerInstancesCommand') {
      const from = Number(command.input.nextToken ?? 0);
      return { containerInstanceArns: arns.slice(from, from + 2), ...from + 2 < arns.length ? { nextToken: String(from + 2) } : {} };
    }
    const asked = command.input.containerInstances as string[];
    return { containerInstances: asked.map((arn) => ({ containerInstanceArn: arn, ...instances[arns.indexOf(arn)] })) };
  };
  return { send } as unknown as ECSClient;
}

const read = (...instances: readonly object[]) => readInstances(cluster(...instances) as never, 'prod', [], AbortSignal.timeout(1_000));

test('an instance whose agent ECS says nothing of is not connected', async () => {
  expect(await read({ ec2InstanceId: 'i-1', status: 'ACTIVE', agentConnected: true }, { ec2InstanceId: 'i-2', status: 'ACTIVE' })).toEqual([
    { arn: 'arn/0', instanceId: 'i-1', status: 'ACTIVE', agentConnected: true, tasks: 0, judged: 0, down: 0 },
    { arn: 'arn/1', instanceId: 'i-2', status: 'ACTIVE', agentConnected: false, tasks: 0, judged: 0, down: 0 },
  ]);
});

test('instances of all pages are read, and none that is not of EC2', async () => {
  const external = { ec2InstanceId: 'mi-1', status: 'ACTIVE' };
  const instances = Array.from({ length: 203 }, (_, index) => ({ ec2InstanceId: `i-${index}`, status: 'ACTIVE', agentConnected: true }));
  expect(await read(external, ...instances)).toHaveLength(203);
});

describe('what ECS leaves out of an answer is not taken for absent', () => {
  const ecs = (answers: Readonly<Record<string, object>>) => ({
    send: async ({ constructor: { name } }: object) => answers[name],
  } as never);
  const listed = {
    ListContainerInstancesCommand: { containerInstanceArns: ['arn/0', 'arn/1'] },
    ListTasksCommand: { taskArns: ['arn/t'] },
  };
  const instance = (id: string) => ({
    containerInstanceArn: `arn/${id}`, ec2InstanceId: `i-${id}`, status: 'ACTIVE', agentConnected: true,
  });
  const both = { containerInstances: [instance('0'), instance('1')] };
  const one = { containerInstances: [instance('0')], failures: [{ arn: 'arn/1', reason: 'MISSING' }] };
  const report = { taskArn: 'arn/t', status: 'DOWN' } as TaskReport;
  const reading = (answers: Readonly<Record<string, object>>) =>
    readInstances(ecs({ ...listed, ...answers }), 'prod', [report], AbortSignal.timeout(1_000));

  test.each([
    ['an instance', { DescribeContainerInstancesCommand: one }, 'ECS described 1 of 2 instances'],
    ['all instances', { DescribeContainerInstancesCommand: {} }, 'ECS described 0 of 2 instances'],
    ['a task', {
      DescribeContainerInstancesCommand: both,
      DescribeTasksCommand: { tasks: [], failures: [{ arn: 'arn/t', reason: 'MISSING' }] },
    }, 'ECS described 0 of 1 tasks'],
  ])('%s', async (_, answers, message) => {
    await expect(reading(answers)).rejects.toThrow(message);
  });
});
