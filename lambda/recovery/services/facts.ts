import type { RecoverySettings } from '../../../src/shared/recovery-settings';
import type { DeploymentEvidence, TaskIdentity } from '../../diagnosis/evidence';
import type { Fault, FaultLayer } from '../../shared/verdict';
import type { Report } from '../../verification/report/report';

/** What a guard may block. */
export type Act = 'ASK_APPLICATION' | 'RESTART';

/** The task that a recovery is about, as it was when it was first found failing. */
export interface DiagnosedTask {
  readonly taskArn: string;
  /** Last part of the ARN. */
  readonly task: string;
  readonly address?: string;
  /** ISO time at which it reached RUNNING. */
  readonly startedAt?: string;
  readonly fault: Fault;
  readonly layer: FaultLayer | null;
  readonly evidence: readonly string[];
}

/** The service as ECS describes it. */
export interface ServiceState {
  readonly desired: number;
  /** Share of the desired tasks that deployments keep healthy, percent. */
  readonly minimumHealthyPercent: number;
  /** ACTIVE, DRAINING or INACTIVE. */
  readonly status: string;
  readonly deployments: readonly DeploymentEvidence[];
}

/** All that a decision rests on: plain data, read just before. */
export interface RecoveryFacts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly settings: RecoverySettings;
  /** The parameter is `off` or cannot be read. */
  readonly switchedOff: boolean;
  /** This recovery holds the service's lock, and for longer than now. */
  readonly holdsLock: boolean;
  /** When tasks of the service were restarted within the last day; milliseconds since the epoch, the oldest first. */
  readonly acts: readonly number[];
  /** Of the verification just before; absent where it failed. */
  readonly report?: Report;
  /** Absent until one was found. */
  readonly task?: DiagnosedTask;
  /** That task as ECS describes it after the verification; absent where ECS does not know it. */
  readonly identity?: TaskIdentity;
  /** Its task protection is enabled; absent where ECS does not say whether it is. */
  readonly isProtected?: boolean;
  /** Read after the verification; absent where ECS did not answer. */
  readonly service?: ServiceState;
}
