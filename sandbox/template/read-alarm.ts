import {
  COMPARISONS,
  STATISTICS,
  type AlarmModel,
  type Comparison,
  type CompositeAlarmModel,
  type MetricAlarmModel,
  type MissingData,
  type Statistic,
} from './alarm-model';
import { parseAlarmRule } from './alarm-rule';
import { flag, number, objects, pairs, text, type Properties } from './fields';
import type { AlarmModels } from './model';
import type { Resolver } from './resolver';
import { METRIC_NAMESPACE } from '../../src/shared/metrics';

/** Namespaces whose metrics something publishes here. */
const NAMESPACES: readonly string[] = [METRIC_NAMESPACE];

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
  const namespace = text(properties, 'Namespace');
  if (properties.Metrics !== undefined || namespace === undefined) {
    return 'metric math is not supported';
  }
  if (!NAMESPACES.includes(namespace)) {
    return `nothing publishes metrics of ${namespace} here`;
  }
  const statistic = text(properties, 'Statistic') ?? text(properties, 'ExtendedStatistic') ?? '';
  const comparison = text(properties, 'ComparisonOperator') ?? '';
  const played = (STATISTICS as readonly string[]).includes(statistic) && (COMPARISONS as readonly string[]).includes(comparison);
  return played ? undefined : `the statistic '${statistic}' with the comparison '${comparison}' is not supported`;
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
    metric: {
      namespace: text(properties, 'Namespace') ?? '',
      name: text(properties, 'MetricName') ?? '',
      dimensions: pairs(objects(properties, 'Dimensions'), 'Name', 'Value'),
    },
    statistic: text(properties, 'Statistic') as Statistic,
    comparison: text(properties, 'ComparisonOperator') as Comparison,
    threshold: number(properties, 'Threshold', 0),
    periodMinutes: Math.max(1, Math.round(number(properties, 'Period', 60) / 60)),
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
