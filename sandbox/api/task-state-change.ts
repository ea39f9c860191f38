import { taskShape } from './ecs-shapes';
import type { Clock } from '../shared/clock';
import type { EventEntry } from '../shared/event-entry';
import type { Task } from '../tasks/task';

/** A change of a task's status, with times as the ECS API of the sandbox reports them. */
export function taskStateChange(task: Task, clock: Clock): EventEntry {
  const shape = Object.entries(taskShape(task)).map(([name, value]: [string, unknown]) => [
    name,
    name.endsWith('At') && typeof value === 'number' ? new Date(value * 1000).toISOString() : value,
  ]);
  return {
    source: 'aws.ecs',
    detailType: 'ECS Task State Change',
    resources: [task.arn],
    detail: { ...Object.fromEntries(shape), updatedAt: new Date(clock.now).toISOString() },
  };
}
