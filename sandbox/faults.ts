import type { TargetVerdict } from './checks/target-health';
import type { Sandbox } from './sandbox';
import type { Sender } from './shared/network';
import type { Service } from './tasks/service';
import { noCapacityText } from './tasks/start-conditions';
import type { TargetGroup } from './tasks/target-group';
import type { Task } from './tasks/task';
import type { StartingStatus } from './tasks/task-phase';
import type { TargetHealthCheckModel } from './template/model';

/** Ends a fault that does not end by itself. */
export type Undo = () => void;

/** The process dies at once of SIGKILL, for no reason that ECS would know. */
export function kill(task: Task, container?: string): void {
  task.container(container).process.signal('SIGKILL');
}

/** The kernel kills the process because the container has used up its memory. https://repost.aws/knowledge-center/ecs-resolve-outofmemory-errors */
export function runOutOfMemory(task: Task, container?: string): void {
  task.container(container).end(137, 'OutOfMemoryError: Container killed due to memory usage');
}

/** Every process of the container stands still: the kernel still accepts connections, and nothing responds to them. */
export function hang(task: Task, container?: string): Undo {
  const { process } = task.container(container);
  process.signal('SIGSTOP');
  return () => process.signal('SIGCONT');
}

/** Sends a line to the process's standard input: a command that the program itself understands. */
export function send(task: Task, line: string, container?: string): void {
  if (!task.container(container).process.send(line)) {
    throw new Error(`The process of task ${task.id} has ended, it cannot take '${line}'; pick a running task.`);
  }
}

/** Stops the task: its targets drain, then its processes receive SIGTERM. Resolves when it is STOPPED and its address is free. */
export async function drain(task: Task): Promise<void> {
  return task.stop('UserInitiated', 'Task stopped by user');
}

/** CloudWatch has the service use so much of its CPU and memory, in percent, from some milliseconds ago until it is told otherwise. */
export function use(sandbox: Sandbox, service: Service, cpu: number, memory: number, agoMs = 0): void {
  service.usage.push({ at: sandbox.clock.now - agoMs, cpu, memory });
}

/** The target group's check changes, as by someone's hand: `{ path: '/wrong' }`. */
export function changeTargetCheck(group: TargetGroup, change: Partial<TargetHealthCheckModel>): Undo {
  const before = group.healthCheck;
  group.healthCheck = { ...before, ...change };
  return () => { group.healthCheck = before; };
}

/** The container's check runs another command from now on: `['CMD', 'no-such-binary']`. */
export function changeContainerCheck(task: Task, command: readonly string[], container?: string): Undo {
  const { check, name } = task.container(container);
  if (!check) {
    throw new Error(`The container ${name} has no check in the template, so there is none to change.`);
  }
  const before = check.command;
  check.command = command;
  return () => { check.command = before; };
}

/** Packets to the task find no route, as after its network interface is gone; ECS still names its address. */
export function loseRoute(sandbox: Sandbox, task: Task): Undo {
  return sandbox.network.lose(task.address, 'no-route');
}

/** Something between the task and these senders drops the packets: a security group, a network ACL, a firewall. */
export function dropPackets(sandbox: Sandbox, task: Task, from?: readonly Sender[]): Undo {
  return sandbox.network.lose(task.address, 'dropped', from);
}

/** No packet reaches a zone, agents there are lost, and ECS places no task in it. */
export function loseZone(sandbox: Sandbox, zone: string): Undo {
  const undos = sandbox.services.flatMap((service) => {
    service.closedZones.add(zone);
    const tasks = service.tasks.filter((task) => task.zone === zone && task.lastStatus !== 'STOPPED');
    return [
      () => { service.closedZones.delete(zone); },
      ...tasks.flatMap((task) => [dropPackets(sandbox, task), task.loseAgent()]),
    ];
  });
  return () => undos.forEach((undo) => undo());
}

/** From the warning to the end. */
const SPOT_NOTICE_SECONDS = 120;

/**
 * Spot capacity is taken back with two minutes' notice. On Fargate the notice is SIGTERM and a change of the task's state; on EC2 it is an
 * event about the instance, which ECS then drains, and which is gone at the end.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/spot-instance-draining-linux-container.html
 */
export async function interruptSpot(sandbox: Sandbox, task: Task): Promise<void> {
  if (task.service.launchType !== 'EC2') { return task.stop('SpotInterruption', 'Your Spot Task was interrupted.'); }
  const instance = task.instanceId;
  sandbox.events.add('task', `EC2 Spot Instance Interruption Warning of ${instance}`, { service: task.service.name, task: task.id });
  sandbox.bus.put({
    source: 'aws.ec2',
    detailType: 'EC2 Spot Instance Interruption Warning',
    resources: [`arn:aws:ec2:${task.zone}:instance/${instance}`],
    detail: { 'instance-id': instance, 'instance-action': 'terminate' },
  });
  task.drainInstance();
  await sandbox.pause(sandbox.clock.milliseconds(SPOT_NOTICE_SECONDS));
  // Power goes before anybody is asked to end.
  task.containers.forEach(({ process }) => process.signal('SIGKILL'));
  void task.stop('TerminationNotice', `Host EC2 (instance ${instance}) terminated.`);
}

/** New tasks do not get beyond a state before RUNNING, as long as an image is pulled or an interface attached. */
export function holdTasks(service: Service, hold: StartingStatus): Undo {
  service.conditions.hold = hold;
  return () => { delete service.conditions.hold; };
}

/** New tasks fail to start for a reason that ECS words: `CannotPullContainerError: …`. */
export function failToStart(service: Service, reason: string): Undo {
  service.conditions.failure = reason;
  return () => { delete service.conditions.failure; };
}

/** ECS finds no room for new tasks. */
export function exhaustCapacity(service: Service): Undo {
  service.conditions.noCapacity = noCapacityText(service.model.launchType);
  return () => { delete service.conditions.noCapacity; };
}

/** The load balancer says this of the task's targets, whatever their checks find. */
export function imposeTargetHealth(task: Task, verdict: TargetVerdict): Undo {
  task.targets.forEach(({ health }) => { health.imposed = verdict; });
  return () => task.targets.forEach(({ health }) => { health.imposed = undefined; });
}
