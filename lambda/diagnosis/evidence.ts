/**
 * What AWS believes of a service, as plain data: the diagnosis' second input beside the probes.
 */
import type { NoticePlan } from '../../src/shared/plan';
import type { TargetProbe } from '../shared/check-result';
import type { Diagnosis } from '../shared/verdict';

export type ContainerHealth = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** What one verification saw of one task, coarsely enough that verifications can be compared. */
export type View =
  | 'WELL'
  /** Not well, although its liveness is answered. */
  | 'ALIVE'
  | 'UNWELL'
  /** Not alive: its liveness is accepted, and not answered in time. */
  | 'HUNG'
  | 'OUT_OF_SERVICE'
  | 'COMING'
  | 'LEAVING';

/** What one target group says of one task. */
export interface TargetEvidence {
  /** Name of the target group. */
  readonly targetGroup: string;
  readonly arn?: string;
  /** Port that the task is registered with. */
  readonly port?: number;
  /** How soon the group changes its mind; as the plan expects where its settings were not read. */
  readonly notice?: NoticePlan;
  /** State as ELBv2 names it: initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable. */
  readonly state: string;
  /** Reason code as ELBv2 names it: `Target.Timeout`, … */
  readonly reason?: string;
  /** ELBv2's words for it, such as `Health checks failed with these codes: [503]`. */
  readonly description?: string;
  /** What the prober was answered to the group's own question; absent where it was not asked. */
  readonly ownCheck?: OwnCheck;
}

/** The answer to what a target group asks, as the group itself would judge it. */
export interface OwnCheck {
  readonly passed: boolean;
  /** Question and answer, for a person. */
  readonly words: string;
}

/** Host ports by the container's port and transport: `8080/tcp` → 32768. */
export type HostPorts = Readonly<Record<string, number>>;

/** What tells one task from another, since addresses are used again, and what ECS is doing with it. */
export interface TaskIdentity {
  readonly taskArn: string;
  /** Private address, IPv4 where there is one: of the task's own network interface, or of the instance that it runs on. */
  readonly address?: string;
  /** Where the task shares its instance's address behind published ports: those that the plan's checks need. */
  readonly hostPorts?: HostPorts;
  /** Why the task cannot be probed; absent where it can. */
  readonly unprobeableReason?: string;
  /** ISO time at which ECS created the task. */
  readonly createdAt?: string;
  /** ISO time at which the task reached RUNNING. */
  readonly startedAt?: string;
  /** RUNNING, PENDING, DEACTIVATING, … */
  readonly lastStatus: string;
  /** Desired status: RUNNING or STOPPED. */
  readonly desiredStatus: string;
}

export interface TaskEvidence extends TaskIdentity {
  /** Last part of the ARN. */
  readonly task: string;
  /** Id of the task's own network interface; absent outside network mode awsvpc. */
  readonly networkInterface?: string;
  /** Health of the container that the plan names, else of the task. */
  readonly containerHealth: ContainerHealth;
  /** Availability Zone. */
  readonly zone?: string;
  /** Who started it: for a deployment `ecs-svc/` and its number. */
  readonly startedBy?: string;
  /** ISO times that ECS states of the way to RUNNING. */
  readonly pullStartedAt?: string;
  readonly pullStoppedAt?: string;
  /** ISO time at which ECS began to stop it. */
  readonly stoppingAt?: string;
  /** Containers that have not started yet, while the task does not run. */
  readonly waiting?: readonly string[];
  /** False where ECS has lost its agent: what it says of the container is then stale. */
  readonly agentConnected: boolean;
  /** One for each of the plan's target groups that knows the task. */
  readonly targets: readonly TargetEvidence[];
  /** Whether a target group could not be read: that none knows the task proves nothing then. */
  readonly targetsIncomplete?: true;
}

export interface DeploymentEvidence {
  /** `ecs-svc/` and a number; absent where ECS does not say. */
  readonly id?: string;
  /** PRIMARY, ACTIVE or INACTIVE. */
  readonly status: string;
  /** COMPLETED, IN_PROGRESS or FAILED; absent where ECS does not say. */
  readonly rolloutState?: string;
  /** ISO time. */
  readonly createdAt?: string;
  /** Tasks in a row that did not come up. */
  readonly failedTasks?: number;
}

/** A task that is gone; ECS remembers them for about an hour. */
export interface StoppedTask {
  readonly task: string;
  /** ISO time; absent when it never ran. */
  readonly startedAt?: string;
  /** Who started it: for a deployment `ecs-svc/` and its number. */
  readonly startedBy?: string;
  /** ISO time. */
  readonly stoppedAt: string;
  /** EssentialContainerExited, TaskFailedToStart, ServiceSchedulerInitiated, … */
  readonly stopCode?: string;
  /** ECS's words for it. */
  readonly reason?: string;
  /** How the container of the plan ended; of another one where that one did not fail. Absent where ECS names neither code nor reason. */
  readonly container?: StoppedContainer;
}

/** How a container of a stopped task ended. */
export interface StoppedContainer {
  readonly name: string;
  readonly exitCode?: number;
  /** ECS's words for it, such as `OutOfMemoryError: Container killed due to memory usage`. */
  readonly reason?: string;
}

export interface ServiceEvidence {
  readonly desired: number;
  readonly running: number;
  readonly deployments: readonly DeploymentEvidence[];
  readonly tasks: readonly TaskEvidence[];
  /** The newest first. */
  readonly stopped: readonly StoppedTask[];
  /** ECS's latest words on why it cannot place a task, within the last minutes. */
  readonly placement?: string;
  /** What could not be read, a clause each: optional evidence whose absence narrows the diagnosis, and ends none. */
  readonly unread?: readonly string[];
  /** When it was read, where that was not now: milliseconds since the epoch, of the oldest part. */
  readonly readAt?: { readonly tasks: number; readonly targets?: number };
}

/** One task with all that is known of it. */
export interface ExaminedTask {
  readonly evidence: TaskEvidence;
  /** Absent where nothing could be probed. */
  readonly probe?: TargetProbe;
  /** Its gravest fault. */
  readonly diagnosis: Diagnosis;
  /** Independent faults beside it. */
  readonly further: readonly Diagnosis[];
  /** What it comes to, for the history; absent where nothing was seen. */
  readonly view?: View;
}
