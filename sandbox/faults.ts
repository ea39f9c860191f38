import type { TargetGroup } from './tasks/target-group';
import type { Task } from './tasks/task';
import type { TargetHealthCheckModel } from './template/model';

/** Ends a fault that does not end by itself. */
export type Undo = () => void;

/** The process dies at once, as after an out-of-memory kill. */
export function kill(task: Task, container?: string): void {
  task.container(container).process.signal('SIGKILL');
}

/** Every process of the container stands still: the kernel still accepts connections, nobody answers them. */
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

/** The task is stopped on purpose: its targets drain, then its processes are asked to end. Resolves when it is STOPPED and gone. */
export async function drain(task: Task): Promise<void> {
  return task.stop('UserInitiated', 'Task stopped by user');
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

/** The broadcast address of loopback: the kernel refuses to connect to it, as to every address that it knows no way to. */
const NOWHERE = '127.255.255.255';

/** ECS names an address for the task to which there is no route, as after its network interface is gone; checks of target groups still reach it. */
export function loseRoute(task: Task): Undo {
  task.knownAddress = NOWHERE;
  return () => { task.knownAddress = task.address; };
}
