import { probeRequests } from './build-probe-requests';
import { blamedTasks, confirmed } from './confirm';
import type { TargetGroupSettings } from './evidence/target-group-settings';
import type { Histories } from './histories';
import { doubtingGroups, ownQuestions, withOwnChecks } from './own-checks';
import { probeInChunks, type PlanProbes, type Probers } from './probe-chunks';
import { composeReport, unknownReport } from './report/compose-report';
import type { Report } from './report/report';
import type { Plan } from '../../src/shared/plan';
import { diagnoseService } from '../diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence, TaskIdentity } from '../diagnosis/evidence';
import { examineTasks } from '../diagnosis/examine-tasks';
import { type History, recent } from '../diagnosis/history';
import { withPathEvidence, type PathEvidence } from '../network/path-evidence';
import { describeError } from '../shared/describe-error';
import type { ProbeRequest } from '../shared/probe-request';
import type { Read, Reread } from './evidence/fleet-evidence';
import { timeout } from '../shared/timeout';

/** Where evidence comes from. None of its methods rejects: a plan about which nothing could be read gets an error of its own. */
export interface EvidenceSource {
  read(plans: readonly Plan[], signal: AbortSignal): Promise<Read<ServiceEvidence>>;
  /** Reads again what `read` may have kept from earlier, because it can change a verdict; absent where nothing is kept. */
  refresh?(plans: readonly Plan[], since: number, signal: AbortSignal): Promise<Read<ServiceEvidence>>;
  /** Reads some tasks once more. */
  identities(rereads: readonly Reread[], signal: AbortSignal): Promise<Read<readonly TaskIdentity[]>>;
}

/** What a look needs from outside: AWS, the network and the clock. */
export interface LookDeps extends Probers {
  /** What earlier looks saw, by `historyKey`. */
  readonly histories: Pick<Histories, 'of' | 'keep'>;
  readonly evidence: EvidenceSource;
  /** Values of the plan's secret headers, by `secretKey`. */
  readSecrets(plan: Plan, signal: AbortSignal): Promise<ProbeRequest['secrets']>;
  /** How target groups check, by ARN; rejects when that cannot be read. */
  readGroupSettings(arns: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, TargetGroupSettings>>;
  /** What is known of the path to tasks that no packet reaches; absent where nobody analyses it. Never rejects. */
  explainPath?(plan: Plan, tasks: readonly ExaminedTask[]): Promise<PathEvidence | undefined>;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** When a look has to have read, and when it has to be over; milliseconds from its start. */
export interface LookTimes {
  readonly evidenceMs: number;
  readonly deadlineMs: number;
}

/** What is known of one plan's service so far. */
interface Seen {
  readonly evidence: ServiceEvidence;
  readonly probed: PlanProbes;
  /** What earlier looks saw, as far as it still says something. */
  readonly earlier?: History;
  readonly tasks: readonly ExaminedTask[];
  /** Why tasks could not be read once more. */
  readonly doubt?: string;
}

/** Reserved within the deadline: the prober reports what did not finish, and the failing tasks are read again. */
const ANSWER_MS = 1_000;
const SHORTEST_PROBE_MS = 500;
/** What is read again after the probes is not waited for longer, nor than a quarter of the deadline. */
const AGAIN_MS = 5_000;
/** How target groups check is a call for twenty of them, and optional. */
const SETTINGS_MS = 1_500;
const NO_PROBES: PlanProbes = { targets: [], dependencies: [] };

/**
 * Verifies many services once: evidence, probes, diagnosis, each step for all of them together. Never rejects: where the verifier itself
 * fails, the report of the service says PROBER_FAULT, and the other services are no matter.
 *
 * A report says what this look found, without smoothing over earlier ones. How many of the last N looks make an alarm is up to the
 * alarms alone, where people can see and change it.
 */
export async function look(plans: readonly Plan[], times: LookTimes, deps: LookDeps): Promise<ReadonlyMap<Plan, Report>> {
  const at = deps.now();
  const signal = timeout(times.deadlineMs);
  const evidence = await deps.evidence.read(plans, AbortSignal.any([signal, timeout(times.evidenceMs)]));
  const checks = await readChecks(evidence, deps, signal);
  const probes = await probeAll(evidence, checks, times.deadlineMs - (deps.now() - at) - ANSWER_MS, deps, signal);
  const examine = (found: Read<ServiceEvidence>) => eachPlan(found, (plan, its): Seen => (
    examined(plan, its, probes.get(plan) ?? NO_PROBES, checks, recent(deps.histories.of(historyKey(plan)), at), at)
  ));
  const soon = () => AbortSignal.any([signal, timeout(Math.min(AGAIN_MS, times.deadlineMs / 4))]);
  const first = examine(evidence);
  const second = new Map([...first, ...examine(await refreshed(first, at, deps, soon()))]);
  const seen = await reread(second, at, deps, soon());
  const reports = await Promise.all(plans.map(async (plan) => [plan, await conclude(plan, seen.get(plan)!, at, deps)] as const));
  return new Map(reports);
}

/** What the history of a plan's service is kept under; a deployment that is judged has one of its own. */
export function historyKey({ service: { cluster, name, contractName }, deployment }: Plan): string {
  return [cluster, name, contractName, deployment?.id].join(' ');
}

/** How the target groups check that doubt a task, or why that is not known. */
interface GroupChecks {
  readonly settings: ReadonlyMap<string, TargetGroupSettings>;
  readonly trouble?: string;
}

async function readChecks(evidence: Read<ServiceEvidence>, deps: LookDeps, signal: AbortSignal): Promise<GroupChecks> {
  const doubting = [...new Set([...evidence].flatMap(([plan, its]) => its instanceof Error || plan.worker ? [] : doubtingGroups(its)))];
  if (doubting.length === 0) { return { settings: new Map() }; }
  try {
    return { settings: await deps.readGroupSettings(doubting, AbortSignal.any([signal, timeout(SETTINGS_MS)])) };
  } catch (error) {
    const trouble = `how the target groups check could not be read (${describeError(error)}), so their own question was not asked`;
    return { settings: new Map(), trouble };
  }
}

function examined(
  plan: Plan, read: ServiceEvidence, probed: PlanProbes, { settings, trouble }: GroupChecks, earlier: History | undefined, at: number,
): Seen {
  const probes = new Map(probed.targets.map((target) => [target.id, target]));
  const known = withOwnChecks(read, settings, probes);
  const isDoubted = trouble !== undefined && !plan.worker && doubtingGroups(read).length > 0;
  const evidence = isDoubted ? { ...known, unread: [...known.unread ?? [], trouble] } : known;
  const history = earlier ? { history: earlier } : {};
  return {
    evidence, probed, ...earlier ? { earlier } : {}, tasks: examineTasks({ tasks: evidence.tasks, probes, ...history }, plan, at),
  };
}

/** Probes all that there is to probe; where that fails, tasks stay unjudged, and what ECS says is still reported. */
async function probeAll(
  evidence: Read<ServiceEvidence>, { settings }: GroupChecks, leftMs: number, deps: LookDeps, signal: AbortSignal,
): Promise<ReadonlyMap<Plan, PlanProbes>> {
  const deadlineMs = Math.max(SHORTEST_PROBE_MS, leftMs);
  const failed = new Map<Plan, PlanProbes>();
  const wanted = await Promise.all([...evidence].map(async ([plan, its]) => {
    const requests = its instanceof Error ? undefined : probeRequests(plan, its, plan.worker ? [] : ownQuestions(its, settings));
    if (!requests) { return []; }
    try {
      const secrets = await deps.readSecrets(plan, signal);
      const timed = <T extends object>(request: T) => ({ ...request, ...secrets ? { secrets } : {}, deadlineMs });
      return [{ plan, inside: timed(requests.inside), ...requests.outside ? { outside: timed(requests.outside) } : {} }];
    } catch (error) {
      failed.set(plan, { ...NO_PROBES, trouble: describeError(error) });
      return [];
    }
  }));
  return new Map([...failed, ...await probeInChunks(wanted.flat(), deps, signal)]);
}

/** The services about which something is wrong, with what may have been kept from earlier read again. */
async function refreshed(
  seen: ReadonlyMap<Plan, Seen | Error>, at: number, { evidence }: LookDeps, signal: AbortSignal,
): Promise<Read<ServiceEvidence>> {
  const unwell = [...seen].flatMap(([plan, its]) => its instanceof Error || isWell(its) ? [] : [plan]);
  return unwell.length > 0 && evidence.refresh ? evidence.refresh(unwell, at, signal) : new Map<Plan, ServiceEvidence>();
}

function isWell({ evidence, probed: { trouble, frontDoor }, tasks }: Seen): boolean {
  return !trouble && tasks.every(isSettled(evidence)) && evidence.deployments.length < 2
    && evidence.running >= evidence.desired && (frontDoor?.checks ?? []).every(({ outcome }) => outcome === 'OK');
}

/** Whether a task is well to all who watch it, and known to the target groups as they were read. */
function isSettled({ readAt }: ServiceEvidence): (task: ExaminedTask) => boolean {
  return ({ diagnosis: { fault }, further, evidence: { startedAt, targets } }) => fault === 'HEALTHY' && further.length === 0
    && targets.every(({ state }) => state === 'healthy') && !(Date.parse(startedAt ?? '') > (readAt?.targets ?? Infinity));
}

/** Before tasks are blamed: whether they are still those that were probed. Where ECS does not say, what was seen stands. */
async function reread(
  seen: ReadonlyMap<Plan, Seen | Error>, at: number, { evidence }: LookDeps, signal: AbortSignal,
): Promise<ReadonlyMap<Plan, Seen | Error>> {
  const rereads = [...seen].flatMap(([plan, its]) => {
    const arns = its instanceof Error ? [] : blamedTasks(its.tasks);
    return arns.length > 0 ? [{ plan, arns }] : [];
  });
  if (rereads.length === 0) { return seen; }
  const identities = await evidence.identities(rereads, signal);
  return eachPlan(seen, (plan, its): Seen => {
    const read = identities.get(plan);
    if (read === undefined) { return its; }
    if (read instanceof Error) { return { ...its, doubt: `the failing tasks could not be read again: ${describeError(read)}` }; }
    const blamed = blamedTasks(its.tasks);
    const missing = blamed.filter((arn) => !read.some(({ taskArn }) => taskArn === arn)).length;
    return {
      ...its,
      tasks: confirmed(its.tasks, read, plan, at),
      ...missing > 0 ? { doubt: `ECS did not describe ${missing} of the ${blamed.length} failing tasks again` } : {},
    };
  });
}

async function conclude(plan: Plan, seen: Seen | Error, at: number, deps: LookDeps): Promise<Report> {
  const { cluster, name: service, contractName } = plan.service;
  const heading = () => ({ cluster, service, ...contractName ? { contractName } : {}, at, ms: Math.max(0, deps.now() - at) });
  try {
    if (seen instanceof Error) { throw seen; }
    const { evidence, probed, earlier, tasks, doubt } = seen;
    const found = diagnoseService(tasks, evidence, probed, plan, earlier, at);
    deps.histories.keep(historyKey(plan), found.history);
    const verdict = withPathEvidence(found, await deps.explainPath?.(plan, found.tasks));
    const trouble = probed.trouble ? [probed.trouble] : [];
    const reasons = [...trouble, ...verdict.service.evidence, ...evidence.unread ?? [], ...doubt ? [doubt] : []];
    return composeReport(heading(), { ...verdict, service: { ...verdict.service, evidence: reasons } }, evidence, probed);
  } catch (error) {
    return unknownReport(heading(), `this verification failed before a verdict: ${describeError(error)}`);
  }
}

/** What a function makes of each plan's part; what it throws is that plan's alone. */
function eachPlan<From, To>(parts: ReadonlyMap<Plan, From | Error>, make: (plan: Plan, part: From) => To): Map<Plan, To | Error> {
  return new Map([...parts].map(([plan, part]): [Plan, To | Error] => {
    if (part instanceof Error) { return [plan, part]; }
    try {
      return [plan, make(plan, part)];
    } catch (error) {
      return [plan, error instanceof Error ? error : new Error(String(error))];
    }
  }));
}
