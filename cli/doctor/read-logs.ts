import { DescribeTaskDefinitionCommand, type ContainerDefinition, type Task, type TaskDefinition } from '@aws-sdk/client-ecs';
import type { Calls } from './calls';
import type { AccountClients } from './clients';
import type { ServiceFacts, TaskLog } from './facts';
import { stopOf } from './stops';
import { endedAsAsked } from '../../lambda/diagnosis/stops/exit-codes';
import { stopCauseOf } from '../../lambda/diagnosis/stops/stop-causes';
import { lastPart } from '../../lambda/shared/names';

const TASKS_A_SERVICE = 3;
/** Of all services together: they are read a few in a second. */
const MOST_TASKS = 30;
/** Go writes the stacks of all goroutines after what it ends with. */
const MOST_LINES = 250;
const MOST_CHARACTERS = 16_384;

interface Wanted {
  readonly task: Task;
  readonly cluster: string;
}

/** What GetLogEvents answers, as far as it is read. */
interface LogEvents {
  readonly events?: ReadonlyArray<{ readonly message?: string }>;
}

/**
 * What the latest tasks wrote last that had started and stopped without being asked to, by ARN; the latest of each service first. Of a task
 * without a stream nothing was written, and of other log drivers than awslogs nothing is known.
 * @param since milliseconds since the epoch
 */
export async function readLogs(
  clients: AccountClients, calls: Calls, queue: readonly ServiceFacts[], known: ReadonlyMap<string, TaskDefinition>, since: number,
): Promise<ReadonlyMap<string, TaskLog>> {
  const ranked = queue.flatMap(({ cluster, tasks = [] }) => (
    failedSince(tasks, since).slice(0, TASKS_A_SERVICE).map((task, rank) => ({ cluster, task, rank }))
  )).sort((a, b) => a.rank - b.rank);
  const wanted = ranked.slice(0, MOST_TASKS);
  calls.leave('GetLogEvents', ranked.length - wanted.length);
  const definitions = await readOthers(clients, calls, wanted, known);
  const read = await Promise.all(wanted.map(async ({ task }): Promise<[string, TaskLog][]> => {
    const container = endedContainer(task, definitions.get(task.taskDefinitionArn ?? ''));
    const log = container && await readLog(clients, calls, container, task);
    return log && log.lines.length > 0 ? [[task.taskArn ?? '', log]] : [];
  }));
  return new Map(read.flat());
}

/** Latest first. What never started wrote nothing. */
function failedSince(tasks: readonly Task[], since: number): Task[] {
  return tasks.filter((task) => (
    task.startedAt !== undefined && task.stoppedAt !== undefined && task.stoppedAt.getTime() >= since
    && stopCauseOf(stopOf(task)).needsAttention
  )).sort((a, b) => b.stoppedAt!.getTime() - a.stoppedAt!.getTime());
}

/** A deployment that failed had another task definition than the service that was rolled back. */
async function readOthers(
  { ecs }: AccountClients, calls: Calls, wanted: readonly Wanted[], known: ReadonlyMap<string, TaskDefinition>,
): Promise<ReadonlyMap<string, TaskDefinition>> {
  const others = [...new Set(wanted.flatMap(({ task }) => task.taskDefinitionArn ?? []))].filter((arn) => !known.has(arn));
  const read = await Promise.all(others.map(async (taskDefinition) => {
    const answer = await calls.ask('DescribeTaskDefinition', (abortSignal) => (
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }), { abortSignal })
    ));
    return answer?.taskDefinition ? [[taskDefinition, answer.taskDefinition] as const] : [];
  }));
  return new Map([...known, ...read.flat()]);
}

/** The container that ended first by itself, or an essential one, among those whose log can be read. */
function endedContainer({ containers = [] }: Task, definition: TaskDefinition | undefined): ContainerDefinition | undefined {
  const logging = (definition?.containerDefinitions ?? []).filter(({ logConfiguration }) => logConfiguration?.logDriver === 'awslogs');
  const codeOf = (name: string | undefined) => containers.find((container) => container.name === name)?.exitCode;
  return logging.find(({ name }) => codeOf(name) !== undefined && !endedAsAsked(codeOf(name)!))
    ?? logging.find(({ essential = true }) => essential) ?? logging[0];
}

async function readLog(
  { json }: AccountClients, calls: Calls, { name = '', logConfiguration }: ContainerDefinition, task: Task,
): Promise<TaskLog | undefined> {
  const options = logConfiguration?.options ?? {};
  const logStreamName = streamOf(name, options['awslogs-stream-prefix'], task);
  const logGroupName = options['awslogs-group'];
  if (logGroupName === undefined || logStreamName === undefined) { return undefined; }
  const input = { logGroupName, logStreamName, limit: MOST_LINES, startFromHead: false };
  const answer = await calls.ask('GetLogEvents', async (signal) => (
    json<LogEvents>('GetLogEvents', input, signal, options['awslogs-region'])
      .catch((error: Error): LogEvents => { if (error.name === 'ResourceNotFoundException') { return {}; } throw error; })
  ));
  return answer && { container: name, lines: lastOf((answer.events ?? []).flatMap(({ message }) => message ?? [])) };
}

/**
 * Without a prefix, on instances alone, the stream has Docker's id of the container.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html
 */
function streamOf(container: string, prefix: string | undefined, { taskArn = '', containers = [] }: Task): string | undefined {
  return prefix === undefined
    ? containers.find(({ name }) => name === container)?.runtimeId : `${prefix}/${container}/${lastPart(taskArn)}`;
}

/** The end of a log, as much of it as is read. */
function lastOf(messages: readonly string[]): string[] {
  const lines: string[] = [];
  let left = MOST_CHARACTERS;
  for (const message of messages.slice(-MOST_LINES).reverse()) {
    if (left <= 0) { break; }
    lines.unshift(message.slice(0, left));
    left -= message.length;
  }
  return lines;
}
