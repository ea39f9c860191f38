import type { Service, Task } from '@aws-sdk/client-ecs';
import { stopOf } from './stops';
import { UNREACHABLE_STOPS } from '../../lambda/diagnosis/service-causes';
import { stopCauseOf } from '../../lambda/diagnosis/stops/stop-causes';

/** Tasks that have not begun to run, in ECS's words. */
const WAITING: readonly string[] = ['PROVISIONING', 'PENDING', 'ACTIVATING'];
/** A start takes a minute or two; a pull that finds no way is given up after several. */
const LONG_MS = 180_000;

/** Tasks that have waited to run for longer than a start takes, the longest first. */
export function waiting(tasks: readonly Task[], now: number): Task[] {
  return tasks.filter(({ lastStatus = '', desiredStatus, createdAt }) => (
    desiredStatus === 'RUNNING' && WAITING.includes(lastStatus) && createdAt !== undefined && now - createdAt.getTime() > LONG_MS
  )).sort((a, b) => a.createdAt!.getTime() - b.createdAt!.getTime());
}

/**
 * Tasks on Fargate that reached nothing outside before they ran, or wait for so long that they may not. On instances it is the instance
 * that pulls images and reads secrets, through its own network.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html
 * @param since milliseconds since the epoch
 */
export function stranded(tasks: readonly Task[], since: number, now: number): Task[] {
  const cutOff = tasks.filter((task) => (
    task.stoppedAt !== undefined && task.stoppedAt.getTime() >= since && UNREACHABLE_STOPS.includes(stopCauseOf(stopOf(task)).kind)
  ));
  return [...cutOff, ...waiting(tasks, now)].filter(({ launchType }) => launchType === 'FARGATE');
}

/** Where a task has its network interface; before it has one, wherever the service may put it. */
export function subnetsOf({ attachments = [] }: Task, { networkConfiguration }: Service): readonly string[] {
  const own = attachments.flatMap(({ details = [] }) => details).find(({ name }) => name === 'subnetId')?.value;
  return own === undefined ? networkConfiguration?.awsvpcConfiguration?.subnets ?? [] : [own];
}
