import { randomUUID } from 'node:crypto';
import { fitsPattern } from './event-pattern';
import type { EventLog } from '../events';
import type { LambdaFunction } from '../functions/lambda-function';
import type { StateMachines } from '../state-machines/state-machines';
import { functionName, type Place } from '../template/identifiers';
import type { RuleModel, RuleTargetModel } from '../template/model';

/** What happened, before EventBridge puts an envelope around it. */
export interface Happening {
  readonly source: 'aws.ecs' | 'aws.cloudwatch';
  readonly detailType: string;
  readonly resources: readonly string[];
  readonly detail: object;
}

export interface BusTargets {
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly stateMachines: StateMachines;
  readonly events: EventLog;
  readonly place: Place;
  /** Hears of functions that failed. */
  tellFailure(why: string): void;
}

/** The default event bus: hands what happened to the targets of the rules whose pattern fits. */
export class EventBus {
  constructor(private readonly rules: readonly RuleModel[], private readonly targets: BusTargets) {}

  put({ source, detailType, resources, detail }: Happening): void {
    const { account, region } = this.targets.place;
    const time = new Date().toISOString().replace(/\.\d+/, '');
    const event = { 'version': '0', 'id': randomUUID(), 'detail-type': detailType, source, account, time, region, resources, detail };
    for (const rule of this.rules.filter(({ pattern }) => fitsPattern(pattern, event))) {
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
      void called.invokeAsEvent(inputOf(target, event), (why) => this.targets.tellFailure(why));
    } else {
      this.targets.events.add('note', `Rule ${rule.name}: its target ${target.arn} is not played.`);
    }
  }
}

/** What a target gets of an event: the event, a constant, or a template whose placeholders become the JSON that their paths lead to. */
function inputOf({ input, paths, template }: RuleTargetModel, event: object): unknown {
  if (template === undefined) {
    return input === undefined ? event : JSON.parse(input);
  }
  const at = (path: string) => path.split('.').slice(1).reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], event);
  return JSON.parse(template.replace(/<([^>]+)>/g, (_, name: string) => JSON.stringify(at(paths[name] ?? '') ?? null)));
}
