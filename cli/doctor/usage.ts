import type { AccountFacts, ServiceFacts, Usage, UsagePoint } from './facts';
import { scaleOutOf } from './scaling';
import type { Observations } from '../../lambda/diagnosis/observations';
import type { ServiceSights } from '../../lambda/diagnosis/service-causes';
import type { LintFinding } from '../../src/lint/lint';

/** Percent of the CPU that the service may use: from here on nothing is left, and below the other there is enough. */
export const STARVED = 90;
const EASY = 70;
/** Percent of the memory: so full is the task that a burst may kill it. */
export const FULL = 90;
/** What memory that climbs has reached, and how far it has climbed; what stays below, or levels off, is a cache that fills. */
const CLIMBED_TO = 60;
const CLIMBED_BY = 15;
const FEWEST_POINTS = 4;
const SOURCE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html';

/** How much of its CPU the service uses now; undefined where CloudWatch has nothing of now, or it is neither much nor little. */
export function loadOf(usage: Usage | undefined, now: number): Observations['load'] {
  const { cpu = [], periodMs = 0 } = usage ?? {};
  const last = latest(cpu);
  // The latest may lie one period back, and is published some minutes late.
  if (!last || now - last.at > 3 * periodMs) { return undefined; }
  const saw = last.value >= STARVED ? 'STARVED' : last.value < EASY ? 'EASY' : undefined;
  const words = `CloudWatch has CPU at ${Math.round(last.value)} %, the average of ${duration(periodMs)} from ${timeOf(last.at)}${
    requestsAt(usage!, last.at)}`;
  return saw && { saw, settled: true, words };
}

/** Whether the memory of the fullest task is full, or on its way there. */
export function memoryOf(usage: Usage | undefined): ReadonlyMap<ServiceSights['memory'], string> {
  const memory = sorted(usage?.memory ?? []);
  const fullest = memory.reduce<UsagePoint | undefined>((most, point) => (most && most.value >= point.value ? most : point), undefined);
  if (fullest && fullest.value >= FULL) {
    return new Map([['FULL', `CloudWatch has memory at ${Math.round(fullest.value)} % of a task's, at ${timeOf(fullest.at)}`]]);
  }
  const climb = climbOf(memory);
  return climb ? new Map([['CLIMBS', climb.words]]) : new Map();
}

/** What the use of CPU and memory leads to, of a service that is well. */
export function usageFindings(facts: ServiceFacts, account: AccountFacts): LintFinding[] {
  const { service: { serviceArn = '', serviceName = '' } } = facts;
  const { usage: all, readAt, region } = account;
  const usage = all.get(serviceArn);
  const scaleOut = scaleOutOf(facts, account);
  const heading = { severity: 'warning', template: region, logicalId: serviceName, source: SOURCE } as const;
  const load = loadOf(usage, readAt);
  const climb = climbOf(sorted(usage?.memory ?? []));
  return [
    ...load?.saw === 'STARVED' ? [{
      ...heading,
      rule: 'CpuIsUsedUp',
      message: `${load.words}${scaleOut ? `, and ${scaleOut.words}` : ''}: with more to do, its health checks time out as well.`,
      fix: scaleOut?.fix ?? 'Give the tasks more CPU or the service more tasks, or find what uses it.',
    }] : [],
    ...climb ? [{
      ...heading,
      rule: 'MemoryClimbs',
      message: `${climb.words}: at that pace it is full in ${duration(climb.leftMs)}, and the task is killed (exit code 137).`,
      fix: "Find the leak, or raise the task's memory.",
    }] : [],
  ];
}

/** A climb that has not levelled off; a task that was replaced begins anew. */
function climbOf(memory: readonly UsagePoint[]): { readonly words: string; readonly leftMs: number } | undefined {
  const falls = memory.flatMap(({ value }, index) => (index > 0 && value < memory[index - 1].value - 1 ? [index] : []));
  const rise = memory.slice(falls.at(-1) ?? 0);
  const [first] = rise;
  const last = rise.at(-1);
  if (!last || rise.length < FEWEST_POINTS || last.value < CLIMBED_TO || last.value - first.value < CLIMBED_BY) { return undefined; }
  const middle = rise[Math.floor(rise.length / 2)];
  const pace = (last.value - middle.value) / (last.at - middle.at);
  if (pace * 2 < (last.value - first.value) / (last.at - first.at)) { return undefined; }
  const words = `CloudWatch has memory climb from ${Math.round(first.value)} to ${Math.round(last.value)} % of a task's, from ${
    timeOf(first.at)} to ${timeOf(last.at)}`;
  return { words, leftMs: Math.max(0, (100 - last.value) / pace) };
}

/** What the load balancer sent in that period. */
function requestsAt({ requests = [], failed = [], responseTime = [] }: Usage, time: number): string {
  const sumAt = (points: readonly UsagePoint[]) => points.filter(({ at }) => at === time).reduce((sum, { value }) => sum + value, 0);
  const count = sumAt(requests);
  const slowest = Math.max(...responseTime.filter(({ at }) => at === time).map(({ value }) => value));
  return count === 0 ? '' : `, with ${count} requests, ${sumAt(failed)} of them answered with 5xx${
    Number.isFinite(slowest) ? `, in ${slowest.toFixed(2)} s on average` : ''}`;
}

function latest(points: readonly UsagePoint[]): UsagePoint | undefined {
  return sorted(points).at(-1);
}

function sorted(points: readonly UsagePoint[]): UsagePoint[] {
  return [...points].sort((a, b) => a.at - b.at);
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}

function duration(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
