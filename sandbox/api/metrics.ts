import type { Service } from '../tasks/service';

type Request = Readonly<Record<string, unknown>>;

interface MetricQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Dimensions: ReadonlyArray<{ readonly Name: string; readonly Value: string }>;
    };
    readonly Period: number;
  };
}

const MEASURED: Readonly<Record<string, 'cpu' | 'memory'>> = { CPUUtilization: 'cpu', MemoryUtilization: 'memory' };

/** What CloudWatch has of the use of CPU and memory, which is what a test says that it is. Nothing else is published here. */
export class MetricsApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    GetMetricData: (request) => this.getMetricData(request),
  };

  constructor(private readonly services: readonly Service[]) {}

  private getMetricData({ StartTime, EndTime, MetricDataQueries }: Request): object {
    return {
      MetricDataResults: (MetricDataQueries as readonly MetricQuery[]).map(({ Id, MetricStat: { Metric, Period } }) => {
        const named = Metric.Dimensions.find(({ Name }) => Name === 'ServiceName')?.Value;
        const usage = this.services.find(({ name }) => name === named)?.usage ?? [];
        const what = MEASURED[Metric.MetricName];
        const count = Math.max(0, Math.ceil((Number(EndTime) - Number(StartTime)) / Period));
        const points = Array.from({ length: what ? count : 0 }, (_, index) => Number(StartTime) + index * Period).flatMap((at) => {
          const sample = usage.filter((each) => each.at < (at + Period) * 1_000).at(-1);
          return sample ? [{ at, value: sample[what] }] : [];
        });
        const [Timestamps, Values] = [points.map(({ at }) => at), points.map(({ value }) => value)];
        return { Id, Label: Metric.MetricName, StatusCode: 'Complete', Timestamps, Values };
      }),
    };
  }
}
