/**
 * What AWS believes of a service, as plain data: the diagnosis' second input beside the probes.
 */
import type { Diagnosis, TargetProbe } from '../report/report';

export type ContainerHealth = 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN';

/** What one target group says of one task. */
export interface TargetEvidence {
  /** Name of the target group. */
  readonly targetGroup: string;
  /** State as ELBv2 names it: initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable. */
  readonly state: string;
  /** Reason code as ELBv2 names it: `Target.Timeout`, … */
  readonly reason?: string;
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
  readonly unprobed?: string;
  /** ISO time at which the task reached RUNNING. */
  readonly startedAt?: string;
  /** RUNNING, PENDING, DEACTIVATING, … */
  readonly lastStatus: string;
  /** What ECS wants of it: RUNNING or STOPPED. */
  readonly desiredStatus: string;
}

export interface TaskEvidence extends TaskIdentity {
  /** Last part of the ARN. */
  readonly task: string;
  /** Id of the task's own network interface; absent outside network mode awsvpc. */
  readonly networkInterface?: string;
  /** Health of the container that the plan names, else of the task. */
  readonly containerHealth: ContainerHealth;
  /** False where ECS has lost its agent: what it says of the container is then stale. */
  readonly agentConnected: boolean;
  /** One for each of the plan's target groups that knows the task. */
  readonly targets: readonly TargetEvidence[];
}

export interface DeploymentEvidence {
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
  /** ISO time. */
  readonly stoppedAt: string;
  /** EssentialContainerExited, TaskFailedToStart, ServiceSchedulerInitiated, … */
  readonly stopCode?: string;
  /** ECS's words for it. */
  readonly reason?: string;
}

export interface ServiceEvidence {
  readonly desired: number;
  readonly running: number;
  readonly deployments: readonly DeploymentEvidence[];
  readonly tasks: readonly TaskEvidence[];
  /** The newest first. */
  readonly stopped: readonly StoppedTask[];
}

/** One task with all that is known of it. */
export interface ExaminedTask {
  readonly evidence: TaskEvidence;
  /** Absent where nothing could be probed. */
  readonly probe?: TargetProbe;
  readonly diagnosis: Diagnosis;
}
