import type { Report, TaskReport } from './report';
import { summarize } from './summary';
import type { ServiceDiagnosis, ServiceProbes } from '../../diagnosis/diagnose-service';
import type { ExaminedTask, ServiceEvidence } from '../../diagnosis/evidence';
import { diagnosis } from '../../diagnosis/faults';
import type { History } from '../../diagnosis/history';
import { describeTarget } from '../../diagnosis/observations';
import { countsOf, type ServiceCounts } from '../../diagnosis/service-counts';
import { lastPart } from '../../shared/names';
import type { Diagnosis } from '../../shared/verdict';

/** Which service was verified, and when. */
export interface VerificationRun {
  /** Name or ARN. */
  readonly cluster: string;
  /** Name or ARN. */
  readonly service: string;
  /** Which of the service's contracts, when it has several. */
  readonly contractName?: string;
  /** Milliseconds since the epoch at which the verification began. */
  readonly at: number;
  /** Milliseconds that it took. */
  readonly ms: number;
}

const NOTHING: ServiceCounts = {
  desired: 0,
  running: 0,
  serving: 0,
  verified: 0,
  failing: 0,
  failingByLayer: {},
  restartWouldHelp: 0,
  needsPeople: 0,
};

/** The report of a verification that reached a diagnosis. */
export function composeReport(
  run: VerificationRun, verdict: ServiceDiagnosis, evidence: ServiceEvidence, { dependencies, frontDoor }: ServiceProbes,
): Report {
  const { history, serving } = verdict;
  const report = {
    ...verdict.service,
    ...heading(run),
    ...history.faultSince < run.at ? { since: new Date(history.faultSince).toISOString() } : {},
    observedSince: new Date(history.began).toISOString(),
    ...passedFault(verdict.service, history, run.at),
    ...verdict.further.length > 0 ? { further: verdict.further } : {},
    serving,
    tasks: verdict.tasks.map(taskReport),
    ...dependencies.length > 0 ? { dependencies } : {},
    ...frontDoor ? { frontDoor } : {},
    counts: countsOf(verdict, evidence),
    ...evidence.readAt ? { evidenceAge: ageOf(evidence.readAt, run) } : {},
  };
  return { ...report, summary: summarize(report) };
}

/** The report of a verification that failed for a reason of its own: it says nothing of the service, and leads to no action. */
export function unknownReport(run: VerificationRun, reason: string): Report {
  const report = { ...diagnosis('PROBER_FAULT', [reason]), ...heading(run), tasks: [], counts: NOTHING };
  return { ...report, summary: summarize(report) };
}

function passedFault({ remedy, fault }: Diagnosis, { passed }: History, now: number): Pick<Report, 'passed'> {
  const isOver = remedy === 'NONE' || (remedy === 'WAIT' && passed?.fault !== fault);
  return passed && passed.at < now && isOver ? { passed: { ...passed, at: new Date(passed.at).toISOString() } } : {};
}

function ageOf(
  { tasks, targets }: NonNullable<ServiceEvidence['readAt']>, { at, ms }: VerificationRun,
): NonNullable<Report['evidenceAge']> {
  const seconds = (then: number) => Math.max(0, Math.round((at + ms - then) / 1_000));
  return { tasks: seconds(tasks), ...targets === undefined ? {} : { targets: seconds(targets) } };
}

function heading({
  cluster,
  service,
  contractName,
  at,
  ms,
}: VerificationRun): Pick<Report, 'cluster' | 'service' | 'contractName' | 'at' | 'ms'> {
  return {
    cluster: lastPart(cluster),
    service: lastPart(service),
    ...contractName ? { contractName } : {},
    at: new Date(at).toISOString(),
    ms,
  };
}

function taskReport({ evidence, probe, diagnosis: verdict, further }: ExaminedTask): TaskReport {
  const { task, taskArn, address, startedAt, lastStatus, containerHealth, agentConnected, targets } = evidence;
  return {
    ...verdict,
    ...further.length > 0 ? { further } : {},
    task,
    taskArn,
    ...address ? { address } : {},
    ...startedAt ? { startedAt } : {},
    checks: probe?.checks ?? [],
    beliefs: [
      `ECS says ${lastStatus}, container ${containerHealth}${agentConnected ? '' : ' (stale: the agent is disconnected)'}`,
      ...targets.map(describeTarget),
    ],
  };
}
