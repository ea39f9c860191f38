import { fieldsOf, member } from '../../src/lint/fields';
import type { Assumptions, Resolver } from '../../src/lint/resolver';
import type { TemplateFile } from '../../src/lint/template';
import { UNKNOWN } from '../../src/lint/value';

/** Conditions may refer to each other in a circle, which CloudFormation refuses. */
const DEEPEST = 50;

/**
 * What a deployment without parameters of its own would decide: the defaults of parameters, and what follows from them. A condition that
 * does not follow counts as true. Only for proposals, which mark it as a guess.
 */
export const USUAL_CHOICES: Assumptions = {
  parameter(name, template) {
    const parameter = member(member(template.body, 'Parameters'), String(name));
    const [type, value] = [String(member(parameter, 'Type')), member(parameter, 'Default')];
    // Of a parameter of Systems Manager the default is a name, not a value.
    if (type.startsWith('AWS::SSM::') || !['string', 'number', 'boolean'].includes(typeof value)) { return UNKNOWN; }
    return type.startsWith('List<') || type === 'CommaDelimitedList' ? String(value).split(',').map((one) => one.trim())
      : value as string | number | boolean;
  },
  choose(argument, template, resolver, depth) {
    const [condition, yes, no]: unknown[] = Array.isArray(argument) ? argument : [];
    return resolver.evaluate(holds(condition, template, resolver, depth) === false ? no : yes, template, depth);
  },
};

/** Whether a condition, by its name or as it is written, is true; undefined where the deployment decides. */
function holds(condition: unknown, template: TemplateFile, resolver: Resolver, depth: number): boolean | undefined {
  if (depth > DEEPEST) { return undefined; }
  if (typeof condition === 'string') {
    return holds(member(member(template.body, 'Conditions'), condition), template, resolver, depth + 1);
  }
  const [[name, argument] = []] = Object.entries(fieldsOf(condition));
  const parts: unknown[] = Array.isArray(argument) ? argument : [];
  const each = () => parts.map((part) => holds(part, template, resolver, depth + 1));
  switch (name) {
    case 'Condition': return holds(String(argument), template, resolver, depth + 1);
    case 'Fn::Equals': {
      const [one, other] = parts.map((part) => resolver.evaluate(part, template, depth + 1));
      return typeof one === 'object' || typeof other === 'object' || one === UNKNOWN || other === UNKNOWN ? undefined
        : String(one) === String(other);
    }
    case 'Fn::Not': {
      const [inner] = each();
      return inner === undefined ? undefined : !inner;
    }
    case 'Fn::And': return each().includes(false) ? false : each().includes(undefined) ? undefined : true;
    case 'Fn::Or': return each().includes(true) ? true : each().includes(undefined) ? undefined : false;
    default: return undefined;
  }
}
