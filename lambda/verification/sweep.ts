import type { FleetEvidence } from './evidence/fleet-evidence';
import { type EvidenceSource, look, type LookDeps, type LookTimes } from './look';
import type { RegisteredPlan, Registry } from './registry';
import { unknownReport } from './report/compose-report';
import type { Report } from './report/report';
import { inRounds, type RunClock } from './rounds';
import { EVIDENCE_SHARE } from './verify-once';
import type { Plan, TimingPlan } from '../../src/shared/plan';
import { describeError } from '../shared/describe-error';
import { timeout } from '../shared/timeout';

/** What a sweep needs from outside. */
export interface SweepDeps extends Omit<LookDeps, 'evidence'> {
  readonly registry: Pick<Registry, 'read'>;
  readonly evidence: Pick<FleetEvidence, 'read' | 'readInTurn' | 'finished' | 'refresh' | 'identities'>;
  readonly clock: RunClock;
  /** Called with each report as soon as there is one. */
  report(name: string, report: Report): void;
}

/** A plan about whose service nothing is known. */
interface Unverified {
  /** Name of the plan's parameter. */
  readonly plan: string;
  /** Absent where the plan is malformed. */
  readonly service?: string;
  readonly cluster?: string;
  readonly reason: string;
}

/** What came of a sweep. */
export interface SweepResult {
  /** Services of which something is known. */
  readonly verified: number;
  readonly unverified: readonly Unverified[];
  /** Services that are well. */
  readonly well: number;
  /** Of all services, where the request asks for them. */
  readonly reports?: readonly Report[];
  /** Why the plans could not be read again. */
  readonly trouble?: string;
}

/** A sweep is over before the next one begins. */
export const SWEEP_MS = 55_000;
/** Reading the plans takes no longer: a page is one call, and ten plans. */
const REGISTRY_MS = 30_000;
/** Kept free at the end of the function's time. */
export const CLOSING_MS = 2_000;
/** Shortest time that is left for evidence. */
const LEAST_EVIDENCE_MS = 5_000;

/**
 * Verifies all registered plans once, those that ask for it several times a minute. Plans do not depend on each other: one that is
 * malformed, or whose service cannot be read, costs itself alone. Rejects only where no plan could be read.
 */
export async function sweep(deps: SweepDeps): Promise<SweepResult> {
  const began = deps.now();
  const { plans, malformed, trouble } = await deps.registry.read(timeout(REGISTRY_MS));
  const leftMs = Math.max(1, Math.min(SWEEP_MS - (deps.now() - began), deps.clock.remaining() - CLOSING_MS));
  // What is read in turn ends when the looks do, so that the sweep is over before the next one.
  const minute = timeout(Math.max(LEAST_EVIDENCE_MS, leftMs - LEAST_EVIDENCE_MS));
  const source: EvidenceSource = {
    read: (its, signal) => deps.evidence.read(its, signal, minute),
    refresh: (its, since, signal) => deps.evidence.refresh(its, since, signal),
    identities: (rereads, signal) => deps.evidence.identities(rereads, signal),
  };
  const last = new Map<string, Report>();
  const verified = [...byTiming(plans)].map(([timing, its]) => inRounds(timing, deps.clock, async () => {
    const reports = await reportsOf(its, timesOf(timing, leftMs), { ...deps, evidence: source });
    for (const [name, report] of reports) {
      last.set(name, report);
      deps.report(name, report);
    }
  }));
  // Beside the probes and after them, for as long as the minute lasts: nothing waits for it.
  await Promise.all([...verified, deps.evidence.readInTurn(plans.map(({ plan }) => plan), minute)]);
  await deps.evidence.finished();
  const blind = [...last].flatMap(([name, { fault, service, cluster, evidence }]) => (
    fault === 'PROBER_FAULT' ? [{ plan: name, service, cluster, reason: evidence[0] ?? 'unknown' }] : []));
  return {
    verified: last.size - blind.length,
    unverified: [
      ...malformed.map(({ name, field, problem }) => ({ plan: name, reason: `its plan is malformed: ${field} ${problem}` })),
      ...blind,
    ],
    well: [...last.values()].filter(({ fault }) => fault === 'HEALTHY').length,
    ...trouble === undefined ? {} : { trouble: `the plans could not be read again: ${describeError(trouble)}` },
  };
}

/** Never rejects. */
async function reportsOf(registered: readonly RegisteredPlan[], times: LookTimes, deps: LookDeps): Promise<Array<[string, Report]>> {
  const at = deps.now();
  try {
    const reports = await look(registered.map(({ plan }) => plan), times, deps);
    return registered.map(({ name, plan }) => [name, reports.get(plan)!]);
  } catch (error) {
    return registered.map(({ name, plan }) => [name, failed(plan, at, error)]);
  }
}

function failed({ service: { cluster, name, contractName } }: Plan, at: number, error: unknown): Report {
  const heading = { cluster, service: name, ...contractName ? { contractName } : {}, at, ms: 0 };
  return unknownReport(heading, `this verification failed before a verdict: ${describeError(error)}`);
}

/** Plans that are verified as often as each other, together. */
function byTiming(plans: readonly RegisteredPlan[]): Map<TimingPlan, RegisteredPlan[]> {
  const groups = new Map<string, RegisteredPlan[]>();
  for (const each of plans) {
    const { rounds, roundSpacingSeconds, roundDeadlineMs } = each.plan.timing;
    const key = rounds === 1 ? 'once' : [rounds, roundSpacingSeconds, roundDeadlineMs].join(' ');
    groups.set(key, [...groups.get(key) ?? [], each]);
  }
  return new Map([...groups.values()].map((its) => [longest(its), its]));
}

function longest(plans: readonly RegisteredPlan[]): TimingPlan {
  return plans.map(({ plan }) => plan.timing).reduce((a, b) => (a.roundDeadlineMs >= b.roundDeadlineMs ? a : b));
}

/** A look of the whole minute has the time that the probes leave; one of several has the deadline of its plans. */
function timesOf({ rounds, roundDeadlineMs }: TimingPlan, leftMs: number): LookTimes {
  if (rounds > 1) { return { evidenceMs: roundDeadlineMs * EVIDENCE_SHARE, deadlineMs: roundDeadlineMs }; }
  const deadlineMs = Math.max(2 * LEAST_EVIDENCE_MS, leftMs - LEAST_EVIDENCE_MS);
  return { evidenceMs: Math.max(LEAST_EVIDENCE_MS, deadlineMs - roundDeadlineMs - LEAST_EVIDENCE_MS), deadlineMs };
}
