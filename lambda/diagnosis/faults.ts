import type { Diagnosis, Fault, FaultLayer, Remedy, Status } from '../report/report';

/** What one fault is, and what follows from it. */
export interface FaultFacts {
  /** The layer at fault; null when nothing is. */
  readonly layer: FaultLayer | null;
  readonly status: Status;
  readonly remedy: Remedy;
  /** What it means, continuing "the task …" or "the service …". */
  readonly meaning: string;
  /** What happens next, or what a person has to do; a whole sentence. */
  readonly next: string;
}

/**
 * Every fault that can be diagnosed. The question behind the remedy is always the same: would a restart fix it?
 */
export const FAULTS: Readonly<Record<Fault, FaultFacts>> = {
  HEALTHY: {
    layer: null, status: 'UP', remedy: 'NONE',
    meaning: 'answers well on every layer',
    next: 'Nothing to do.',
  },
  STARTING: {
    layer: 'ECS', status: 'OUT_OF_SERVICE', remedy: 'WAIT',
    meaning: 'is still within the startup time that its contract allows',
    next: 'Wait: it is judged once the startup time has passed.',
  },
  DRAINING: {
    layer: 'ECS', status: 'OUT_OF_SERVICE', remedy: 'WAIT',
    meaning: 'is out of service on purpose',
    next: 'Wait: a restart would cut the requests in flight short.',
  },
  DEPLOYING: {
    layer: 'ECS', status: 'DEGRADED', remedy: 'WAIT',
    meaning: 'is being deployed and not all of its tasks are well yet',
    next: 'Wait: ECS finishes the deployment or rolls it back.',
  },
  HOST_UNREACHABLE: {
    layer: 'L3', status: 'DOWN', remedy: 'ALERT',
    meaning: 'cannot be reached at all: there is no route to its address',
    next: 'Look at the subnet, its route table and the container instance.',
  },
  PORT_FILTERED: {
    layer: 'L4', status: 'DOWN', remedy: 'ALERT',
    meaning: 'does not answer a connection attempt: something drops the packets, or the host is gone',
    next: 'Look at the security groups and network ACLs between the prober and the task.',
  },
  PORT_CLOSED: {
    layer: 'L4', status: 'DOWN', remedy: 'RESTART',
    meaning: 'refuses connections: the host answers, but no process listens on the port',
    next: 'ECS replaces the task when its container check fails; otherwise restart it.',
  },
  TLS_INVALID: {
    layer: 'TLS', status: 'DOWN', remedy: 'ALERT',
    meaning: 'accepts connections but offers no valid certificate or no TLS at all',
    next: 'Renew or correct the certificate, its chain and its names.',
  },
  TLS_EXPIRING: {
    layer: 'TLS', status: 'DEGRADED', remedy: 'ALERT',
    meaning: 'works, but its certificate expires soon',
    next: 'Renew the certificate before it expires.',
  },
  HUNG: {
    layer: 'L7', status: 'DOWN', remedy: 'RESTART',
    meaning: 'accepts connections but never answers',
    next: 'ECS replaces the task when its container check fails; otherwise restart it.',
  },
  LIVENESS_FAILED: {
    layer: 'L7', status: 'DOWN', remedy: 'RESTART',
    meaning: 'fails its liveness check',
    next: 'ECS replaces the task when its container check fails; otherwise restart it.',
  },
  COMPONENT_DOWN: {
    layer: 'L7', status: 'DOWN', remedy: 'RECOVER',
    meaning: 'is alive but reports a component of its own as down',
    next: 'Let the application recover the component; restart this task only if that fails.',
  },
  DEPENDENCY_DOWN: {
    layer: 'L7', status: 'DOWN', remedy: 'ALERT',
    meaning: 'is alive but something that it depends on is down',
    next: 'Repair the dependency; the tasks recover with it.',
  },
  SLOW: {
    layer: 'L7', status: 'DEGRADED', remedy: 'ALERT',
    meaning: 'answers, but slower than promised or degraded by its own account',
    next: 'Look at its load, its connection pools and its slowest queries.',
  },
  LOAD_BALANCER_BLOCKED: {
    layer: 'LOAD_BALANCER', status: 'DOWN', remedy: 'ALERT',
    meaning: 'answers the prober, but the health check of the load balancer times out',
    next: 'Look at the security groups and network ACLs between the load balancer and the task.',
  },
  LOAD_BALANCER_MISCONFIGURED: {
    layer: 'LOAD_BALANCER', status: 'DOWN', remedy: 'ALERT',
    meaning: 'answers the prober, but the load balancer does not use it',
    next: "Compare the target group's path, port, matcher and registration with the contract.",
  },
  CONTAINER_CHECK_BROKEN: {
    layer: 'ECS', status: 'DEGRADED', remedy: 'ALERT',
    meaning: 'answers from outside, but its container check fails',
    next: 'Correct the command of the container check (is its binary in the image?) before ECS replaces healthy tasks.',
  },
  ENDPOINT_MISSING: {
    layer: 'L7', status: 'DOWN', remedy: 'ALERT',
    meaning: 'answers, but not for health: nothing is served at the path that its contract names, or it asks for a login',
    next: 'Correct the path or service name in the contract, or serve the endpoint.',
  },
  CAPACITY: {
    layer: 'ECS', status: 'DEGRADED', remedy: 'ALERT',
    meaning: 'runs fewer tasks than desired',
    next: "Look at the service's events: no capacity, no image, quota, or tasks that stop at once.",
  },
  EDGE: {
    layer: 'EDGE', status: 'DOWN', remedy: 'ALERT',
    meaning: 'is well behind its load balancer, but its front door does not answer',
    next: 'Look at DNS, listener, certificate and firewall in front of the load balancer.',
  },
  SYSTEMIC: {
    // Stands in until the service's diagnosis puts the layer of the underlying fault here.
    layer: 'L7', status: 'DOWN', remedy: 'ALERT',
    meaning: 'has the same fault on so many tasks that the cause is common to them',
    next: 'Look for what they share (release, configuration, data); restarting them does not help.',
  },
  PROBER_FAULT: {
    layer: 'PROBER', status: 'UNKNOWN', remedy: 'NONE',
    meaning: 'could not be judged because of trouble on the side of the verifier',
    next: "No action is taken; if this persists, look at the verifier's log.",
  },
};

/** Remedies that end in a restart if nothing earlier helps: staged recovery starts inside the application. */
export const RESTART_HELPS: ReadonlySet<Remedy> = new Set<Remedy>(['RESTART', 'RECOVER']);

/** The diagnosis of a fault, from the table. */
export function diagnosis(fault: Fault, evidence: readonly string[]): Diagnosis {
  const { status, layer, remedy } = FAULTS[fault];
  return { status, fault, layer, remedy, evidence };
}
