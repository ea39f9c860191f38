import {
  DescribeContainerInstancesCommand,
  ListContainerInstancesCommand,
  ListTasksCommand,
  type ContainerInstance,
  type ECSClient,
} from '@aws-sdk/client-ecs';
import type { InstanceFacts } from './decide-drain';
import { describeTasks } from '../../verification/evidence/ecs';
import type { TaskReport } from '../../verification/report/report';

type Client = Pick<ECSClient, 'send'>;

/**
 * DescribeContainerInstances takes no more at once.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html
 */
const DESCRIBE_BATCH = 100;

/**
 * The cluster's instances with what is known of their tasks. Rejects when ECS does not answer.
 * @param reports the verifier's reports on tasks; none where no verification is configured
 */
export async function readInstances(
  ecs: Client, cluster: string, reports: readonly TaskReport[], abortSignal: AbortSignal,
): Promise<InstanceFacts[]> {
  const arns = await listed((nextToken) => ecs.send(new ListContainerInstancesCommand({ cluster, nextToken }), { abortSignal })
    .then(({ containerInstanceArns, nextToken: next }) => ({ arns: containerInstanceArns, next })));
  const described: ContainerInstance[] = [];
  for (let index = 0; index < arns.length; index += DESCRIBE_BATCH) {
    const containerInstances = arns.slice(index, index + DESCRIBE_BATCH);
    const answer = await ecs.send(new DescribeContainerInstancesCommand({ cluster, containerInstances }), { abortSignal });
    described.push(...complete('instances', containerInstances, answer.containerInstances));
  }
  const instances = described.filter(({ ec2InstanceId }) => ec2InstanceId?.startsWith('i-'));
  const tasks = reports.length === 0 ? [] : await readTasks(ecs, cluster, abortSignal);
  const known = new Map(reports.map((report) => [report.taskArn, report]));
  return instances.map(({ containerInstanceArn = '', ec2InstanceId = '', status = '', agentConnected = false }) => {
    const own = tasks.filter((task) => task.containerInstanceArn === containerInstanceArn);
    const verdicts = own
      .flatMap(({ taskArn = '' }) => known.get(taskArn) ?? [])
      .filter(({ status: verdict }) => ['UP', 'DEGRADED', 'DOWN'].includes(verdict));
    const down = verdicts.filter(({ status: verdict }) => verdict === 'DOWN').length;
    return {
      arn: containerInstanceArn,
      instanceId: ec2InstanceId,
      status,
      agentConnected,
      tasks: own.length,
      judged: verdicts.length,
      down,
    };
  });
}

async function readTasks(ecs: Client, cluster: string, abortSignal: AbortSignal) {
  const arns = await listed((nextToken) => ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'RUNNING', nextToken }), { abortSignal })
    .then(({ taskArns, nextToken: next }) => ({ arns: taskArns, next })));
  const tasks = await describeTasks({ ecs } as Parameters<typeof describeTasks>[0], cluster, arns, abortSignal);
  return complete('tasks', arns, tasks).filter(({ lastStatus }) => lastStatus === 'RUNNING');
}

/**
 * All that was asked for. Rejects where ECS answered with `failures` instead, so that the next try lists them anew: an instance that is
 * left out may be the one that is draining, and a task the one that is well.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Failure.html
 */
function complete<Item>(what: string, asked: readonly string[], described: readonly Item[] = []): readonly Item[] {
  if (described.length < asked.length) {
    throw new Error(`ECS described ${described.length} of ${asked.length} ${what}`);
  }
  return described;
}

async function listed(page: (nextToken?: string) => Promise<{ readonly arns?: string[]; readonly next?: string }>): Promise<string[]> {
  const all: string[] = [];
  let nextToken: string | undefined;
  do {
    const { arns = [], next } = await page(nextToken);
    all.push(...arns);
    nextToken = next;
  } while (nextToken);
  return all;
}
