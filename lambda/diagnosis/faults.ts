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
  HEALTHY: facts(null, 'UP', 'NONE',
    'answers well on every layer',
    'Nothing to do.'),
  STARTING: facts('ECS', 'OUT_OF_SERVICE', 'WAIT',
    'is still within the startup time that its contract allows',
    'Wait: it is judged once the startup time has passed.'),
  DRAINING: facts('ECS', 'OUT_OF_SERVICE', 'WAIT',
    'is out of service on purpose',
    'Wait: a restart would cut the requests in flight short.'),
  DEPLOYING: facts('ECS', 'DEGRADED', 'WAIT',
    'is being deployed and not all of its tasks are well yet',
    'Wait: ECS finishes the deployment or rolls it back.'),
  HOST_UNREACHABLE: facts('L3', 'DOWN', 'ALERT',
    'cannot be reached at all: there is no route to its address',
    'Look at the subnet, its route table and the container instance.'),
  PORT_FILTERED: facts('L4', 'DOWN', 'ALERT',
    'does not answer a connection attempt: something drops the packets, or the host is gone',
    'Look at the security groups and network ACLs between the prober and the task.'),
  PORT_CLOSED: facts('L4', 'DOWN', 'RESTART',
    'refuses connections: the host answers, but no process listens on the port',
    'ECS replaces the task when its container check fails; otherwise restart it.'),
  PORT_EXPOSED: facts('L4', 'DEGRADED', 'ALERT',
    'accepts connections on a port that must be closed',
    'Close the port in the process or in the security group; look at who could reach it meanwhile.'),
  TLS_INVALID: facts('TLS', 'DOWN', 'ALERT',
    'accepts connections but offers no valid certificate or no TLS at all',
    'Renew or correct the certificate, its chain and its names.'),
  TLS_EXPIRING: facts('TLS', 'DEGRADED', 'ALERT',
    'works, but its certificate expires soon',
    'Renew the certificate before it expires.'),
  HUNG: facts('L7', 'DOWN', 'RESTART',
    'accepts connections but never answers',
    'ECS replaces the task when its container check fails; otherwise restart it.'),
  LIVENESS_FAILED: facts('L7', 'DOWN', 'RESTART',
    'fails its liveness check',
    'ECS replaces the task when its container check fails; otherwise restart it.'),
  COMPONENT_DOWN: facts('L7', 'DOWN', 'RECOVER',
    'is alive but reports a component of its own as down',
    'Let the application recover the component; restart this task only if that fails.'),
  DEPENDENCY_DOWN: facts('L7', 'DOWN', 'ALERT',
    'is alive but something that it depends on is down',
    'Repair the dependency; the tasks recover with it.'),
  SLOW: facts('L7', 'DEGRADED', 'ALERT',
    'answers, but slower than promised or degraded by its own account',
    'Look at its load, its connection pools and its slowest queries.'),
  LOAD_BALANCER_BLOCKED: facts('LOAD_BALANCER', 'DOWN', 'ALERT',
    'answers the prober, but the health check of the load balancer times out',
    'Look at the security groups and network ACLs between the load balancer and the task.'),
  LOAD_BALANCER_MISCONFIGURED: facts('LOAD_BALANCER', 'DOWN', 'ALERT',
    'answers the prober, but the load balancer does not use it',
    "Compare the target group's path, port, matcher and registration with the contract."),
  CONTAINER_CHECK_BROKEN: facts('ECS', 'DEGRADED', 'ALERT',
    'answers from outside, but its container check fails',
    'Correct the command of the container check (is its binary in the image?) before ECS replaces healthy tasks.'),
  ENDPOINT_MISSING: facts('L7', 'DOWN', 'ALERT',
    'answers, but not for health: nothing is served at the path that its contract names, or it asks for a login',
    'Correct the path or service name in the contract, or serve the endpoint.'),
  CAPACITY: facts('ECS', 'DEGRADED', 'ALERT',
    'runs fewer tasks than desired',
    "Look at the service's events: no capacity, no image, quota, or tasks that stop at once."),
  // A fault of its own, so that a remedy stays a matter of the table: the same lack of tasks, but nobody has to be woken for it yet.
  REPLACING: facts('ECS', 'DEGRADED', 'WAIT',
    'runs fewer tasks than desired because some have just stopped, and ECS is replacing them',
    'Wait: ECS starts new tasks; if they do not come in time, or stop again and again, this becomes CAPACITY.'),
  EDGE: facts('EDGE', 'DOWN', 'ALERT',
    'is well behind its load balancer, but its front door does not answer',
    'Look at DNS, listener, certificate and firewall in front of the load balancer.'),
  // Stands in until the service's diagnosis puts the layer of the underlying fault here.
  SYSTEMIC: facts('L7', 'DOWN', 'ALERT',
    'has the same fault on so many tasks that the cause is common to them',
    'Look for what they share (release, configuration, data); restarting them does not help.'),
  PROBER_FAULT: facts('PROBER', 'UNKNOWN', 'NONE',
    'could not be judged because of trouble on the side of the verifier',
    "No action is taken; if this persists, look at the verifier's log."),
};

function facts(layer: FaultLayer | null, status: Status, remedy: Remedy, meaning: string, next: string): FaultFacts {
  return { layer, status, remedy, meaning, next };
}

/** Remedies that end in a restart if nothing earlier helps: staged recovery starts inside the application. */
export const RESTART_HELPS: ReadonlySet<Remedy> = new Set<Remedy>(['RESTART', 'RECOVER']);

/** The diagnosis of a fault, from the table. */
export function diagnosis(fault: Fault, evidence: readonly string[]): Diagnosis {
  const { status, layer, remedy } = FAULTS[fault];
  return { status, fault, layer, remedy, evidence };
}
