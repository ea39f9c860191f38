import { number, object, objects, text, type Properties } from './fields';
import type { DescribedModel } from './model';

/** A listener of an Application Load Balancer. */
export interface ListenerModel {
  readonly arn: string;
  readonly balancerArn: string;
  readonly port: number;
  /** In the order in which they are asked; the last one is the listener's default. */
  readonly rules: readonly ListenerRuleModel[];
}

/** Which requests a rule takes, and what becomes of them. */
export interface ListenerRuleModel {
  /** Of a default rule that of its listener. */
  readonly arn: string;
  /** Patterns with `*` and `?`, one of which has to fit; any host where there are none. */
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Weights by target group, where it forwards. */
  readonly forward: Readonly<Record<string, number>>;
  /** What is answered where it forwards nothing. */
  readonly answer: { readonly status: number; readonly body: string };
}

const KNOWN_FIELDS: ReadonlyArray<string | undefined> = ['host-header', 'path-pattern'];

/** Listeners that speak HTTP or HTTPS; rules with other conditions than hosts and paths take no request. */
export function readListeners(described: readonly DescribedModel[]): ListenerModel[] {
  const ofType = (type: string) => described.filter((each) => each.type === `AWS::ElasticLoadBalancingV2::${type}`);
  return ofType('Listener').filter(({ properties }) => ['HTTP', 'HTTPS'].includes(text(properties, 'Protocol') ?? 'HTTP'))
    .map(({ reference: arn, properties }) => {
      const rules = ofType('ListenerRule')
        .filter((rule) => rule.properties.ListenerArn === arn
          && objects(rule.properties, 'Conditions').every((condition) => KNOWN_FIELDS.includes(text(condition, 'Field'))))
        .sort((one, other) => number(one.properties, 'Priority', 0) - number(other.properties, 'Priority', 0));
      return {
        arn,
        balancerArn: text(properties, 'LoadBalancerArn') ?? '',
        port: number(properties, 'Port', 80),
        rules: [
          ...rules.map((rule) => readRule(rule.reference, objects(rule.properties, 'Actions'), objects(rule.properties, 'Conditions'))),
          readRule(arn, objects(properties, 'DefaultActions'), []),
        ],
      };
    });
}

function readRule(arn: string, actions: readonly Properties[], conditions: readonly Properties[]): ListenerRuleModel {
  const values = (field: string, config: string) => conditions.filter((each) => each.Field === field)
    .flatMap((each) => (object(each, config).Values ?? each.Values ?? []) as string[]);
  // Others come before it: they redirect nobody who is let through.
  const action = actions.find(({ Type }) => Type === 'forward') ?? actions.at(-1) ?? {};
  const fixed = object(action, 'FixedResponseConfig');
  return {
    arn,
    hosts: values('host-header', 'HostHeaderConfig'),
    paths: values('path-pattern', 'PathPatternConfig'),
    forward: weightsOf(action),
    answer: text(action, 'Type') === 'fixed-response'
      ? { status: number(fixed, 'StatusCode', 503), body: text(fixed, 'MessageBody') ?? '' }
      : { status: 501, body: `The sandbox does not play the action ${text(action, 'Type')} of a listener.` },
  };
}

function weightsOf(action: Properties): Record<string, number> {
  const groups = objects(object(action, 'ForwardConfig'), 'TargetGroups');
  const alone = text(action, 'TargetGroupArn');
  return groups.length > 0
    ? Object.fromEntries(groups.map((group) => [text(group, 'TargetGroupArn') ?? '', number(group, 'Weight', 1)]))
    : alone === undefined ? {} : { [alone]: 1 };
}
