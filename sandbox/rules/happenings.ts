import type { Happening } from './event-bus';
import type { Transition } from '../alarms/alarm-board';
import { alarmEvent } from '../alarms/alarm-event';
import { taskShape } from '../api/ecs-shapes';
import type { Clock } from '../clock';
import type { Task } from '../tasks/task';
import type { Place } from '../template/identifiers';

/** A change of a task's status, with times as the API of the sandbox reports them. */
export function taskStateChange(task: Task, clock: Clock): Happening {
  const shape = Object.entries(taskShape(task, clock))
    .map(([name, value]: [string, unknown]) => [name, name.endsWith('At') && typeof value === 'number' ? new Date(value * 1000).toISOString() : value]);
  return { source: 'aws.ecs', detailType: 'ECS Task State Change', resources: [task.arn], detail: { ...Object.fromEntries(shape), updatedAt: new Date().toISOString() } };
}

/** A change of an alarm's state: EventBridge hears of each, whatever its actions. */
export function alarmStateChange(transition: Transition, place: Place): Happening {
  const { alarmData } = alarmEvent(transition, place) as { alarmData: object };
  return { source: 'aws.cloudwatch', detailType: 'CloudWatch Alarm State Change', resources: [transition.alarm.arn], detail: alarmData };
}
