import type { ServiceFacts } from './facts';
import type { ServiceEvidence, TaskEvidence } from '../../lambda/diagnosis/evidence';
import type { TargetProbe } from '../../lambda/shared/check-result';
import type { Plan } from '../../src/shared/plan';

/** A service as the explanation takes it. */
export interface Prepared {
  readonly facts: ServiceFacts;
  readonly plan: Plan;
  readonly evidence: ServiceEvidence;
}

/** What the tasks of one service answered from here. */
export interface ServiceProbes {
  /** By ARN; those of which nothing is known are missing. */
  readonly probes: ReadonlyMap<string, TargetProbe>;
  /** The tasks, with what they answered to their load balancer's own question. */
  readonly tasks: readonly TaskEvidence[];
  /** How many were asked, and how many of them answered. */
  readonly asked: number;
  readonly answered: number;
}
