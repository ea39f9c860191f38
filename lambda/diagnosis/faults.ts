import type { Diagnosis, Fault, FaultLayer, Remedy, Status } from '../shared/verdict';

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
 * Every fault that can be diagnosed. The question behind the remedy is always the same: would a restart fix it? A different remedy is a
 * different fault: REPLACING is not TASKS_MISSING. Each that is DOWN has RESTART, RECOVER or ALERT, so that one alarm covers all of them.
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
  HOST_LOST: facts('L3', 'DOWN', 'ALERT',
    'is silent, and so is the agent of the instance that it runs on',
    'Drain or replace the container instance: ECS cannot stop tasks of an instance whose agent it has lost.'),
  HOST_UNREACHABLE: facts('L3', 'DOWN', 'ALERT',
    'cannot be reached at all: there is no route to its address',
    'Check the subnet, its route table and the container instance.'),
  PORT_FILTERED: facts('L4', 'DOWN', 'ALERT',
    'does not answer a connection attempt: something drops the packets, or the host is gone',
    'Check the security groups and network ACLs between the prober and the task.'),
  PORT_CLOSED: facts('L4', 'DOWN', 'RESTART',
    'refuses connections: the host answers, but no process listens on the port',
    'ECS replaces the task when its container check fails; otherwise restart it.'),
  LISTENS_ELSEWHERE: facts('L4', 'DOWN', 'ALERT',
    'runs and passes its container check, but nothing listens at its own address and port',
    'Have the process listen on 0.0.0.0 (or ::) at the port of its contract, not on 127.0.0.1 or on another port.'),
  PORT_EXPOSED: facts('L4', 'DEGRADED', 'ALERT',
    'accepts connections on a port that must be closed',
    'Close the port in the process or in the security group, and check who could have reached it.'),
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
    'answers, but more slowly than promised, or reports itself as degraded',
    'Check its load, its connection pools and its slowest queries.'),
  UNSTEADY: facts('L7', 'DEGRADED', 'ALERT',
    'changes between answering well and failing',
    'Look for what blocks it in bursts: garbage collection, CPU limits, a blocked event loop, an exhausted pool.'),
  OVERLOADED: facts('L7', 'DEGRADED', 'ALERT',
    'has more to do than it can: it limits or sheds requests, or all of its CPU is in use',
    'Scale out or lower the load, and exempt the health path from limits; a restart moves the load to the other tasks.'),
  STUCK_OUT_OF_SERVICE: facts('L7', 'DOWN', 'ALERT',
    'has been out of service for longer than its longest request and shutdown take',
    'Find what set it out of service (a maintenance flag?) and put it back; ECS does not stop it.'),
  LOAD_BALANCER_RETURNING: facts('LOAD_BALANCER', 'OUT_OF_SERVICE', 'WAIT',
    'answers well again, and the load balancer has not yet counted enough healthy checks to use it',
    'Wait: the load balancer lets it in again within its healthy threshold times its interval.'),
  LOAD_BALANCER_BLOCKED: facts('LOAD_BALANCER', 'DOWN', 'ALERT',
    'answers the prober, but the health check of the load balancer times out',
    'Check the security groups and network ACLs between the load balancer and the task.'),
  LOAD_BALANCER_MISCONFIGURED: facts('LOAD_BALANCER', 'DOWN', 'ALERT',
    'answers the prober, but the load balancer does not use it',
    "Compare the target group's path, port, matcher and registration with the contract."),
  LOAD_BALANCER_FAULT: facts('LOAD_BALANCER', 'DOWN', 'ALERT',
    'answers the prober, but the load balancer cannot check it for a reason of its own',
    'Check AWS Health for Elastic Load Balancing, and the load balancer itself; task and contract are not the cause.'),
  CHECK_NEAR_TIMEOUT: facts('L7', 'DEGRADED', 'ALERT',
    'answers, but takes nearly as long as its checks allow, so that some of them fail',
    'Make the health endpoint faster, or give the contract a longer timeout.'),
  CONTAINER_CHECK_BROKEN: facts('ECS', 'DEGRADED', 'ALERT',
    'answers from outside, but its container check fails',
    'Correct the container check before ECS replaces healthy tasks: its binary may be missing in the image, the process may not listen on '
    + 'the address that it asks (localhost), or its timeout may be too short.'),
  ENDPOINT_MISSING: facts('L7', 'DOWN', 'ALERT',
    'answers, but its health endpoint does not: nothing is served at the path in its contract, or it requires a login',
    'Correct the path or service name in the contract, or serve the endpoint.'),
  REQUEST_REFUSED: facts('L7', 'DOWN', 'ALERT',
    'answers, but refuses the request of the health check',
    "Exempt the health path from checks of the Host header (it is the task's address) and of TLS, or send the headers that it needs."),
  OTHER_PROTOCOL: facts('L7', 'DOWN', 'ALERT',
    'answers in another protocol than its contract names',
    'Correct the protocol in the contract (http, https, grpc), or the port.'),
  DOES_NOT_START: facts('ECS', 'DOWN', 'ALERT',
    'does not finish starting',
    "Check the service's events and the task's containers: image, secrets, capacity, address, or a container that it waits for."),
  CRASH_LOOP: facts('ECS', 'DEGRADED', 'ALERT',
    'has tasks that stop by themselves again and again',
    'Read the log of a stopped task, and its exit code; roll back if it began with a release.'),
  OUT_OF_MEMORY: facts('ECS', 'DEGRADED', 'ALERT',
    'has tasks that are killed again and again because they run out of memory',
    'Give the container more memory or find what takes it; ECS starts new tasks, which run out of it as well.'),
  TASKS_MISSING: facts('ECS', 'DEGRADED', 'ALERT',
    'runs fewer tasks than desired',
    "Check the service's events: no capacity, no image, a quota, or tasks that stop at once."),
  // A fault of its own, so that a remedy stays a matter of the table: the same lack of tasks, but nobody has to be woken for it yet.
  REPLACING: facts('ECS', 'DEGRADED', 'WAIT',
    'runs fewer tasks than desired because some have just stopped, and ECS is replacing them',
    'Wait: ECS starts new tasks; if they do not come in time, or stop again and again, this becomes TASKS_MISSING.'),
  TOO_FEW_SERVE: facts('ECS', 'DEGRADED', 'ALERT',
    'has had fewer tasks that serve than its contract wants, for longer than a replacement takes',
    'Check why no task becomes ready: the deployment, the starting tasks, the target group. Roll back if it began with a release.'),
  ZONE_DOWN: facts('L3', 'DOWN', 'ALERT',
    'fails on all tasks of one Availability Zone and on none of the others',
    'Check the zone: AWS Health, its subnet, route table, network ACL and NAT; shift traffic away from it.'),
  FRONT_DOOR_DOWN: facts('EDGE', 'DOWN', 'ALERT',
    'is well behind its load balancer, but its front door does not answer',
    'Check DNS, listener, certificate and firewall in front of the load balancer.'),
  // Stands in until the service's diagnosis puts the layer of the underlying fault here.
  SYSTEMIC: facts('L7', 'DOWN', 'ALERT',
    'fails on so many tasks that the cause is common to them',
    'Find what they share (release, configuration, data); restarting them does not help.'),
  PROBER_CUT_OFF: facts('PROBER', 'DEGRADED', 'ALERT',
    'is well as far as the load balancer sees it; only the prober does not reach it',
    "Check the way from the prober to the tasks: the tasks' security group must allow the prober's."),
  PROBER_FAULT: facts('PROBER', 'UNKNOWN', 'NONE',
    'could not be judged because the verifier or its prober failed',
    "No action is taken; if this persists, check the verifier's log."),
};

function facts(layer: FaultLayer | null, status: Status, remedy: Remedy, meaning: string, next: string): FaultFacts {
  return { layer, status, remedy, meaning, next };
}

/** Remedies that end in a restart if nothing earlier helps: staged recovery starts inside the application. */
export const RESTART_HELPS: ReadonlySet<Remedy> = new Set<Remedy>(['RESTART', 'RECOVER']);

/** Where several faults remain, the more careful remedy counts: with different ones, people are told and nothing is done. */
export function carefulRemedy([first, ...others]: readonly Fault[]): Remedy {
  const { remedy } = FAULTS[first];
  return others.every((fault) => FAULTS[fault].remedy === remedy) ? remedy : 'ALERT';
}

/** What one task's fault calls for by itself, whatever other tasks have. */
export function ownRemedy({ fault, alternatives = [], doubt }: Pick<Diagnosis, 'fault' | 'alternatives' | 'doubt'>): Remedy {
  return doubt ? 'ALERT' : carefulRemedy([fault, ...alternatives]);
}

/** The diagnosis of a fault, from the table. */
export function diagnosis(fault: Fault, evidence: readonly string[]): Diagnosis {
  const { status, layer, remedy } = FAULTS[fault];
  return { status, fault, layer, remedy, evidence };
}
