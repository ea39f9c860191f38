import type { HealthLayer } from '../../src/shared/health-layer';

/** DOWN apart from OUT_OF_SERVICE: the latter is on purpose, and a restart would cut it short. */
export type Status = 'UP' | 'DEGRADED' | 'DOWN' | 'OUT_OF_SERVICE' | 'UNKNOWN';

/** Layers that a probe verifies from outside. */
export type ProbeLayer = Exclude<`${HealthLayer}`, 'LOAD_BALANCER' | 'ECS' | 'EDGE'>;

/** Layers that can be at fault: the probed ones and those that only AWS's own view shows. */
export type FaultLayer = `${HealthLayer}` | 'PROBER';

export type Remedy = 'NONE' | 'WAIT' | 'RECOVER' | 'RESTART' | 'ALERT';

export type Fault =
  | 'HEALTHY' | 'STARTING' | 'DRAINING' | 'DEPLOYING'
  | 'HOST_LOST' | 'HOST_UNREACHABLE' | 'PORT_FILTERED' | 'PORT_CLOSED' | 'LISTENS_ELSEWHERE' | 'PORT_EXPOSED'
  | 'TLS_INVALID' | 'TLS_EXPIRING'
  | 'HUNG' | 'LIVENESS_FAILED' | 'COMPONENT_DOWN' | 'DEPENDENCY_DOWN' | 'SLOW' | 'UNSTEADY' | 'OVERLOADED'
  | 'ENDPOINT_MISSING' | 'REQUEST_REFUSED' | 'OTHER_PROTOCOL' | 'STUCK_OUT_OF_SERVICE'
  | 'LOAD_BALANCER_RETURNING' | 'LOAD_BALANCER_BLOCKED' | 'LOAD_BALANCER_MISCONFIGURED' | 'LOAD_BALANCER_FAULT'
  | 'CONTAINER_CHECK_BROKEN' | 'CHECK_NEAR_TIMEOUT'
  | 'DOES_NOT_START' | 'CRASH_LOOP' | 'OUT_OF_MEMORY' | 'TASKS_MISSING' | 'REPLACING' | 'TOO_FEW_SERVE'
  | 'ZONE_DOWN' | 'FRONT_DOOR_DOWN' | 'SYSTEMIC' | 'PROBER_CUT_OFF' | 'PROBER_FAULT';

/** Why the restart that repairs a fault as a rule is not advised. */
export type Doubt =
  /** Observers disagree on whether it fails. */
  | 'OBSERVERS_DISAGREE'
  /** It never was well since it started, and a new task would start in the same way. */
  | 'NEVER_WELL'
  /** No earlier verification is remembered, so nobody knows whether it ever was well. */
  | 'NOT_SEEN_BEFORE';

export interface Diagnosis {
  readonly status: Status;
  readonly fault: Fault;
  /** The layer at fault; null when nothing is. */
  readonly layer: FaultLayer | null;
  /** The table's; ALERT where another fault explains what was observed as well, where all share a cause, or in doubt. */
  readonly remedy: Remedy;
  readonly doubt?: Doubt;
  /** What decided it, most telling first. */
  readonly evidence: readonly string[];
  /** Observations that speak against it. */
  readonly against?: readonly string[];
  /** Faults that explain what was observed as well as this one. */
  readonly alternatives?: readonly Fault[];
}
