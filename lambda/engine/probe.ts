import { setTimeout as sleep } from 'node:timers/promises';
import { now } from './clock';
import { Deadline } from './deadline';
import { mapPool } from './pool';
import { type ProbeOptions, probeTarget } from './probe-target';
import { isLoopback, type SelfCheck } from './self-check';
import { spread } from './spread';
import type { CheckResult, Outcome, TargetProbe } from '../shared/check-result';
import type { ProbeRequest, ProbeResponse, ProbeTarget } from '../shared/probe-request';

export { probeTarget } from './probe-target';

const DEFAULT_CONCURRENCY = 100;
/** Most of a run's time that its targets' starts are spread over. */
const SPREAD_SHARE = 0.1;

/** How a run is made. */
export interface RunOptions extends ProbeOptions {
  /**
   * Called when no target outside this machine has answered at all.
   * @default - the targets are believed
   */
  readonly selfCheck?: SelfCheck;
}

/**
 * Probes all targets and dependencies of a request, within its deadline. Never rejects for whatever a target does; what
 * did not finish in time has outcome PROBER and status UNKNOWN.
 */
export async function probe(request: ProbeRequest, options: RunOptions): Promise<ProbeResponse> {
  const run = new Deadline(request.deadlineMs);
  const results = await believable(request, await probeAll(request, options, run), options, run);
  const { dependencies, frontDoor } = request;
  const first = dependencies.length + (frontDoor ? 1 : 0);
  return {
    dependencies: results.slice(0, dependencies.length),
    ...frontDoor ? { frontDoor: results[dependencies.length] } : {},
    targets: results.slice(first),
  };
}

/** In the order of `allTargets`. */
async function probeAll(request: ProbeRequest, options: RunOptions, run: Deadline): Promise<TargetProbe[]> {
  const { spreadMs = 0, deadlineMs, seed, targets, secrets } = request;
  const start = now();
  const others = allTargets({ ...request, targets: [] });
  const work = [
    // Dependencies first: they are few, and tell whether the service is to blame at all. Indices count from the first target.
    ...others.map((item, index) => ({ item, index: index - others.length, after: 0 })),
    ...spread(targets, Math.min(spreadMs, deadlineMs * SPREAD_SHARE), seed),
  ];
  const results = new Array<TargetProbe>(work.length);
  await mapPool(work, options.concurrency ?? DEFAULT_CONCURRENCY, async ({ item, index, after }) => {
    const early = after > 0 ? start + after - now() : 0;
    if (early > 0) { await sleep(early); }
    results[others.length + index] = await probeTarget(item, options, run, secrets);
  });
  return results;
}

function allTargets({ dependencies, frontDoor, targets }: ProbeRequest): readonly ProbeTarget[] {
  return [...dependencies, ...frontDoor ? [frontDoor] : [], ...targets];
}

const SILENT: readonly Outcome[] = ['TIMEOUT', 'UNREACHABLE'];
const NO_ANSWER: readonly Outcome[] = [...SILENT, 'PROBER', 'SKIPPED'];

/**
 * The results, unless silence everywhere is our own fault: then nothing is known about the targets that did not answer. Targets on this
 * machine need no network and have no part in it.
 */
async function believable(
  request: ProbeRequest, results: readonly TargetProbe[], options: RunOptions, run: Deadline,
): Promise<readonly TargetProbe[]> {
  if (!results.some(isSilent)) { return results; }
  const hosts = allTargets(request).map(({ host }) => host);
  const outside = results.filter((_, index) => !isLoopback(hosts[index]!));
  // A closed port may show as silence.
  const answered = outside.some(({ checks }) =>
    checks.some(({ check, outcome }) => check !== 'closed-port' && !NO_ANSWER.includes(outcome)),
  );
  const trouble = outside.some(isSilent) && !answered ? await options.selfCheck?.(run) : undefined;
  if (trouble === undefined) { return results; }
  return results.map((result) =>
    outside.includes(result) ? { ...result, checks: result.checks.map((check) => unknown(check, trouble)) } : result,
  );
}

function isSilent({ checks }: TargetProbe): boolean {
  return checks.some(({ outcome }) => SILENT.includes(outcome));
}

function unknown(check: CheckResult, trouble: string): CheckResult {
  if (!SILENT.includes(check.outcome) && check.check !== 'closed-port') { return check; }
  return { ...check, status: 'UNKNOWN', outcome: 'PROBER', detail: `nothing is known: the prober's own network does not work, ${trouble}` };
}
