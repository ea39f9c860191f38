/** What intrinsic functions need to know of the template around them. */
export interface IntrinsicScope {
  readonly region: string;
  resolve(value: unknown): unknown;
  reference(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, key: string, field: string): unknown;
}

type Intrinsic = (argument: unknown, scope: IntrinsicScope) => unknown;

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new Error(`${name} needs a list, got ${JSON.stringify(value)}; the template is not valid.`);
  }
  return value;
}

/** Arguments of a function that takes a list, resolved. */
function resolved(argument: unknown, scope: IntrinsicScope, name: string): unknown[] {
  return list(argument, name).map((item) => scope.resolve(item));
}

const join: Intrinsic = (argument, scope) => {
  const [separator, items] = resolved(argument, scope, 'Fn::Join');
  return list(items, 'Fn::Join').join(String(separator));
};

const getAttribute: Intrinsic = (argument, scope) => {
  const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : resolved(argument, scope, 'Fn::GetAtt');
  return scope.attribute(String(logicalId), rest.join('.'));
};

const substitute: Intrinsic = (argument, scope) => {
  const [text, variables] = Array.isArray(argument)
    ? [String(argument[0]), argument[1] as Record<string, unknown>]
    : [String(argument), {}];
  return text.replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) {
      return `\${${name}}`;
    }
    if (name in variables) {
      return String(scope.resolve(variables[name]));
    }
    const dot = name.indexOf('.');
    return String(dot < 0 ? scope.reference(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
};

const select: Intrinsic = (argument, scope) => {
  const [index, items] = resolved(argument, scope, 'Fn::Select');
  return list(items, 'Fn::Select')[Number(index)];
};

const split: Intrinsic = (argument, scope) => {
  const [separator, text] = resolved(argument, scope, 'Fn::Split');
  return String(text).split(String(separator));
};

const chooseByCondition: Intrinsic = (argument, scope) => {
  const [name, whenTrue, whenFalse] = list(argument, 'Fn::If');
  return scope.resolve(scope.condition(String(name)) ? whenTrue : whenFalse);
};

const findInMap: Intrinsic = (argument, scope) => {
  const [map, key, field] = resolved(argument, scope, 'Fn::FindInMap').map(String);
  return scope.mapping(map, key, field);
};

const equals: Intrinsic = (argument, scope) => {
  const [one, other] = resolved(argument, scope, 'Fn::Equals');
  return String(one) === String(other);
};

/** Every intrinsic function that the sandbox resolves. */
export const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  'Ref': (argument, scope) => scope.reference(String(argument)),
  'Fn::GetAtt': getAttribute,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': chooseByCondition,
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) => Buffer.from(String(scope.resolve(argument))).toString('base64'),
  // Nothing else is deployed here: a placeholder that says so, readable wherever it turns up.
  'Fn::ImportValue': (argument, scope) => `imported-${String(scope.resolve(argument)).replace(/[^A-Za-z0-9]+/g, '-')}`,
  'Fn::GetAZs': (_, scope) => ['a', 'b', 'c'].map((zone) => `${scope.region}${zone}`),
  'Fn::Equals': equals,
  'Fn::And': (argument, scope) => resolved(argument, scope, 'Fn::And').every(Boolean),
  'Fn::Or': (argument, scope) => resolved(argument, scope, 'Fn::Or').some(Boolean),
  'Fn::Not': (argument, scope) => !resolved(argument, scope, 'Fn::Not')[0],
  'Condition': (argument, scope) => scope.condition(String(argument)),
};
