import type { Stops } from './stops';
import type { ServiceExplanation } from '../../lambda/diagnosis/explain-service';
import type { ServiceCause } from '../../lambda/diagnosis/service-causes';
import { fullName } from '../../lambda/shared/names';
import type { Diagnosis, Fault } from '../../lambda/shared/verdict';
import type { Report } from '../../lambda/verification/report/report';

/** Faults that say that something is so, not why: the cause of the service as a whole says more. */
const OF_THE_WHOLE: readonly Fault[] = [
  'DOES_NOT_START', 'CRASH_LOOP', 'OUT_OF_MEMORY', 'TASKS_MISSING', 'REPLACING', 'DEPLOYING', 'STARTING', 'DRAINING', 'TOO_FEW_SERVE',
  'HEALTHY', 'PROBER_FAULT',
];
/** A single task that stopped has been replaced; twice is a pattern. */
const FEWEST_STOPS = 2;
/** What is worth telling of a service that is well by now. */
const EVEN_IF_WELL: readonly string[] = ['ROLLED_BACK', 'DEADLOCKED', 'STALLED'];

/** What of a service's cause is told, and whether it is the verdict or stands beside it. */
export interface Combined {
  readonly report: Report;
  /** The cause behind the verdict. */
  readonly cause?: ServiceExplanation;
  /** A cause beside it. */
  readonly beside?: ServiceExplanation;
}

/** The verdict on the tasks together with the cause of what is seen of the service as a whole. */
export function combine(report: Report, explanation: ServiceExplanation | undefined, stops: readonly Stops[]): Combined {
  if (!explanation) { return { report }; }
  const { cause, evidence, against, alternatives } = explanation;
  const repeated = stops.some(({ cause: { kind }, count }) => count >= FEWEST_STOPS && cause.shownBy.some((pattern) => (
    pattern.stops?.includes(kind)
  )));
  const isLacking = report.counts.running < report.counts.desired;
  const counts = isLacking || repeated || EVEN_IF_WELL.includes(cause.kind);
  if (!counts) { return { report }; }
  if (!OF_THE_WHOLE.includes(report.fault)) { return { report, beside: explanation }; }
  const others = [...new Set(alternatives.map(({ fault }) => fault))].filter((fault) => fault !== cause.fault);
  const remedy = alternatives.every((other) => other.remedy === cause.remedy) ? cause.remedy : 'ALERT';
  const verdict: Diagnosis = {
    status: report.counts.desired > 0 && report.counts.serving === 0 ? 'DOWN' : 'DEGRADED',
    fault: cause.fault,
    layer: cause.layer,
    remedy,
    evidence: [...evidence, ...report.fault === 'HEALTHY' ? [] : report.evidence.filter((line) => !isSaid(line, evidence))],
    ...against.length > 0 ? { against } : {},
    ...others.length > 0 ? { alternatives: others } : {},
  };
  const { against: _, alternatives: __, ...rest } = report;
  return { report: { ...rest, ...verdict, summary: summaryOf(report, cause, evidence) }, cause: explanation };
}

/** One sentence for a person. */
function summaryOf({ service, cluster }: Report, { kind, layer, means, next }: ServiceCause, [first]: readonly string[]): string {
  return `${fullName({ service, cluster })}: ${kind} at layer ${layer}: it ${means}; ${first}; next: ${next}`;
}

/** How the last task stopped is in what is said of all that stopped. */
function isSaid(line: string, evidence: readonly string[]): boolean {
  return evidence.includes(line) || (/^task \w+ stopped /.test(line) && evidence.some((each) => /^\d+ tasks? stopped: /.test(each)));
}
