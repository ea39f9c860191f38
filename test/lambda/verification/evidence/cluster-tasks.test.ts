import { setMaxListeners } from 'node:events';
import type { Task } from '@aws-sdk/client-ecs';
import { createBudgets, type EvidenceClients } from '../../../../lambda/verification/evidence/clients';
import { ClusterTasks } from '../../../../lambda/verification/evidence/cluster-tasks';

/** What is read of a cluster: services by name, with as many tasks each. */
class Cluster {
  public readonly calls: string[] = [];
  public eventId = 0;
  /** What DescribeTasks fails with. */
  public failure?: Error;

  constructor(private readonly services: Readonly<Record<string, number>>, private readonly answerMs = 0) {}

  public get clients(): EvidenceClients {
    const send = async ({ constructor: { name }, input }: { constructor: { name: string }; input: Record<string, unknown> }) => {
      this.calls.push([name.replace('Command', ''), input.serviceName, input.desiredStatus].filter(Boolean).join(' '));
      await new Promise((resolve) => setTimeout(resolve, this.answerMs));
      return this.answer(name, input);
    };
    return { ecs: { send }, loadBalancing: { send }, instances: { of: async () => new Map() } } as unknown as EvidenceClients;
  }

  private answer(command: string, input: Record<string, unknown>): object {
    switch (command) {
      case 'DescribeServicesCommand':
        return {
          services: (input.services as string[]).map((serviceName) => ({
            serviceName, desiredCount: this.services[serviceName], runningCount: this.services[serviceName], events: [{ id: this.eventId }],
          })),
        };
      case 'ListTasksCommand': {
        const names = input.serviceName ? [input.serviceName as string] : Object.keys(this.services);
        const running = names.flatMap((name) => Array.from({ length: this.services[name] }, (_, index) => `arn:task/${name}-${index}`));
        const start = Number(input.nextToken ?? 0);
        const more = running.length > start + 100 ? { nextToken: String(start + 100) } : {};
        return input.desiredStatus === 'RUNNING' ? { taskArns: running.slice(start, start + 100), ...more } : { taskArns: [] };
      }
      default:
        if (this.failure) { throw this.failure; }
        return { tasks: (input.tasks as string[]).map((taskArn): Task => ({ taskArn, group: `service:${taskArn.split(/[/-]/)[1]}` })) };
    }
  }
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** A cluster whose tasks are more than the budget reads at once. */
function large(services: Readonly<Record<string, number>>, answerMs?: number, now = () => Date.now()) {
  const cluster = new Cluster(services, answerMs);
  // Too few calls to list the cluster as a whole.
  const budgets = createBudgets(0.01);
  return { cluster, tasks: new ClusterTasks('prod', cluster.clients, budgets, now), names: Object.keys(services) };
}

const countOf = (tasks: ClusterTasks, name: string) => {
  const known = tasks.of(name);
  return known instanceof Error ? known.message : known.tasks.length;
};

test('what does not fit before the probes is read beside them, and known from then on', async () => {
  const { tasks, names } = large({ a: 250, b: 250, c: 250 }, 30);
  await tasks.read(names, AbortSignal.timeout(50), NEVER);
  expect(names.map((name) => countOf(tasks, name))).toContainEqual(expect.stringMatching(/its turn|turn of the service/));
  await tasks.finished();
  expect(names.map((name) => countOf(tasks, name))).toEqual([250, 250, 250]);
});

test('the probes of known tasks wait for nothing but what has changed', async () => {
  const { cluster, tasks, names } = large({ a: 250, b: 250 });
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  cluster.calls.length = 0;
  const reading = tasks.read(names, NEVER, NEVER);
  await reading;
  const before = [...cluster.calls];
  await tasks.finished();
  expect(before.filter((call) => call.startsWith('DescribeTasks'))).toEqual([]);
  expect(cluster.calls.filter((call) => call.startsWith('DescribeTasks'))).toHaveLength(6);

  cluster.eventId += 1;
  cluster.calls.length = 0;
  await tasks.read(names, NEVER, NEVER);
  expect(cluster.calls.filter((call) => call.startsWith('DescribeTasks')).length).toBeGreaterThanOrEqual(6);
  await tasks.finished();
});

test('nothing is read beyond the minute', async () => {
  const { cluster, tasks, names } = large({ a: 250, b: 250, c: 250 }, 20);
  await tasks.read(names, AbortSignal.timeout(10), AbortSignal.timeout(60));
  await tasks.finished();
  const calls = cluster.calls.length;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(cluster.calls).toHaveLength(calls);
  expect(names.map((name) => countOf(tasks, name))).toContainEqual(expect.stringMatching(/turn of the service/));
});

test('tasks that stopped are read in a later turn while a service is steady', async () => {
  const { cluster, tasks, names } = large({ a: 150, b: 150 });
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  expect(cluster.calls.filter((call) => call.endsWith('STOPPED'))).toEqual([]);
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  expect(cluster.calls.filter((call) => call.endsWith('STOPPED'))).toEqual(['ListTasks a STOPPED', 'ListTasks b STOPPED']);
});

test.each([
  ['AccessDeniedException', 0, /could not be read: AccessDeniedException/],
  ['ThrottlingException', 0, 150],
  ['ThrottlingException', 11 * 60_000, /could not be read: ThrottlingException/],
])('tasks that cannot be read any more because of %s count as known or not while looks are %d ms late', async (name, ms, expected) => {
  let now = Date.now();
  const { cluster, tasks, names } = large({ a: 150 }, 0, () => now);
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  now += 60_000;
  cluster.failure = Object.assign(new Error('no'), { name });
  for (let look = 0; look < 2; look += 1) {
    await tasks.read(names, NEVER, NEVER);
    await tasks.finished();
    now += 60_000 + ms;
  }
  expect(String(countOf(tasks, 'a'))).toMatch(expected instanceof RegExp ? expected : String(expected));

  cluster.failure = undefined;
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  expect(countOf(tasks, 'a')).toBe(150);
});

test('tasks whose turn never comes again are known no longer than ten minutes', async () => {
  let now = Date.now();
  const { tasks, names } = large({ a: 150 }, 0, () => now);
  await tasks.read(names, NEVER, NEVER);
  await tasks.finished();
  now += 9 * 60_000;
  await tasks.read(names, AbortSignal.abort(), AbortSignal.abort());
  await tasks.finished();
  expect(countOf(tasks, 'a')).toBe(150);
  now += 2 * 60_000;
  await tasks.read(names, AbortSignal.abort(), AbortSignal.abort());
  await tasks.finished();
  expect(countOf(tasks, 'a')).toMatch(/could not be read again within 10 minutes/);
});
