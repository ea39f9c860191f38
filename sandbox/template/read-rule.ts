import { object, objects, text, type Properties } from './fields';
import type { RuleModel } from './model';
import type { Resolver } from './resolver';
import { unknownOperator } from '../rules/event-pattern';

/** All rules of a template that wait for events, and which of them are not played. */
export function readRules(resolver: Resolver): { rules: RuleModel[]; notes: string[] } {
  const all = resolver.resources('AWS::Events::Rule')
    .map(({ logicalId, properties }) => ({ ...readRule(logicalId, properties), enabled: text(properties, 'State') !== 'DISABLED' }))
    .filter(({ enabled, pattern }) => enabled && Object.keys(pattern).length > 0)
    .map((rule) => ({ rule, operator: unknownOperator(rule.pattern) }));
  return {
    rules: all.filter(({ operator }) => operator === undefined).map(({ rule }) => rule),
    notes: all.filter(({ operator }) => operator !== undefined).map(({ rule, operator }) => `Rule ${rule.name} gets no events: its operator '${operator}' is not played.`),
  };
}

function readRule(logicalId: string, properties: Properties): RuleModel {
  return {
    name: text(properties, 'Name') ?? logicalId,
    pattern: object(properties, 'EventPattern'),
    targets: objects(properties, 'Targets').map((target) => {
      const transformer = object(target, 'InputTransformer');
      return {
        arn: text(target, 'Arn') ?? '',
        input: text(target, 'Input'),
        paths: object(transformer, 'InputPathsMap') as Record<string, string>,
        template: text(transformer, 'InputTemplate'),
      };
    }),
  };
}
