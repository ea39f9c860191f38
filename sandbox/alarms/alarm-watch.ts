import { callActions, type AlarmTargets } from './alarm-actions';
import type { AlarmBoard, StateOfAlarm } from './alarm-board';
import { embeddedMetrics } from './embedded-metrics';
import { MetricStore } from './metric-store';
import type { Clock } from '../clock';
import { oneRound } from '../one-round';
import { sleep } from '../repeat';
import type { EventBus } from '../rules/event-bus';
import { alarmStateChange } from '../rules/happenings';
import type { ScheduleModel, TemplateModel } from '../template/model';

/** What the watch needs from the sandbox around it. */
export interface AlarmWatchSurroundings extends AlarmTargets {
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
}

/**
 * Runs the template's schedules and plays its alarms, minute by minute.
 *
 * A minute is 60 s divided by the time scale, but never ends before the runs that began in it: their probes wait for answers in real
 * time, and a minute without data would be the scale's fault, not the service's.
 */
export class AlarmWatch {
  private readonly metrics = new MetricStore();
  private minute = 0;

  constructor(private readonly model: TemplateModel, private readonly board: AlarmBoard, private readonly surroundings: AlarmWatchSurroundings) {
    model.alarms.notes.forEach((note) => surroundings.events.add('note', note));
    model.schedules.filter((schedule) => schedule.enabled && schedule.everyMinutes === undefined)
      .forEach(({ name, expression }) => surroundings.events.add('note', `Schedule ${name}: ${expression} is no rate, it does not run here.`));
  }

  /** Whole minutes that have passed. */
  get minutes(): number {
    return this.minute;
  }

  /** Present state of an alarm by its name or ARN. */
  stateOf(alarm: string): StateOfAlarm {
    return this.board.stateOf(alarm);
  }

  /** Takes the metrics out of a line that a function logged. */
  hear(line: string): void {
    embeddedMetrics(line).forEach((datapoint) => this.metrics.add(datapoint, this.minute));
  }

  /** Plays until the sandbox stops. */
  async run(): Promise<void> {
    const { bus, clock, events, stopping } = this.surroundings;
    // Nobody waits for the runs of the last minute: they end with the sandbox.
    const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
    while (!stopping.aborted) {
      const due = this.model.schedules.filter(({ enabled, everyMinutes }) => enabled && everyMinutes && this.minute % everyMinutes === 0);
      const runs = due.map(async (schedule) => this.runSchedule(schedule));
      await Promise.race([stopped, Promise.all([sleep(clock.milliseconds(60), stopping), ...runs])]);
      if (stopping.aborted) {
        return;
      }
      for (const transition of this.board.evaluate(this.metrics, this.minute, Date.now())) {
        const { alarm, state, previous } = transition;
        if (state.state !== previous.state) {
          events.add('alarm', `${alarm.name} is ${state.state}: ${state.reason}`);
          bus.put(alarmStateChange(transition, this.surroundings.place));
        }
        callActions(transition, this.surroundings);
      }
      this.minute += 1;
    }
  }

  private async runSchedule({ functionName, input }: ScheduleModel): Promise<void> {
    const { functions, tellFailure } = this.surroundings;
    await functions.get(functionName)?.invokeAsEvent(oneRound(input), tellFailure);
  }
}
