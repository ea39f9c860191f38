import type { MetricModel } from '../template/alarm-model';

/** One number that a function published. */
export interface Datapoint {
  readonly metric: MetricModel;
  readonly value: number;
}

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/**
 * Numbers in a line of CloudWatch's embedded metric format; none in any other line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): Datapoint[] {
  if (!line.includes('"_aws"')) {
    return [];
  }
  const root = parse(line);
  const metadata = root._aws as { readonly CloudWatchMetrics?: unknown } | undefined;
  return list(metadata?.CloudWatchMetrics).flatMap((directive) => datapoints(directive as Directive, root));
}

function datapoints(directive: Directive, root: Readonly<Record<string, unknown>>): Datapoint[] {
  const sets = list(directive.Dimensions).map((names) =>
    Object.fromEntries(list(names).map((name) => [String(name), String(root[String(name)])])),
  );
  return list(directive.Metrics).flatMap((entry) => {
    const name = String((entry as { Name?: unknown }).Name);
    const values = [root[name]].flat().filter((value) => typeof value === 'number');
    return sets.flatMap((dimensions) =>
      values.map((value) => ({ metric: { namespace: String(directive.Namespace), name, dimensions }, value })),
    );
  });
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function parse(line: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line);
    return value !== null && typeof value === 'object' ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}
