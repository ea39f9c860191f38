import { callActions, type AlarmTargets } from './alarm-actions';
import type { AlarmBoard, StateOfAlarm } from './alarm-board';
import { alarmStateChange } from './alarm-event';
import { embeddedMetrics, type Datapoint } from './embedded-metrics';
import { MetricStore } from './metric-store';
import type { EventBus } from '../rules/event-bus';
import type { Clock } from '../shared/clock';
import { sleep } from '../shared/repeat';
import { Signal } from '../shared/signal';
import type { ScheduleModel, TemplateModel } from '../template/model';

/** What a function returned to a schedule. */
export interface ScheduledLook {
  /** Epoch milliseconds of sandbox time at which it began. */
  readonly began: number;
  readonly input: unknown;
  readonly answer: unknown;
}

/** What the watch needs of the sandbox. */
export interface AlarmWatchDependencies extends AlarmTargets {
  readonly bus: EventBus;
  readonly clock: Clock;
  /** Aborts when the sandbox stops. */
  readonly stopping: AbortSignal;
  /** What AWS itself publishes at the end of each minute. */
  gauges(): readonly Datapoint[];
}

/**
 * Runs the template's schedules and evaluates its alarms, minute by minute.
 *
 * A minute lasts 60 s divided by the time scale, but ends after the runs that began in it: their probes wait for responses in real
 * time, and a minute without data would be a fault of the time scale, not of the service.
 */
export class AlarmWatch {
  /** What functions returned to schedules. */
  public readonly looks = new Signal<ScheduledLook>();
  /** While true, no schedule runs. */
  public paused = false;
  private readonly metrics = new MetricStore();
  private minute = 0;

  constructor(
    private readonly model: TemplateModel,
    private readonly board: AlarmBoard,
    private readonly dependencies: AlarmWatchDependencies,
  ) {
    model.alarms.notes.forEach((note) => dependencies.events.add('note', note));
    model.schedules
      .filter((schedule) => schedule.enabled && schedule.everyMinutes === undefined)
      .forEach(({ name, expression }) =>
        dependencies.events.add('note', `Schedule ${name}: ${expression} is not a rate, so it does not run here.`),
      );
  }

  /** Whole minutes that have passed. */
  public get minutes(): number {
    return this.minute;
  }

  /** Present state of an alarm by its name or ARN. */
  public stateOf(alarm: string): StateOfAlarm {
    return this.board.stateOf(alarm);
  }

  /** Names of the alarms in ALARM. */
  public get inAlarm(): readonly string[] {
    const { metricAlarms, compositeAlarms } = this.model.alarms;
    return [...metricAlarms, ...compositeAlarms].map(({ name }) => name).filter((name) => this.board.stateOf(name).state === 'ALARM');
  }

  /** Records the metrics in a line that a function logged. */
  public readLine(line: string): void {
    this.record(embeddedMetrics(line));
  }

  /** Records what was published this minute. */
  public record(datapoints: readonly Datapoint[]): void {
    datapoints.forEach((datapoint) => this.metrics.add(datapoint, this.minute));
  }

  /** Runs schedules and alarms until the sandbox stops. */
  public async run(): Promise<void> {
    const { bus, clock, events, stopping } = this.dependencies;
    // The runs of the last minute end with the sandbox.
    const stopped = new Promise<void>((resolve) => stopping.addEventListener('abort', () => resolve(), { once: true }));
    while (!stopping.aborted) {
      const end = clock.now + 60_000;
      const due = this.model.schedules.filter(
        ({ enabled, everyMinutes }) => !this.paused && enabled && everyMinutes && this.minute % everyMinutes === 0,
      );
      const runs = due.map(async (schedule) => this.runSchedule(schedule));
      await Promise.race([stopped, Promise.all([sleep(clock.milliseconds(60), stopping), ...runs])]);
      await clock.reach(end, stopping);
      if (stopping.aborted) {
        return;
      }
      this.record(this.dependencies.gauges());
      const transitions = this.board.evaluate(this.metrics, this.minute, clock.now);
      for (const transition of transitions) {
        const { alarm, state, previous } = transition;
        if (state.state !== previous.state) {
          events.add('alarm', `${alarm.name} is ${state.state}: ${state.reason}`);
          bus.put(alarmStateChange(transition, this.dependencies.place));
        }
        callActions(transition, this.dependencies);
      }
      // A minute lasts seconds here: who is called by an alarm would meet the next sweep each time, which on AWS is over by then.
      if (transitions.length > 0) { await clock.betweenRuns(async () => undefined); }
      this.minute += 1;
    }
  }

  private async runSchedule({ functionName, input }: ScheduleModel): Promise<void> {
    const { functions, clock, reportFailure } = this.dependencies;
    const { readBudget } = (input ?? {}) as { readonly readBudget?: unknown };
    // Functions live in real time, and so would the rate of their calls: a sweep has the calls of its minute, however short that is.
    const event = typeof readBudget === 'number' ? { ...input as object, readBudget: readBudget * clock.scale, reports: true } : input;
    const began = clock.now;
    const answer = await functions.get(functionName)?.invokeAsEvent(event, reportFailure);
    const { reports = [] } = (answer ?? {}) as { readonly reports?: readonly unknown[] };
    for (const report of reports) { this.looks.emit({ began, input, answer: report }); }
  }
}
