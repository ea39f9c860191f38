import type { ServiceDiagnosis } from '../diagnosis/diagnose-service';
import type { ExaminedTask } from '../diagnosis/evidence';
import type { Diagnosis, Fault } from '../shared/verdict';

/** What is known of the way to a task that no packet reaches. */
export interface PathEvidence {
  /** The task whose path was analysed. */
  readonly task?: string;
  /** What blocks the way there. */
  readonly cause?: string;
  /** What else is to say: that an analysis runs, failed, or found nothing. */
  readonly notes: readonly string[];
}

/** Faults whose cause may lie in the configuration of the network. */
const UNREACHED: readonly Fault[] = ['HOST_UNREACHABLE', 'PORT_FILTERED', 'PROBER_CUT_OFF'];

/** Whether no packet gets to it, or none comes back. */
export function isUnreached({ fault, alternatives = [] }: Diagnosis): boolean {
  return [fault, ...alternatives].some((cause) => UNREACHED.includes(cause));
}

/** The verdict with what is known of the way: the cause first, because it says what to change, and the rest last. */
export function withPathEvidence(verdict: ServiceDiagnosis, path: PathEvidence | undefined): ServiceDiagnosis {
  if (!path) { return verdict; }
  return {
    ...verdict,
    service: withPath(verdict.service, path),
    tasks: verdict.tasks.map((task) => (isAbout(task, path) ? { ...task, diagnosis: withPath(task.diagnosis, path) } : task)),
  };
}

function isAbout({ evidence, diagnosis }: ExaminedTask, { task }: PathEvidence): boolean {
  return evidence.task === task && isUnreached(diagnosis);
}

function withPath(diagnosis: Diagnosis, { cause, notes }: PathEvidence): Diagnosis {
  const causes = cause ? [cause] : [];
  const { evidence } = diagnosis;
  return { ...diagnosis, evidence: isUnreached(diagnosis) ? [...causes, ...evidence, ...notes] : [...evidence, ...causes, ...notes] };
}
