import { randomUUID } from 'node:crypto';
import type { LambdaFunction } from '../functions/lambda-function';
import type { EventEntry } from '../shared/event-entry';
import type { EventLog } from '../shared/event-log';
import type { StateMachines } from '../state-machines/state-machines';
import { matchesPattern } from '../template/event-pattern';
import { functionName, type Place } from '../template/identifiers';
import type { RuleModel, RuleTargetModel } from '../template/model';

export interface BusTargets {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly stateMachines: StateMachines;
  readonly events: EventLog;
  readonly place: Place;
  /** Called with the reason when a function fails. */
  reportFailure(reason: string): void;
}

/** The default event bus: delivers each event to the targets of the rules whose pattern matches. */
export class EventBus {
  constructor(private readonly rules: readonly RuleModel[], private readonly targets: BusTargets) {}

  public put({ source, detailType, resources, detail }: EventEntry): void {
    const { account, region } = this.targets.place;
    const time = new Date().toISOString().replace(/\.\d+/, '');
    const event = { 'version': '0', 'id': randomUUID(), 'detail-type': detailType, source, account, time, region, resources, detail };
    for (const rule of this.rules.filter(({ pattern }) => matchesPattern(pattern, event))) {
      rule.targets.forEach((target) => this.deliver(rule, target, event));
    }
  }

  private deliver(rule: RuleModel, target: RuleTargetModel, event: object): void {
    if (/^arn:[^:]+:states:/.test(target.arn)) {
      this.targets.stateMachines.start(target.arn, inputOf(target, event));
      return;
    }
    const called = this.targets.functions.get(functionName(target.arn));
    if (called) {
      void called.invokeAsEvent(inputOf(target, event), (reason) => this.targets.reportFailure(reason));
    } else {
      this.targets.events.add('note', `Rule ${rule.name}: its target ${target.arn} is not supported.`);
    }
  }
}

/** The input of a target: the event, a constant, or a template whose placeholders become the JSON at their paths. */
function inputOf({ input, paths, template }: RuleTargetModel, event: object): unknown {
  if (template === undefined) {
    return input === undefined ? event : JSON.parse(input);
  }
  const at = (path: string) =>
    path
      .split('.')
      .slice(1)
      .reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event);
  return JSON.parse(template.replace(/<([^>]+)>/g, (_, name: string) => JSON.stringify(at(paths[name] ?? '') ?? null)));
}
