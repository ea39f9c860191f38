import { evaluateMetricAlarm, type Evaluation } from './metric-alarm';
import type { MetricStore } from './metric-store';
import { Suppression, type SuppressedBy } from './suppression';
import type { AlarmModel, AlarmState, CompositeAlarmModel, MetricAlarmModel } from '../template/alarm-model';
import { alarmsOf, holds, parseAlarmRule, type AlarmRule } from '../template/alarm-rule';
import type { AlarmModels } from '../template/model';

/** An alarm's state since when and why. */
export interface StateOfAlarm extends Evaluation {
  /** Minute at the end of which the alarm took it; -1 before the first. */
  readonly minute: number;
  /** The same as real milliseconds since the epoch. */
  readonly at: number;
  readonly suppressedBy?: SuppressedBy;
}

/** A state that an alarm took: a change, or one whose held back actions are due now. */
export interface Transition {
  readonly alarm: AlarmModel;
  readonly state: StateOfAlarm;
  readonly previous: StateOfAlarm;
  /** Of a composite alarm: the alarms that explain the change, with their states. */
  readonly triggers: readonly { readonly arn: string; readonly state: StateOfAlarm }[];
  /** ARNs to call; none where actions are held back, disabled or not there. */
  readonly calls: readonly string[];
}

const START: StateOfAlarm = { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation', minute: -1, at: 0 };

interface Composite {
  readonly model: CompositeAlarmModel;
  readonly rule: AlarmRule;
  readonly suppression?: Suppression;
  /** State whose actions ran last: a return to it while the actions are suppressed runs none. */
  notified: AlarmState;
}

/** States of all alarms, minute by minute: pure but for what it remembers. */
export class AlarmBoard {
  private readonly states = new Map<string, StateOfAlarm>();
  private readonly arns: ReadonlyMap<string, string>;
  private readonly composites: readonly Composite[];

  /** @param models alarms to evaluate */
  constructor(private readonly models: Omit<AlarmModels, 'notes'>) {
    this.arns = new Map([...models.metricAlarms, ...models.compositeAlarms].map(({ name, arn }) => [name, arn]));
    this.composites = inOrder(models.compositeAlarms.map((model) => ({
      model,
      rule: parseAlarmRule(model.rule),
      ...model.suppressor ? { suppression: new Suppression(model.suppressor) } : {},
      notified: START.state,
    })));
  }

  /** Present state of an alarm by its name or ARN; INSUFFICIENT_DATA for one that the sandbox does not support. */
  public stateOf(alarm: string): StateOfAlarm {
    return this.states.get(nameOf(alarm)) ?? START;
  }

  /** Evaluates everything at the end of a minute; what changed, metric alarms first. */
  public evaluate(metrics: MetricStore, minute: number, at: number): Transition[] {
    return [
      ...this.models.metricAlarms.flatMap((model) => this.metricAlarm(model, metrics, minute, at)),
      ...this.composites.flatMap((composite) => this.composite(composite, minute, at)),
    ];
  }

  private metricAlarm(model: MetricAlarmModel, metrics: MetricStore, minute: number, at: number): Transition[] {
    const previous = this.stateOf(model.name);
    const state = { ...evaluateMetricAlarm(model, metrics, minute + 1, previous.state), minute, at };
    if (state.state === previous.state) {
      return [];
    }
    this.states.set(model.name, state);
    return [{ alarm: model, state, previous, triggers: [], calls: model.actions[state.state] }];
  }

  private composite(composite: Composite, minute: number, at: number): Transition[] {
    const { model, rule, suppression } = composite;
    const previous = this.stateOf(model.name);
    const value: AlarmState = holds(rule, (alarm) => this.stateOf(alarm).state) ? 'ALARM' : 'OK';
    const changed = value !== previous.state;
    const since = changed ? { minute, at } : { minute: previous.minute, at: previous.at };
    const inAlarm = model.suppressor !== undefined && this.stateOf(model.suppressor.alarm).state === 'ALARM';
    const suppressedBy = suppression?.at(minute, inAlarm, since.minute);
    const triggers = this.triggers(rule, value);
    const reason = changed ? reasonOf(triggers) : previous.reason;
    const state: StateOfAlarm = { state: value, reason, ...since, ...suppressedBy ? { suppressedBy } : {} };
    this.states.set(model.name, state);
    const due = !suppressedBy && value !== composite.notified;
    if (due) {
      composite.notified = value;
    }
    return changed || due ? [{ alarm: model, state, previous, triggers, calls: due ? model.actions[value] : [] }] : [];
  }

  /** Of the alarms in a rule, those that are in ALARM with it; else the one that changed last. */
  private triggers(rule: AlarmRule, value: AlarmState): Transition['triggers'] {
    const names = [...new Set(alarmsOf(rule).map(nameOf))];
    const children = names.map((name) => ({ arn: this.arns.get(name) ?? name, state: this.stateOf(name) }));
    const alarming = value === 'ALARM' ? children.filter(({ state }) => state.state === 'ALARM') : [];
    return alarming.length > 0 ? alarming : children.sort((one, other) => other.state.minute - one.state.minute).slice(0, 1);
  }
}

function reasonOf([trigger]: Transition['triggers']): string {
  return trigger
    ? `${trigger.arn} transitioned to ${trigger.state.state} at ${new Date(trigger.state.at).toUTCString()}`
    : 'The rule names no alarm.';
}

/** Name of an alarm's name or ARN. */
function nameOf(nameOrArn: string): string {
  return nameOrArn.match(/^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/)?.[1] ?? nameOrArn;
}

/** Alarms on which others depend, by rule or as a suppressor, come first. CloudWatch refuses most circles; here each is an error. */
function inOrder(composites: readonly Composite[]): Composite[] {
  const ordered: Composite[] = [];
  const visit = (composite: Composite, path: readonly string[]) => {
    const { model, rule } = composite;
    if (path.includes(model.name)) {
      throw new Error(
        `The composite alarms ${[...path, model.name].join(' → ')} depend on each other in a circle; `
          + 'CloudWatch cannot evaluate them either.',
      );
    }
    if (ordered.includes(composite)) {
      return;
    }
    for (const name of [...alarmsOf(rule), ...model.suppressor ? [model.suppressor.alarm] : []].map(nameOf)) {
      const child = composites.find((other) => other.model.name === name);
      if (child) {
        visit(child, [...path, model.name]);
      }
    }
    ordered.push(composite);
  };
  composites.forEach((composite) => visit(composite, []));
  return ordered;
}
