import type { RecoverySettings } from '../../src/recovery/recovery-settings';
import type { DeploymentEvidence, TaskIdentity } from '../diagnosis/evidence';
import type { Fault, FaultLayer, Report } from '../report/report';

/** What is about to be done to a task. */
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

/** What ECS says of the service just now. */
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
  /** The parameter says `off`, or cannot be read. */
  readonly switchedOff: boolean;
  /** This recovery holds the service's lock, and for longer than now. */
  readonly holdsLock: boolean;
  /** When tasks of the service were restarted within the last day; milliseconds since the epoch, the oldest first. */
  readonly acts: readonly number[];
  /** The fresh look; absent where nobody could look. */
  readonly report?: Report;
  /** Absent until one was found. */
  readonly task?: DiagnosedTask;
  /** Who is behind that task's ARN, read after the look; absent where ECS knows nobody. */
  readonly identity?: TaskIdentity;
  /** Protected from scale-in by the application itself. */
  readonly isProtected: boolean;
  /** Read after the look; absent where ECS did not answer. */
  readonly service?: ServiceState;
}
