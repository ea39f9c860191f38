import { describeIdle } from './application/describe-idle';
import { holdIdle } from './application/keep-alive';
import { forbiddenReason } from './network/address';
import { METRIC, METRIC_NAMESPACE } from '../../src/shared/metrics';
import type { IdleRequest, IdleTarget } from '../shared/idle-request';
import { writeLogLine } from '../shared/log-line';

/** Deadline of connection and answer. */
const ANSWER_MS = 5_000;
/** Kept free of the function's time. A shorter hold finds less, but never something that is not so. */
const MOST_SECONDS = 240;

/**
 * Holds an idle connection to each target, all at once, and writes a line for each that the server closes before the load balancer would.
 * The line is a metric as well, in CloudWatch's embedded metric format, because the prober may call no AWS API. Never rejects.
 */
export async function holdIdleConnections({ idle }: IdleRequest): Promise<void> {
  const allowLocal = process.env.LAYERED_HEALTH_ALLOW_LOCAL === '1';
  await Promise.allSettled(idle.filter(({ host }) => forbiddenReason(host, allowLocal) === undefined).map(hold));
}

async function hold(target: IdleTarget): Promise<void> {
  const { host, idleTimeoutSeconds } = target;
  const asked = { ...target, address: host, timeoutMs: ANSWER_MS };
  const held = await holdIdle(asked, Math.min(idleTimeoutSeconds, MOST_SECONDS));
  // Within the margin it has outlasted the load balancer, if only just.
  if (held.state !== 'CLOSED' || held.seconds >= idleTimeoutSeconds) { return; }
  // A task that stops closes its connections too, and accepts no further ones.
  const { state } = await holdIdle(asked, 0);
  if (state !== 'UNKNOWN') { writeLogLine(finding(target, held.seconds, describeIdle(held, idleTimeoutSeconds))); }
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function finding({ cluster, service, contractName, host, port, idleTimeoutSeconds }: IdleTarget, seconds: number, detail: string): object {
  const dimensions = { Cluster: cluster, Service: service, ...contractName ? { Contract: contractName } : {} };
  const name = METRIC.idleConnectionsClosed;
  return {
    level: 'WARN',
    message: `${service} ${detail}`,
    cluster,
    service,
    ...contractName ? { contractName } : {},
    address: `${host}:${port}`,
    closedAfterSeconds: seconds,
    idleTimeoutSeconds,
    ...dimensions,
    [name]: 1,
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [
        { Namespace: METRIC_NAMESPACE, Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: name, Unit: 'Count' }] },
      ],
    },
  };
}
