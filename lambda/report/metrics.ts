import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Report } from './report';
import { METRIC, METRIC_NAMESPACE } from '../../src/verification/metrics';

/** A publisher whose metrics carry our own dimensions only: alarms name each of them. */
export function createMetrics(): Metrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  // Powertools adds a dimension `service` of its own, which would make another metric of each.
  metrics.clearDefaultDimensions();
  return metrics;
}

/**
 * Writes one look's numbers as CloudWatch's embedded metric format: one set a service, and one number more for each layer at fault
 * and for everything that is seldom: CloudWatch charges a metric by the hours in which it has data.
 *
 * Where nothing could be concluded nothing is written: the missing heartbeat is then what alarms, rather than a reassuring zero.
 */
export function publishMetrics(report: Report, metrics: Metrics): void {
  if (report.fault === 'PROBER_FAULT') return;
  const { desired, running, failing, restartWouldHelp, needsPeople, verified, failingByLayer } = report.counts;
  const { crashed = 0, deploying = 0, deploymentFailed = 0 } = report.counts;
  const dimensions = { Cluster: report.cluster, Service: report.service, ...report.part ? { Part: report.part } : {} };
  metrics.addDimensions(dimensions);
  metrics.addMetric(METRIC.tasksFailing, MetricUnit.Count, failing);
  metrics.addMetric(METRIC.restartWouldHelp, MetricUnit.Count, restartWouldHelp);
  metrics.addMetric(METRIC.needsPeople, MetricUnit.Count, needsPeople);
  metrics.addMetric(METRIC.tasksVerified, MetricUnit.Count, verified);
  const seldom = { tasksMissing: desired - running, tasksCrashed: crashed, deploying, deploymentFailed };
  for (const [name, value] of Object.entries(seldom) as [keyof typeof seldom, number][]) {
    if (value > 0) metrics.addMetric(METRIC[name], MetricUnit.Count, value);
  }
  metrics.publishStoredMetrics();
  for (const [layer, tasks] of Object.entries(failingByLayer)) {
    metrics.addDimensions({ ...dimensions, Layer: layer });
    metrics.addMetric(METRIC.tasksFailing, MetricUnit.Count, tasks);
    metrics.publishStoredMetrics();
  }
}
