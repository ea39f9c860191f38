import { DescribeContainerInstancesCommand, ListContainerInstancesCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import type { ContainerInstance, ECSClient } from '@aws-sdk/client-ecs';
import type { InstanceFacts } from './decide';
import { describeTasks } from '../evidence/ecs';
import type { TaskReport } from '../report/report';

type Client = Pick<ECSClient, 'send'>;

/** DescribeContainerInstances takes no more at once. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html */
const DESCRIBE_BATCH = 100;

/**
 * The cluster's instances with what is known of their tasks. Rejects when ECS does not answer.
 * @param reports what the verifier says of tasks; none where nobody verifies
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
    described.push(...answer.containerInstances ?? []);
  }
  const instances = described.filter(({ ec2InstanceId }) => ec2InstanceId?.startsWith('i-'));
  const tasks = reports.length === 0 ? [] : await readTasks(ecs, cluster, abortSignal);
  const known = new Map(reports.map((report) => [report.taskArn, report]));
  return instances.map(({ containerInstanceArn = '', ec2InstanceId = '', status = '', agentConnected = false }) => {
    const own = tasks.filter((task) => task.containerInstanceArn === containerInstanceArn);
    const verdicts = own.flatMap(({ taskArn = '' }) => known.get(taskArn) ?? []).filter(({ status: verdict }) => ['UP', 'DEGRADED', 'DOWN'].includes(verdict));
    const down = verdicts.filter(({ status: verdict }) => verdict === 'DOWN').length;
    return { arn: containerInstanceArn, instanceId: ec2InstanceId, status, agentConnected, tasks: own.length, judged: verdicts.length, down };
  });
}

async function readTasks(ecs: Client, cluster: string, abortSignal: AbortSignal) {
  const arns = await listed((nextToken) => ecs.send(new ListTasksCommand({ cluster, desiredStatus: 'RUNNING', nextToken }), { abortSignal })
    .then(({ taskArns, nextToken: next }) => ({ arns: taskArns, next })));
  const tasks = await describeTasks({ ecs } as Parameters<typeof describeTasks>[0], { cluster, name: '' }, arns, abortSignal);
  return tasks.filter(({ lastStatus }) => lastStatus === 'RUNNING');
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
