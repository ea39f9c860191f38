import type { Prober } from './call';
import { now } from './clock';
import type { Finding } from './finding';
import type { EndpointPlan } from '../../src/shared/plan';

/** A prober whose right answers also have to come in time. */
export function inTime<P extends EndpointPlan>(probe: Prober<P>): Prober<P> {
  return async (call) => {
    const start = now();
    const finding = await probe(call);
    const { connect = 0, tls = 0, processing = 0, transfer = 0 } = finding.phases ?? {};
    // The connection may have been opened before, for L4.
    return judgeTime(finding, call.plan, Math.max(now() - start, connect + tls + processing + transfer));
  };
}

/**
 * A right answer that took too long is SLOW or, if it took longer still, UNHEALTHY.
 *
 * @param ms from connect to the last byte
 */
export function judgeTime(finding: Finding, { warnAfterMs = Infinity, failAfterMs = Infinity }: EndpointPlan, ms: number): Finding {
  if (finding.outcome !== 'OK' && finding.outcome !== 'DEGRADED') { return finding; }
  const late = (limit: number) => `${finding.detail}, but expected within ${limit} ms, got it after ${Math.round(ms)} ms`;
  if (ms > failAfterMs) { return { ...finding, outcome: 'UNHEALTHY', detail: late(failAfterMs) }; }
  return ms > warnAfterMs && finding.outcome === 'OK' ? { ...finding, outcome: 'SLOW', detail: late(warnAfterMs) } : finding;
}
