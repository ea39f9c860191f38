import { Deadline } from './deadline';
import { mapPool } from './pool';
import { type ProbeOptions, probeTarget } from './probe-target';
import type { ProbeRequest, ProbeResponse, ProbeTarget } from './target';
import type { TargetProbe } from '../report/report';

export { probeTarget, type ProbeOptions } from './probe-target';

const DEFAULT_CONCURRENCY = 100;

/**
 * Probes all targets and dependencies of a request, within its deadline. Never rejects for whatever a target does; what
 * did not finish in time has outcome PROBER and status UNKNOWN.
 */
export async function probe(request: ProbeRequest, options: ProbeOptions): Promise<ProbeResponse> {
  const run = new Deadline(request.deadlineMs);
  const { dependencies, frontDoor, targets } = request;
  // Dependencies first: they are few, and tell whether the service is to blame at all.
  const results = await mapPool<ProbeTarget, TargetProbe>(
    [...dependencies, ...frontDoor ? [frontDoor] : [], ...targets],
    options.concurrency ?? DEFAULT_CONCURRENCY,
    (target) => probeTarget(target, options, run, request.secrets),
  );
  const first = dependencies.length + (frontDoor ? 1 : 0);
  return {
    dependencies: results.slice(0, dependencies.length),
    ...frontDoor ? { frontDoor: results[dependencies.length] } : {},
    targets: results.slice(first),
  };
}
