import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Report } from './report';
import { METRIC, METRIC_NAMESPACE, VERIFIER_METRIC } from '../../../src/shared/metrics';
import type { SweepRequest } from '../../../src/shared/registry';
import type { SweepResult } from '../sweep';

/** A publisher whose metrics carry our own dimensions only: alarms name each of them. */
export function createMetrics(): Metrics {
  const metrics = new Metrics({ namespace: METRIC_NAMESPACE });
  // Powertools adds a dimension `service` of its own, which would make another metric of each.
  metrics.clearDefaultDimensions();
  return metrics;
}

/**
 * Writes what is wrong with a service in CloudWatch's embedded metric format. Nothing is written while it is well, nor where nothing could
 * be concluded: CloudWatch charges a metric by the hours in which it has data, and alarms take missing data for well.
 */
export function publishMetrics(report: Report, metrics: Metrics): void {
  if (report.fault === 'PROBER_FAULT') { return; }
  const { desired, running, serving, failing, restartWouldHelp, needsPeople, failingByLayer } = report.counts;
  const { crashed = 0, deploying = 0, deploymentFailed = 0 } = report.counts;
  const dimensions = { Cluster: report.cluster, Service: report.service, ...report.contractName ? { Contract: report.contractName } : {} };
  const counts = {
    faults: restartWouldHelp + needsPeople,
    tasksFailing: failing,
    restartWouldHelp,
    needsPeople,
    tasksMissing: desired - running,
    tasksCrashed: crashed,
    deploying,
    deploymentFailed,
  };
  const present = (Object.entries(counts) as [keyof typeof counts | 'tasksServing', number][]).filter(([, count]) => count > 0);
  // None that serves is the most telling number of all, so this one is published for as long as fewer serve than are desired.
  if (serving < desired) { present.push(['tasksServing', serving]); }
  if (present.length > 0) {
    metrics.addDimensions(dimensions);
    for (const [name, count] of present) { metrics.addMetric(METRIC[name], MetricUnit.Count, count); }
    metrics.publishStoredMetrics();
  }
  for (const [layer, tasks] of Object.entries(failingByLayer)) {
    metrics.addDimensions({ ...dimensions, Layer: layer });
    metrics.addMetric(METRIC.tasksFailing, MetricUnit.Count, tasks);
    metrics.publishStoredMetrics();
  }
}

/** Writes what came of a sweep: its absence means that nobody verifies. */
export function publishHeartbeat({ sweep, shard }: SweepRequest, result: SweepResult, throttled: number, metrics: Metrics): void {
  metrics.addDimensions({ Verifier: sweep, Shard: String(shard) });
  metrics.addMetric(VERIFIER_METRIC.verified, MetricUnit.Count, result.verified);
  metrics.addMetric(VERIFIER_METRIC.unverified, MetricUnit.Count, result.unverified.length);
  if (throttled > 0) { metrics.addMetric(VERIFIER_METRIC.throttled, MetricUnit.Count, throttled); }
  metrics.publishStoredMetrics();
}
