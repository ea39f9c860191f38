import { ApiError } from './errors';
import type { ScheduleModel } from '../template/model';

const SCHEDULE = /^\/schedules\/([^/]+)$/;

/** GetSchedule of EventBridge Scheduler, over the schedules of the template. */
export class SchedulerApi {
  constructor(private readonly schedules: readonly ScheduleModel[]) {}

  /** Name of the schedule that a path asks for; undefined when it asks for none. */
  asked(path: string): string | undefined {
    const name = path.match(SCHEDULE)?.[1];
    return name && decodeURIComponent(name);
  }

  getSchedule(name: string, groupName: string): object {
    const schedule = this.schedules.find((each) => each.name === name && each.groupName === groupName);
    if (!schedule) {
      const known = this.schedules.map((each) => `${each.groupName}/${each.name}`).join(', ') || 'none';
      throw new ApiError('ResourceNotFoundException', `Schedule ${name} does not exist in group ${groupName}; the sandbox has ${known}`, 404);
    }
    return {
      Arn: schedule.arn,
      Name: schedule.name,
      GroupName: schedule.groupName,
      ScheduleExpression: schedule.expression,
      State: schedule.enabled ? 'ENABLED' : 'DISABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: schedule.target,
    };
  }
}
