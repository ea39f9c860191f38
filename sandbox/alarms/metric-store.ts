import type { Datapoint } from './embedded-metrics';
import type { MetricModel, Statistic, STATISTICS } from '../template/alarm-model';

/** Minutes that are kept: a day's worth of a window is the longest that CloudWatch evaluates. */
const KEPT_MINUTES = 1440;

const STATISTIC: Readonly<Record<typeof STATISTICS[number], (values: readonly number[]) => number>> = {
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Sum: sum,
  Average: (values) => sum(values) / values.length,
  SampleCount: (values) => values.length,
};

/** What was published, by metric and minute. */
export class MetricStore {
  private readonly metrics = new Map<string, Map<number, number[]>>();

  public add({ metric, value }: Datapoint, minute: number): void {
    const key = keyOf(metric);
    const minutes = this.metrics.get(key) ?? new Map<number, number[]>();
    this.metrics.set(key, minutes);
    minutes.set(minute, [...minutes.get(minute) ?? [], value]);
    minutes.delete(minute - KEPT_MINUTES);
  }

  /** Statistic over some minutes, from the first to before the end; undefined where nothing was published. */
  public read(metric: MetricModel, statistic: Statistic, from: number, end: number): number | undefined {
    const minutes = this.metrics.get(keyOf(metric));
    const values = Array.from({ length: end - from }, (_, index) => minutes?.get(from + index) ?? []).flat();
    if (values.length === 0) { return undefined; }
    return isPercentile(statistic) ? percentile(values, Number(statistic.slice(1))) : STATISTIC[statistic](values);
  }
}

/** All dimensions identify a metric, whatever their order. */
function keyOf({ namespace, name, dimensions }: MetricModel): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort(([one], [other]) => one < other ? -1 : 1)]);
}

function isPercentile(statistic: Statistic): statistic is `p${number}` {
  return statistic.startsWith('p');
}

/** Between the two values that are nearest. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * percent / 100;
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
