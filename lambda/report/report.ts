/**
 * The words in which the prober, the diagnosis and the report speak to each other: plain data, no code.
 */

/** DOWN apart from OUT_OF_SERVICE: the latter is on purpose, and a restart would cut it short. */
export type Status = 'UP' | 'DEGRADED' | 'DOWN' | 'OUT_OF_SERVICE' | 'UNKNOWN';

/** Layers that a probe looks at from outside. */
export type ProbeLayer = 'L3' | 'L4' | 'TLS' | 'L7';

/** Layers that can be at fault: the probed ones and those that only AWS's own view shows. */
export type FaultLayer = ProbeLayer | 'LOAD_BALANCER' | 'ECS' | 'EDGE' | 'PROBER';

export type Remedy = 'NONE' | 'WAIT' | 'RECOVER' | 'RESTART' | 'ALERT';

export type Fault =
  | 'HEALTHY' | 'STARTING' | 'DRAINING' | 'DEPLOYING'
  | 'HOST_UNREACHABLE' | 'PORT_FILTERED' | 'PORT_CLOSED' | 'PORT_EXPOSED' | 'TLS_INVALID' | 'TLS_EXPIRING'
  | 'HUNG' | 'LIVENESS_FAILED' | 'COMPONENT_DOWN' | 'DEPENDENCY_DOWN' | 'SLOW'
  | 'LOAD_BALANCER_BLOCKED' | 'LOAD_BALANCER_MISCONFIGURED' | 'CONTAINER_CHECK_BROKEN' | 'ENDPOINT_MISSING'
  | 'CAPACITY' | 'REPLACING' | 'EDGE' | 'SYSTEMIC' | 'PROBER_FAULT';

/** What one check found; the diagnosis decides on these alone, never on texts. */
export type Outcome =
  | 'OK'
  | 'SKIPPED' // the layer below did not answer
  | 'REFUSED' // RST: the host answers, nothing listens
  | 'TIMEOUT' // L4: no answer to SYN; TLS, L7: connected, then silence
  | 'UNREACHABLE' // no route, no such host or name
  | 'CERTIFICATE_INVALID'
  | 'CERTIFICATE_EXPIRING'
  | 'PROTOCOL_ERROR' // reset, early end, or an answer that is not the protocol
  | 'MISSING' // 404, 401, 403, a redirect elsewhere, gRPC 5 or 12: nobody answers for health there
  | 'UNHEALTHY' // the service itself says that it is not well
  | 'OUT_OF_SERVICE' // the service itself says that it takes no traffic on purpose
  | 'DEGRADED' // the service itself says so
  | 'EXPOSED' // accepts connections although nothing may
  | 'SLOW' // right answer, later than promised
  | 'PROBER'; // the prober's own trouble: nothing is known about the target

/** One named part of what a service says of itself. */
export interface ComponentStatus {
  /** Path of names from the root of the answer: `db`, `brokers/orders`. */
  readonly name: string;
  readonly status: Status;
}

export type CheckName = 'network' | 'port' | 'closed-port' | 'certificate' | 'liveness' | 'readiness';

/** Where the time of a check went, in milliseconds to a tenth; a phase that did not happen is absent. */
export interface Phases {
  /** Resolving the name. */
  readonly dns?: number;
  readonly connect?: number;
  readonly tls?: number;
  /** From the request's last byte to the answer's first. */
  readonly processing?: number;
  /** From the answer's first byte to its last. */
  readonly transfer?: number;
}

export interface CheckResult {
  readonly layer: ProbeLayer;
  readonly check: CheckName;
  /** SKIPPED where the layer below did not answer. */
  readonly status: Status | 'SKIPPED';
  readonly outcome: Outcome;
  /** Duration in milliseconds, to a tenth. */
  readonly ms: number;
  readonly phases?: Phases;
  /** One bounded, printable line: expected against actual. */
  readonly detail: string;
  /** Components that are not UP, when the answer names any. */
  readonly components?: readonly ComponentStatus[];
}

/** What the prober found at one address: at most one result a check, from L3 upwards. */
export interface TargetProbe {
  /** The target's id as the prober was given it. */
  readonly id: string;
  readonly checks: readonly CheckResult[];
}

export interface Diagnosis {
  readonly status: Status;
  readonly fault: Fault;
  /** The layer at fault; null when nothing is. */
  readonly layer: FaultLayer | null;
  readonly remedy: Remedy;
  /** What decided it, most telling first. */
  readonly evidence: readonly string[];
}

export interface TaskReport extends Diagnosis {
  /** Task id: the last part of the ARN. */
  readonly task: string;
  readonly taskArn: string;
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
  readonly part?: string;
  readonly cluster: string;
  /** ISO time at which this look began. */
  readonly at: string;
  /** Milliseconds that this look took. */
  readonly ms: number;
  /** ISO time since which the fault has been seen without a gap, as far back as one verifier remembers. */
  readonly since?: string;
  /** One sentence for a person. */
  readonly summary: string;
  readonly tasks: readonly TaskReport[];
  /** What the prober found at the service's dependencies, by their names. */
  readonly dependencies?: readonly TargetProbe[];
  /** What the prober found where clients come in. */
  readonly frontDoor?: TargetProbe;
  readonly counts: ReportCounts;
}

/** The numbers that become metrics. */
export interface ReportCounts {
  readonly desired: number;
  readonly running: number;
  /** Tasks about which something is known. */
  readonly verified: number;
  readonly failing: number;
  readonly failingByLayer: Readonly<Partial<Record<FaultLayer, number>>>;
  readonly restartWouldHelp: number;
  readonly needsPeople: number;
  /** 1 while a deployment is within its time. */
  readonly deploying?: number;
  /** 1 when a deployment takes longer than its contract allows, or ECS has given it up. */
  readonly deploymentFailed?: number;
  /** Tasks that stopped by themselves within the last quarter of an hour, when there are any. */
  readonly crashed?: number;
}
