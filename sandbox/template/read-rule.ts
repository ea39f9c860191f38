import { unknownOperator } from './event-pattern';
import { object, objects, text, type Properties } from './fields';
import type { RuleModel } from './model';
import type { Resolver } from './resolver';

/** All event rules of a template, and one sentence for each that the sandbox does not support. */
export function readRules(resolver: Resolver): { rules: RuleModel[]; notes: string[] } {
  const all = resolver.resources('AWS::Events::Rule')
    .map(({ logicalId, properties }) => ({ ...readRule(logicalId, properties), enabled: text(properties, 'State') !== 'DISABLED' }))
    .filter(({ enabled, pattern }) => enabled && Object.keys(pattern).length > 0)
    .map((rule) => ({ rule, operator: unknownOperator(rule.pattern) }));
  return {
    rules: all.filter(({ operator }) => operator === undefined).map(({ rule }) => rule),
    notes: all
      .filter(({ operator }) => operator !== undefined)
      .map(({ rule, operator }) => `Rule ${rule.name} gets no events: its operator '${operator}' is not supported.`),
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
