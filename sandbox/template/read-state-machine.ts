import { object, text } from './fields';
import type { ParameterModel, StateMachineModel } from './model';
import type { Resolver } from './resolver';

/** State machines whose definition is in the template. */
export function readStateMachines(resolver: Resolver): StateMachineModel[] {
  return resolver.resources('AWS::StepFunctions::StateMachine').flatMap(({ logicalId, properties }) => {
    const written = text(properties, 'DefinitionString');
    const definition: unknown = written === undefined ? object(properties, 'Definition') : JSON.parse(written);
    const name = String(resolver.attribute(logicalId, 'Name'));
    return 'StartAt' in (definition as object) ? [{ name, arn: String(resolver.reference(logicalId)), definition }] : [];
  });
}

/** Parameters of the Systems Manager. */
export function readParameters(resolver: Resolver): ParameterModel[] {
  return resolver.resources('AWS::SSM::Parameter').map(({ logicalId, properties }) => ({
    name: String(resolver.reference(logicalId)), type: text(properties, 'Type') ?? 'String', value: text(properties, 'Value') ?? '',
  }));
}
