import {
  COMPARISONS,
  STATISTICS,
  type AlarmModel,
  type Comparison,
  type CompositeAlarmModel,
  type MetricAlarmModel,
  type MetricQueryModel,
  type MissingData,
  type Statistic,
} from './alarm-model';
import { parseAlarmRule } from './alarm-rule';
import { flag, number, object, objects, pairs, text, type Properties } from './fields';
import { parseMetricExpression } from './metric-expression';
import type { AlarmModels } from './model';
import type { Resolver } from './resolver';
import { METRIC_NAMESPACE } from '../../src/shared/metrics';

const HOST_COUNTS = ['HealthyHostCount', 'UnHealthyHostCount'];
/** Of the requests that listeners forward. */
const REQUESTS = [
  'RequestCount', 'TargetResponseTime', 'TargetConnectionErrorCount',
  ...['2XX', '3XX', '4XX', '5XX'].flatMap((family) => [`HTTPCode_Target_${family}_Count`, `HTTPCode_ELB_${family}_Count`]),
];

/** Metrics that something publishes here, by their namespace; every one of it where none is named. */
const PUBLISHED: Readonly<Record<string, readonly string[] | 'all'>> = {
  [METRIC_NAMESPACE]: 'all',
  'AWS/ApplicationELB': [...HOST_COUNTS, ...REQUESTS],
  'AWS/NetworkELB': HOST_COUNTS,
  'AWS/ECS': ['CPUUtilization', 'MemoryUtilization'],
  'ECS/ContainerInsights': ['DesiredTaskCount', 'PendingTaskCount', 'RunningTaskCount'],
};

/** All alarms of a template. */
export function readAlarms(resolver: Resolver): AlarmModels {
  const metricAlarms: MetricAlarmModel[] = [];
  const notes: string[] = [];
  const identify = (logicalId: string) => ({
    name: String(resolver.reference(logicalId)),
    arn: String(resolver.attribute(logicalId, 'Arn')),
  });
  for (const { logicalId, properties } of resolver.resources('AWS::CloudWatch::Alarm')) {
    const identity = identify(logicalId);
    const why = whyNotPlayed(properties);
    if (why) {
      notes.push(`Alarm ${identity.name} stays without data: ${why}.`);
    } else {
      metricAlarms.push(readMetricAlarm(identity, properties));
    }
  }
  const compositeAlarms = resolver.resources('AWS::CloudWatch::CompositeAlarm')
    .map(({ logicalId, properties }) => readCompositeAlarm(identify(logicalId), properties))
    .filter(({ name, rule }) => {
      const problem = problemOf(rule);
      if (problem) {
        notes.push(`Alarm ${name} stays without data: ${problem}`);
      }
      return !problem;
    });
  return { metricAlarms, compositeAlarms, notes };
}

function whyNotPlayed(properties: Properties): string | undefined {
  const comparison = text(properties, 'ComparisonOperator') ?? '';
  if (!(COMPARISONS as readonly string[]).includes(comparison)) { return `the comparison '${comparison}' is not supported`; }
  const { queries, expressions } = readQueries(properties);
  for (const { metric: { namespace, name }, statistic } of queries) {
    const published = PUBLISHED[namespace] ?? [];
    if (published !== 'all' && !published.includes(name)) { return `nothing publishes ${name} of ${namespace} here`; }
    if (!(STATISTICS as readonly string[]).includes(statistic) && !PERCENTILE.test(statistic)) {
      return `the statistic '${statistic}' is not supported`;
    }
  }
  try {
    Object.values(expressions).forEach(parseMetricExpression);
  } catch (error) {
    return (error as Error).message;
  }
  return queries.length === 0 ? 'it reads no metric' : undefined;
}

const PERCENTILE = /^p(100|\d{1,2}(\.\d+)?)$/;

/** What an alarm reads: one metric of its own, or those of `Metrics` with expressions over them. */
function readQueries(properties: Properties): Pick<MetricAlarmModel, 'queries' | 'expressions' | 'watched' | 'periodMinutes'> {
  const stated = objects(properties, 'Metrics');
  if (stated.length === 0) {
    const statistic = text(properties, 'Statistic') ?? text(properties, 'ExtendedStatistic') ?? '';
    return { queries: [readQuery('m1', properties, statistic)], expressions: {}, watched: 'm1', periodMinutes: minutes(properties) };
  }
  const metrics = stated.filter((each) => each.MetricStat !== undefined);
  const calculated = stated.filter((each) => each.Expression !== undefined);
  const watched = stated.find((each) => flag(each, 'ReturnData', true)) ?? stated[0];
  return {
    queries: metrics.map((each) => {
      const stat = object(each, 'MetricStat');
      return readQuery(text(each, 'Id') ?? '', object(stat, 'Metric'), text(stat, 'Stat') ?? '');
    }),
    expressions: pairs(calculated, 'Id', 'Expression'),
    watched: text(watched, 'Id') ?? '',
    periodMinutes: Math.max(...stated.map((each) => minutes(each.MetricStat === undefined ? each : object(each, 'MetricStat')))),
  };
}

function readQuery(id: string, metric: Properties, statistic: string): MetricQueryModel {
  return {
    id,
    metric: {
      namespace: text(metric, 'Namespace') ?? '',
      name: text(metric, 'MetricName') ?? '',
      dimensions: pairs(objects(metric, 'Dimensions'), 'Name', 'Value'),
    },
    statistic: statistic as Statistic,
  };
}

function minutes(properties: Properties): number {
  return Math.max(1, Math.round(number(properties, 'Period', 60) / 60));
}

function problemOf(rule: string): string | undefined {
  try {
    parseAlarmRule(rule);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

type Identity = Pick<AlarmModel, 'name' | 'arn'>;

function readMetricAlarm(identity: Identity, properties: Properties): MetricAlarmModel {
  const evaluationPeriods = number(properties, 'EvaluationPeriods', 1);
  return {
    ...whatEveryAlarmHas(identity, properties),
    ...readQueries(properties),
    comparison: text(properties, 'ComparisonOperator') as Comparison,
    threshold: number(properties, 'Threshold', 0),
    evaluationPeriods,
    datapointsToAlarm: number(properties, 'DatapointsToAlarm', evaluationPeriods),
    missingData: (text(properties, 'TreatMissingData') ?? 'missing') as MissingData,
  };
}

function readCompositeAlarm(identity: Identity, properties: Properties): CompositeAlarmModel {
  const suppressor = text(properties, 'ActionsSuppressor');
  return {
    ...whatEveryAlarmHas(identity, properties),
    rule: text(properties, 'AlarmRule') ?? '',
    ...suppressor === undefined ? {} : {
      suppressor: {
        alarm: suppressor,
        waitMinutes: number(properties, 'ActionsSuppressorWaitPeriod', 0) / 60,
        extensionMinutes: number(properties, 'ActionsSuppressorExtensionPeriod', 0) / 60,
      },
    },
  };
}

function whatEveryAlarmHas(identity: Identity, properties: Properties): AlarmModel {
  const enabled = flag(properties, 'ActionsEnabled', true);
  const actions = (name: string) => enabled && Array.isArray(properties[name]) ? (properties[name] as unknown[]).map(String) : [];
  return {
    ...identity,
    description: text(properties, 'AlarmDescription') ?? '',
    actions: { ALARM: actions('AlarmActions'), OK: actions('OKActions'), INSUFFICIENT_DATA: actions('InsufficientDataActions') },
  };
}
