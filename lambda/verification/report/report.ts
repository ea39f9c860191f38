import type { PassedFault } from '../../diagnosis/history';
import type { ServiceCounts } from '../../diagnosis/service-counts';
import type { Serving } from '../../diagnosis/serving';
import type { CheckResult, TargetProbe } from '../../shared/check-result';
import type { Diagnosis } from '../../shared/verdict';

export interface TaskReport extends Diagnosis {
  /** Task id: the last part of the ARN. */
  readonly task: string;
  readonly taskArn: string;
  /** Independent faults beside this one. */
  readonly further?: readonly Diagnosis[];
  readonly address?: string;
  /** ISO time at which the task reached RUNNING. */
  readonly startedAt?: string;
  readonly checks: readonly CheckResult[];
  /** What ECS and the load balancer believe of this task. */
  readonly beliefs: readonly string[];
}

export interface Report extends Diagnosis {
  readonly service: string;
  /** Which of the service's contracts this is about, when it has several. */
  readonly contractName?: string;
  readonly cluster: string;
  /** ISO time at which this verification began. */
  readonly at: string;
  /** Milliseconds that this verification took. */
  readonly ms: number;
  /** ISO time since which the fault has been seen without a gap, as far back as one verifier remembers. */
  readonly since?: string;
  /** ISO time since which the service has been verified without a gap, as far back as one verifier remembers. */
  readonly observedSince?: string;
  /** Where nobody has to act now: what was wrong a few minutes before, and the ISO time at which it was seen last. */
  readonly passed?: Omit<PassedFault, 'at'> & { readonly at: string };
  /** Faults that are independent of this one, the gravest first. */
  readonly further?: readonly Diagnosis[];
  /** How many tasks take traffic, whatever the cause; absent where that could not be judged. */
  readonly serving?: Serving;
  /** How old what AWS says is, in seconds; absent where it was read for this verification. */
  readonly evidenceAge?: { readonly tasks: number; readonly targets?: number };
  /** One sentence for a person. */
  readonly summary: string;
  readonly tasks: readonly TaskReport[];
  /** What the prober found at the service's dependencies, by their names. */
  readonly dependencies?: readonly TargetProbe[];
  /** What the prober found where clients come in. */
  readonly frontDoor?: TargetProbe;
  readonly counts: ServiceCounts;
}
