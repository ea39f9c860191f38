import type { Container, NetworkBinding, Task } from '@aws-sdk/client-ecs';
import type { EndpointPlan, ProbedPlan } from '../../../src/shared/plan';
import type { HostPorts } from '../../diagnosis/evidence';

/** Where the checks of a plan go. */
type ProbedPorts = Pick<ProbedPlan, 'port' | 'liveness' | 'readiness' | 'closedPorts'>;

type Transport = 'tcp' | 'udp';

/** A container's port as ECS and Docker write it: `8080/tcp`. TCP and UDP are bound apart from each other. */
export function portKey(port: number, transport: Transport): string {
  return `${port}/${transport}`;
}

/** The container's ports without which a plan's checks cannot be made. */
export function neededPorts(plan: ProbedPorts): string[] {
  const endpoints = [plan.liveness, ...plan.readiness ? [plan.readiness] : []];
  return [...new Set([ownPort(plan, endpoints), ...endpoints.map((endpoint) => endpointKey(plan, endpoint))])];
}

/**
 * The host ports of what a plan asks, as far as a task has them. A port that must be closed and that the host does not publish is
 * left out: nothing outside gets to it.
 */
export function hostPortsOf(plan: ProbedPlan, task: Task): HostPorts {
  const keys = [...neededPorts(plan), ...(plan.closedPorts ?? []).map((port) => portKey(port, 'tcp'))];
  const found = [...new Set(keys)].map((key) => [key, hostPort(task, plan.service.container, key)] as const);
  return Object.fromEntries(found.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** The same checks at the host's ports. Only for a task that has all that are needed. */
export function atHostPorts(plan: ProbedPorts, hostPorts: HostPorts): ProbedPorts {
  const endpoints = [plan.liveness, ...plan.readiness ? [plan.readiness] : []];
  const moved = (endpoint: EndpointPlan): EndpointPlan => ({ ...endpoint, port: hostPorts[endpointKey(plan, endpoint)] });
  return {
    port: hostPorts[ownPort(plan, endpoints)],
    liveness: moved(plan.liveness),
    ...plan.readiness ? { readiness: moved(plan.readiness) } : {},
    closedPorts: plan.closedPorts?.flatMap((port) => hostPorts[portKey(port, 'tcp')] ?? []),
  };
}

/**
 * The host's port that a container's port is bound to; undefined where ECS names none, or several.
 *
 * @param container undefined: any container of the task
 * @param key `portKey` of the container's port
 */
export function hostPort(task: Task, container: string | undefined, key: string): number | undefined {
  const containers = task.containers?.filter(({ name }) => container === undefined || name === container) ?? [];
  // A dual-stack host lists a binding for each of its addresses.
  const ports = new Set(containers.flatMap(bindingsOf).flatMap((binding) => boundTo(binding, key) ?? []));
  return ports.size === 1 ? [...ports][0] : undefined;
}

function bindingsOf({ networkBindings }: Container): NetworkBinding[] {
  return networkBindings ?? [];
}

function boundTo(binding: NetworkBinding, key: string): number | undefined {
  const { containerPort, hostPort: port, containerPortRange, hostPortRange, protocol = 'tcp' } = binding;
  const [asked, transport] = key.split('/');
  if (protocol !== transport) { return undefined; }
  if (containerPort === Number(asked)) { return port || undefined; } // 0: not bound yet
  const inside = rangeOf(containerPortRange);
  const outside = rangeOf(hostPortRange);
  if (!inside || !outside || inside.last - inside.first !== outside.last - outside.first) { return undefined; }
  const offset = Number(asked) - inside.first;
  return offset >= 0 && Number(asked) <= inside.last ? outside.first + offset : undefined;
}

/** `8000-8010` */
function rangeOf(text: string | undefined): { readonly first: number; readonly last: number } | undefined {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text ?? '') ?? [];
  return first === undefined ? undefined : { first: Number(first), last: Number(last) };
}

/** The plan's own port: UDP where all its endpoints are, as for the prober. */
function ownPort({ port }: ProbedPorts, endpoints: readonly EndpointPlan[]): string {
  const own = endpoints.filter((endpoint) => (endpoint.port ?? port) === port);
  return portKey(port, own.length > 0 && own.every(({ protocol }) => protocol === 'udp') ? 'udp' : 'tcp');
}

function endpointKey(plan: ProbedPorts, { port = plan.port, protocol }: EndpointPlan): string {
  return portKey(port, protocol === 'udp' ? 'udp' : 'tcp');
}
