import type { VerifierSettings } from './service-settings';
import { isFields, member } from '../../src/lint/fields';
import type { LintModel } from '../../src/lint/model/lint-model';
import type { Resource } from '../../src/lint/template';

/** What verifies a service from outside. */
interface Verifier {
  readonly service: Resource;
  readonly settings: VerifierSettings;
}

/** The verifiers whose plans are registered in the templates. */
export function readVerifiers(model: LintModel): Verifier[] {
  return model.resources('AWS::SSM::Parameter').flatMap(({ resource }) => {
    const plan = parse(write(member(resource.properties, 'Value')));
    const service = model.services.find(({ resource: { logicalId, template } }) => (
      template === resource.template && logicalId === member(member(plan, 'service'), 'name')));
    const timing = member(plan, 'timing');
    const [rounds, deadline, startup] = ['rounds', 'roundDeadlineMs', 'startupSeconds'].map((name) => member(timing, name));
    return service && typeof rounds === 'number' && typeof deadline === 'number' && typeof startup === 'number'
      ? [{ service: service.resource, settings: { rounds, roundDeadline: deadline / 1000, startup } }]
      : [];
  });
}

/** A text of the template in which every reference is the logical id that it refers to. */
function write(value: unknown): string {
  if (!isFields(value)) { return typeof value === 'string' ? value : ''; }
  const [name] = Object.keys(value);
  const argument = value[name];
  switch (name) {
    case 'Fn::Join': return Array.isArray(argument) && Array.isArray(argument[1]) ? argument[1].map(write).join(String(argument[0])) : '';
    case 'Fn::GetAtt': return Array.isArray(argument) ? String(argument[0]) : '';
    case 'Ref': return String(argument);
    default: return '';
  }
}

/** Parameters hold anything: what is no JSON is no plan. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
