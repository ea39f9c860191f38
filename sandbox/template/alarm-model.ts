/** Alarms of a template, resolved, with CloudWatch's defaults where the template says nothing. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What every alarm has. */
export interface AlarmModel {
  readonly name: string;
  readonly arn: string;
  readonly description: string;
  /** ARNs of the actions of each state; none where actions are disabled. */
  readonly actions: Readonly<Record<AlarmState, readonly string[]>>;
}

/** What identifies a metric. */
export interface MetricModel {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export const STATISTICS = ['Maximum', 'Minimum', 'Sum', 'Average', 'SampleCount'] as const;
/** A percentile is written as CloudWatch does: `p99.9`. */
export type Statistic = typeof STATISTICS[number] | `p${number}`;

export const COMPARISONS = [
  'GreaterThanThreshold', 'GreaterThanOrEqualToThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold',
] as const;
export type Comparison = typeof COMPARISONS[number];

export type MissingData = 'missing' | 'breaching' | 'notBreaching' | 'ignore';

/** Something that an alarm reads, by an id: a statistic of a metric. */
export interface MetricQueryModel {
  readonly id: string;
  readonly metric: MetricModel;
  readonly statistic: Statistic;
}

/** An alarm on a metric, or on what is calculated from several: M of N periods. */
export interface MetricAlarmModel extends AlarmModel {
  /** One at the least. */
  readonly queries: readonly MetricQueryModel[];
  /** Expressions by their id, in the template's words; none where the alarm watches one metric. */
  readonly expressions: Readonly<Record<string, string>>;
  /** Id of what is compared with the threshold. */
  readonly watched: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  /** Whole minutes, at least 1. */
  readonly periodMinutes: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly missingData: MissingData;
}

/** An alarm on other alarms. */
export interface CompositeAlarmModel extends AlarmModel {
  /** Expression of ALARM, OK, INSUFFICIENT_DATA, AND, OR, NOT, TRUE and FALSE. */
  readonly rule: string;
  readonly suppressor?: {
    /** Name or ARN of the alarm that suppresses this one's actions while it is in ALARM. */
    readonly alarm: string;
    /** How long the actions of a change wait for the suppressor to go into ALARM, in minutes. */
    readonly waitMinutes: number;
    /** How long the suppression continues after the suppressor, in minutes. */
    readonly extensionMinutes: number;
  };
}
