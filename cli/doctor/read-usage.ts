import type { Calls } from './calls';
import type { AccountClients } from './clients';
import { type ServiceFacts, targetGroupsOf, type TargetGroupFacts, type Usage } from './facts';
import { isSuspect } from './suspects';
import { inBatches } from '../../lambda/shared/batches';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_A_CALL = 500;
/** What is read of one metric: data points are limited as well as calls. */
const MOST_POINTS = 12;
/** Periods are multiples of it. Seconds. */
const PERIOD = 300;
/** As CloudWatch publishes them. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html */
const OF_SERVICE = { cpu: ['CPUUtilization', 'Average'], memory: ['MemoryUtilization', 'Maximum'] } as const;
/** https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const OF_TARGET_GROUP = {
  requests: ['RequestCount', 'Sum'], responseTime: ['TargetResponseTime', 'Average'], failed: ['HTTPCode_Target_5XX_Count', 'Sum'],
} as const;

interface Query {
  readonly service: string;
  readonly what: Exclude<keyof Usage, 'periodMs'>;
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Stat: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** What GetMetricData answers, as far as it is read. Times are seconds since the epoch. */
interface MetricData {
  readonly MetricDataResults?: ReadonlyArray<{
    readonly Id?: string; readonly Timestamps?: readonly number[]; readonly Values?: readonly number[];
  }>;
  readonly NextToken?: string;
}

/**
 * CPU and memory of services on Fargate, where a task cannot use more than it has; of those that look unwell the requests as well. By
 * ARN of the service.
 * @param since milliseconds since the epoch
 */
export async function readUsage(
  { json }: AccountClients, calls: Calls, queue: readonly ServiceFacts[], targetGroups: ReadonlyMap<string, TargetGroupFacts>,
  since: number, now: number,
): Promise<ReadonlyMap<string, Usage>> {
  const queries = queue.filter(isOnFargate).flatMap((facts) => [
    ...ofService(facts), ...isSuspect(facts, now) ? ofTargetGroups(facts, targetGroups) : [],
  ]);
  const Period = Math.ceil((now - since) / 1_000 / MOST_POINTS / PERIOD) * PERIOD;
  const end = Math.ceil(now / 1_000 / Period) * Period;
  const read = await Promise.all(inBatches(queries, QUERIES_A_CALL).map(async (batch) => {
    const input = {
      StartTime: end - MOST_POINTS * Period,
      EndTime: end,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: batch.map(({ Namespace, MetricName, Stat, dimensions }, index) => ({
        Id: `q${index}`,
        MetricStat: {
          Metric: { Namespace, MetricName, Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })) }, Period, Stat,
        },
      })),
    };
    const pages = await calls.pages('GetMetricData', async (NextToken, signal) => {
      const answer = await json<MetricData>('GetMetricData', { ...input, ...NextToken ? { NextToken } : {} }, signal);
      return { found: answer.MetricDataResults ?? [], ...answer.NextToken ? { nextToken: answer.NextToken } : {} };
    });
    return pages.flatMap(({ found }) => found).flatMap(({ Id = '', Timestamps = [], Values = [] }) => {
      const query = batch[Number(Id.slice(1))];
      const points = Timestamps.flatMap((at, index) => (Values[index] === undefined ? [] : [{ at: at * 1_000, value: Values[index] }]));
      return query ? [{ ...query, points }] : [];
    });
  }));
  const usage = new Map<string, Usage>();
  for (const { service, what, points } of read.flat()) {
    const known = usage.get(service) ?? {};
    usage.set(service, { ...known, [what]: [...known[what] ?? [], ...points], periodMs: Period * 1_000 });
  }
  return usage;
}

/** Where a task cannot use more than it has. */
export function isOnFargate({ service: { launchType, capacityProviderStrategy = [] }, tasks = [] }: ServiceFacts): boolean {
  const runs = tasks.some(({ lastStatus, stoppedAt }) => lastStatus === 'RUNNING' || stoppedAt !== undefined);
  return runs && (launchType === 'FARGATE'
    || capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider?.startsWith('FARGATE')));
}

function ofService({ cluster, service: { serviceArn = '', serviceName = '' } }: ServiceFacts): Query[] {
  return Object.entries(OF_SERVICE).map(([what, [MetricName, Stat]]) => ({
    service: serviceArn,
    what: what as 'cpu',
    Namespace: 'AWS/ECS',
    MetricName,
    Stat,
    dimensions: { ClusterName: cluster, ServiceName: serviceName },
  }));
}

/** Of application load balancers alone: the others count no requests. */
function ofTargetGroups({ service }: ServiceFacts, targetGroups: ReadonlyMap<string, TargetGroupFacts>): Query[] {
  return targetGroupsOf(service).flatMap((arn) => (targetGroups.get(arn)?.group.LoadBalancerArns ?? []).flatMap((balancer) => {
    const LoadBalancer = balancer.split(':loadbalancer/').pop()!;
    return LoadBalancer.startsWith('app/') ? Object.entries(OF_TARGET_GROUP).map(([what, [MetricName, Stat]]) => ({
      service: service.serviceArn ?? '',
      what: what as 'requests',
      Namespace: 'AWS/ApplicationELB',
      MetricName,
      Stat,
      dimensions: { TargetGroup: arn.split(':').pop()!, LoadBalancer },
    })) : [];
  }));
}
