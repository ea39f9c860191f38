import { countsOf } from './diagnosis/counts';
import type { ServiceDiagnosis, ServiceProbes } from './diagnosis/diagnose-service';
import { describeTarget } from './diagnosis/diagnose-task';
import type { ExaminedTask, ServiceEvidence } from './diagnosis/evidence';
import { diagnosis } from './diagnosis/faults';
import { lastPart } from './report/names';
import type { Report, ReportCounts, TaskReport } from './report/report';
import { summarize } from './report/summary';

/** Whose look, and when. */
export interface Look {
  /** Name or ARN. */
  readonly cluster: string;
  /** Name or ARN. */
  readonly service: string;
  /** Which of the service's contracts, when it has several. */
  readonly part?: string;
  /** Milliseconds since the epoch at which the look began. */
  readonly at: number;
  /** Milliseconds that it took. */
  readonly ms: number;
}

const NOTHING: ReportCounts = { desired: 0, running: 0, verified: 0, failing: 0, failingByLayer: {}, restartWouldHelp: 0, needsPeople: 0 };

/** The report of a look that came to a diagnosis. */
export function composeReport(
  look: Look, verdict: ServiceDiagnosis, evidence: ServiceEvidence, { dependencies, frontDoor }: ServiceProbes, since?: string,
): Report {
  const report = {
    ...verdict.service,
    ...heading(look),
    ...since ? { since } : {},
    tasks: verdict.tasks.map(taskReport),
    ...dependencies.length > 0 ? { dependencies } : {},
    ...frontDoor ? { frontDoor } : {},
    counts: countsOf(verdict, evidence),
  };
  return { ...report, summary: summarize(report) };
}

/** The report of a look that failed for a reason of our own: nothing is said of the service, and nobody acts. */
export function unknownReport(look: Look, reason: string): Report {
  const report = { ...diagnosis('PROBER_FAULT', [reason]), ...heading(look), tasks: [], counts: NOTHING };
  return { ...report, summary: summarize(report) };
}

function heading({ cluster, service, part, at, ms }: Look): Pick<Report, 'cluster' | 'service' | 'part' | 'at' | 'ms'> {
  return { cluster: lastPart(cluster), service: lastPart(service), ...part ? { part } : {}, at: new Date(at).toISOString(), ms };
}

function taskReport({ evidence, probe, diagnosis: verdict }: ExaminedTask): TaskReport {
  const { task, taskArn, address, startedAt, lastStatus, containerHealth, agentConnected, targets } = evidence;
  return {
    ...verdict,
    task,
    taskArn,
    ...address ? { address } : {},
    ...startedAt ? { startedAt } : {},
    checks: probe?.checks ?? [],
    beliefs: [`ECS says ${lastStatus}, container ${containerHealth}${agentConnected ? '' : ' (stale: the agent is out of reach)'}`, ...targets.map(describeTarget)],
  };
}
