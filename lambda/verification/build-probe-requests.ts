import type { ServiceEvidence, TaskEvidence } from '../diagnosis/evidence';
import type { ProbeRequest, ProbeTarget } from '../shared/probe-request';
import { atHostPorts } from './evidence/host-ports';
import type { EndpointPlan, Plan, ProbedPlan } from '../../src/shared/plan';
import { isProbed } from '../shared/probed-plan';

/** The target's id of the front door. */
const FRONT_DOOR = 'front-door';

/** Milliseconds of spread that each further task is worth: enough for a task's own requests not to begin with its neighbour's. */
const SPREAD_MS_PER_TASK = 5;

/** The requests to prober and verifier, before deadline and secrets are known. */
export interface ProbeRequests {
  /** Of the prober in the service's network: the tasks that run, what they depend on, and a front door that lies inside. */
  readonly inside: UntimedRequest;
  /** Of the verifier itself: a front door that clients come to from elsewhere, and that the prober may have no way to. */
  readonly outside?: UntimedRequest;
}

type UntimedRequest = Omit<ProbeRequest, 'deadlineMs' | 'secrets'>;

/**
 * What there is to probe for a plan; undefined when it is nothing.
 * @param questions those of the load balancer, which are asked beside the plan's own
 */
export function probeRequests(
  plan: Plan,
  { desired, tasks }: ServiceEvidence,
  questions: readonly ProbeTarget[] = [],
): ProbeRequests | undefined {
  const running = tasks.filter(({ lastStatus, desiredStatus }) => lastStatus === 'RUNNING' && desiredStatus === 'RUNNING');
  const targets = running.flatMap((task) =>
    isProbed(plan) && task.address && !task.unprobeableReason ? [taskTarget(plan, task, task.address)] : [],
  );
  // Where tasks are desired and none runs, a dependency that is down may be why.
  if (targets.length === 0 && (desired === 0 || plan.dependencies.length === 0)) {
    return undefined;
  }
  const dependencies = plan.dependencies.map((dependency) => endpointTarget(dependency.name, dependency));
  // Without anything behind it a front door says nothing.
  const frontDoor = plan.frontDoor && targets.length > 0 ? endpointTarget(FRONT_DOOR, plan.frontDoor) : undefined;
  const spreadMs = SPREAD_MS_PER_TASK * Math.max(0, targets.length - 1);
  const inside = { targets: [...targets, ...questions], dependencies, spreadMs };
  if (!frontDoor) {
    return { inside };
  }
  return plan.frontDoor?.inside
    ? { inside: { ...inside, frontDoor } }
    : { inside, outside: { targets: [], dependencies: [], frontDoor } };
}

function taskTarget(plan: ProbedPlan, { taskArn: id, hostPorts }: TaskEvidence, host: string): ProbeTarget {
  const { port, liveness, readiness, closedPorts } = hostPorts ? atHostPorts(plan, hostPorts) : plan;
  return {
    id,
    host,
    port,
    liveness,
    ...readiness ? { readiness } : {},
    ...closedPorts?.length ? { closedPorts } : {},
    timeoutMs: liveness.timeoutMs,
  };
}

/** Somebody else's endpoint, in whatever protocol: what it answers stands for all of it. */
function endpointTarget(id: string, { host, port, endpoint }: { host: string; port: number; endpoint: EndpointPlan }): ProbeTarget {
  return { id, host, port, liveness: endpoint, timeoutMs: endpoint.timeoutMs };
}
