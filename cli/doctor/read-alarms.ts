import type { Calls } from './calls';
import type { AccountClients } from './clients';
import { type AlarmFacts, type MetricAlarm, type ServiceFacts, type TargetGroupFacts, targetGroupsOf } from './facts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const ALARMS_A_CALL = 100;
/** Those in ALARM come first, so that what is left out of an account with more is quiet. */
const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'] as const;
const MOST_PAGES = 10;

/** What DescribeAlarms answers, as far as it is read. */
interface Described {
  readonly MetricAlarms?: readonly MetricAlarm[];
  readonly CompositeAlarms?: readonly MetricAlarm[];
  readonly NextToken?: string;
}

/** The alarms on these services, their target groups and load balancers, and those that end their deployments. */
export async function readAlarms(
  { json }: AccountClients, calls: Calls, services: readonly ServiceFacts[], targetGroups: ReadonlyMap<string, TargetGroupFacts>,
): Promise<AlarmFacts[]> {
  if (services.length === 0) { return []; }
  const read = await Promise.all(STATES.map(async (StateValue) => {
    const input = { StateValue, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: ALARMS_A_CALL };
    const pages = await calls.pages('DescribeAlarms', async (NextToken, signal) => {
      const answer = await json<Described>('DescribeAlarms', { ...input, ...NextToken ? { NextToken } : {} }, signal);
      const alarms = [...answer.MetricAlarms ?? [], ...answer.CompositeAlarms ?? []];
      return { alarms, ...answer.NextToken ? { nextToken: answer.NextToken } : {} };
    }, MOST_PAGES);
    calls.leave('DescribeAlarms', pages.length === MOST_PAGES && pages.at(-1)?.nextToken !== undefined ? 1 : 0);
    return pages.flatMap(({ alarms }) => alarms);
  }));
  const wanted = services.map((facts) => ({ arn: facts.service.serviceArn ?? '', ...wantedOf(facts, targetGroups) }));
  const named = read.flat().map((alarm) => ({ alarm, services: wanted.filter((of) => isOn(alarm, of)).map(({ arn }) => arn) }));
  // A composite alarm is on what the alarms in its rule are on.
  return named.flatMap(({ alarm, services: own }) => {
    const through = alarm.AlarmRule === undefined ? [] : named.filter((other) => isInRule(alarm.AlarmRule!, other.alarm));
    const all = [...new Set([...own, ...through.flatMap((other) => other.services)])];
    const guarded = wanted.filter(({ guards }) => guards.includes(alarm.AlarmName ?? '')).map(({ arn }) => arn);
    return all.length + guarded.length > 0 ? [{ alarm, services: all, guards: guarded }] : [];
  });
}

interface Wanted {
  readonly cluster: string;
  readonly service: string;
  /** ARNs. */
  readonly groups: readonly string[];
  readonly balancers: readonly string[];
  /** Names of alarms. */
  readonly guards: readonly string[];
}

function wantedOf({ cluster, service }: ServiceFacts, targetGroups: ReadonlyMap<string, TargetGroupFacts>): Wanted {
  const groups = targetGroupsOf(service);
  const { enable, alarmNames = [] } = service.deploymentConfiguration?.alarms ?? {};
  return {
    cluster,
    service: service.serviceName ?? '',
    groups,
    balancers: groups.flatMap((arn) => targetGroups.get(arn)?.group.LoadBalancerArns ?? []),
    guards: enable ? alarmNames : [],
  };
}

/** Whether one of its metrics is of the service, or of a target group or load balancer of it. */
function isOn({ Dimensions, Metrics = [] }: MetricAlarm, { cluster, service, groups, balancers }: Wanted): boolean {
  const all = [Dimensions, ...Metrics.map(({ MetricStat }) => MetricStat?.Metric?.Dimensions)];
  return all.some((dimensions = []) => {
    const of = new Map(dimensions.map(({ Name, Value }) => [Name, Value ?? '']));
    if (of.has('ServiceName')) { return of.get('ServiceName') === service && of.get('ClusterName') === cluster; }
    if (of.has('TargetGroup')) { return groups.some((arn) => isPart(arn, of.get('TargetGroup')!)); }
    return of.has('LoadBalancer') && balancers.some((arn) => isPart(arn, of.get('LoadBalancer')!));
  });
}

/** By the end of the ARN, as the metric has it, or by the ARN, which is a mistake that somebody has to be told of. */
function isPart(arn: string, value: string): boolean {
  return value === arn || (value.includes('/') && arn.endsWith(value));
}

/** `ALARM("web-5xx") AND …`, by name or ARN. */
export function isInRule(rule: string, { AlarmName, AlarmArn }: MetricAlarm): boolean {
  return [...rule.matchAll(/\(\s*"?([^()"]+?)"?\s*\)/g)].some(([, name]) => name === AlarmName || name === AlarmArn);
}
