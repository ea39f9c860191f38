import type { Task } from '@aws-sdk/client-ecs';
import { hostPort, hostPortsOf, neededPorts, portKey } from './host-ports';
import type { HostEvidence, InstanceAddresses } from './instance-addresses';
import type { Plan, ProbedPlan } from '../../../src/shared/plan';
import type { TaskIdentity } from '../../diagnosis/evidence';
import { isProbed } from '../../shared/probed-plan';

/** Where a task is found, by the prober and by its target groups. */
export interface TaskLocation extends Pick<TaskIdentity, 'address' | 'hostPorts' | 'unprobeableReason'> {
  /** Ids that a target group may know it by. */
  readonly targetIds: readonly string[];
  /**
   * Port that a target group may know it by; undefined where the container's port is not bound.
   * @param container undefined: any container of the task
   */
  readonly targetPort: (container: string | undefined, port: number) => number | undefined;
}

/** Where the tasks are found: at their own interface, or at a port of their instance. Never rejects for what one task lacks. */
export async function locate(
  plan: Plan, tasks: readonly Task[], instances: Pick<InstanceAddresses, 'of'>, abortSignal: AbortSignal,
): Promise<(task: Task) => TaskLocation> {
  const { network, cluster } = plan.service;
  if (!network || !isProbed(plan)) { return atInterface; }
  const arns = tasks.flatMap(({ containerInstanceArn }) => containerInstanceArn ?? []);
  const hosts = arns.length > 0 ? await instances.of(cluster, arns, abortSignal) : new Map<string, HostEvidence>();
  return (task) => atInstance(plan, task, hosts.get(task.containerInstanceArn ?? ''));
}

/** In network mode awsvpc: the private addresses of the task's own network interface, IPv4 first. */
function atInterface({ attachments, containers }: Task): TaskLocation {
  const details = attachments?.flatMap((attachment) => attachment.details ?? []) ?? [];
  const interfaces = containers?.flatMap(({ networkInterfaces }) => networkInterfaces ?? []) ?? [];
  const attached = (name: RegExp) => details.find((detail) => name.test(detail.name ?? ''))?.value;
  const targetIds = [
    attached(/^privateIPv4Address$/) ?? interfaces.find(({ privateIpv4Address }) => privateIpv4Address)?.privateIpv4Address,
    interfaces.find(({ ipv6Address }) => ipv6Address)?.ipv6Address ?? attached(/^(private)?ipv6Address$/i),
  ].filter((address): address is string => Boolean(address));
  const [address] = targetIds;
  return {
    ...address ? { address } : { unprobeableReason: 'ECS shows no private address of this task' },
    targetIds,
    targetPort: (_, port) => port,
  };
}

/** In network modes bridge and host. What ECS does not say is not made up: it is the reason why the task is not probed. */
function atInstance(plan: ProbedPlan, task: Task, host: HostEvidence | undefined): TaskLocation {
  const isBridge = plan.service.network === 'bridge';
  const hostPorts = isBridge ? hostPortsOf(plan, task) : undefined;
  const unbound = hostPorts ? neededPorts(plan).find((key) => hostPorts[key] === undefined) : undefined;
  const unprobed = missing(task, host)
    ?? (unbound && `ECS shows no single host port that container ${plan.service.container ?? 'any'} has bound its port ${unbound} to`);
  return {
    ...host?.addresses[0] ? { address: host.addresses[0] } : {},
    ...hostPorts ? { hostPorts } : {},
    ...unprobed ? { unprobeableReason: unprobed } : {},
    targetIds: host ? [host.instanceId, ...host.addresses] : [],
    targetPort: (container, port) => {
      if (!isBridge) { return port; }
      return hostPort(task, container, portKey(port, 'tcp')) ?? hostPort(task, container, portKey(port, 'udp'));
    },
  };
}

function missing({ containerInstanceArn }: Task, host: HostEvidence | undefined): string | undefined {
  if (!containerInstanceArn) { return 'ECS names no container instance of this task'; }
  if (!host) { return `ECS names no EC2 instance behind ${containerInstanceArn}`; }
  return host.addresses.length > 0 ? undefined : `EC2 shows no private address of instance ${host.instanceId}`;
}
