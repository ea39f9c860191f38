import * as ts from 'typescript';

/** A replacement of a node, or of a span beside it. */
interface Replacement {
  readonly text: string;
  readonly start?: number;
  readonly end?: number;
}

/** What one kind of slip makes of a node; nothing where the node offers no occasion. */
type Operator = (node: ts.Node) => ReadonlyArray<string | Replacement>;

const OTHER_OPERATORS: Readonly<Record<string, string>> = {
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '===': '!==',
  '!==': '===',
  '&&': '||',
  '||': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
};

const OTHER_METHODS: Readonly<Record<string, string>> = {
  every: 'some',
  some: 'every',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  startsWith: 'endsWith',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
};

/** Methods without which a chain still has a value of the same type. */
const LINKS = new Set(['filter', 'sort', 'reverse', 'trim', 'slice']);

/** Of the type `never`, which the compiler accepts wherever a value is expected. */
const NOTHING = 'undefined!';

/** The kinds of slips. The compiler refuses what does not fit the types, so an operator need not know them. */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  operator: (node) => {
    if (!ts.isBinaryExpression(node)) {
      return [];
    }
    const { operatorToken: token } = node;
    const other = OTHER_OPERATORS[token.getText()];
    return other ? [{ text: other, start: token.getStart(), end: token.end }] : [];
  },
  default: (node) => {
    if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken) {
      return [];
    }
    return [node.right.getText(), `${node.left.getText()}!`];
  },
  condition: (node) => {
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) {
      return [negated(node.expression)];
    }
    return ts.isConditionalExpression(node) ? [negated(node.condition)] : [];
  },
  negation: (node) =>
    ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken ? [node.operand.getText()] : [],
  method: (node) => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) {
      return [];
    }
    const { name, expression } = node.expression;
    const other = OTHER_METHODS[name.text];
    return [
      ...other ? [{ text: other, start: name.getStart(), end: name.end }] : [],
      ...LINKS.has(name.text) ? [expression.getText()] : [],
    ];
  },
  boolean: (node) => {
    if (node.kind === ts.SyntaxKind.TrueKeyword) {
      return ['false'];
    }
    return node.kind === ts.SyntaxKind.FalseKeyword ? ['true'] : [];
  },
  number: (node) => (ts.isNumericLiteral(node) ? [1, -1].map((step) => String(Number(node.text) + step)) : []),
  string: (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      return [node.text === '' ? "'mutant'" : "''"];
    }
    return ts.isTemplateExpression(node) ? ['``'] : [];
  },
  result: (node) => {
    const result = ts.isReturnStatement(node)
      ? node.expression
      : ts.isArrowFunction(node) && !ts.isBlock(node.body)
        ? node.body
        : undefined;
    return result && !isUndefined(result) ? [{ text: NOTHING, start: result.getStart(), end: result.end }] : [];
  },
  statement: (node) => {
    const acts = ts.isThrowStatement(node) || (ts.isExpressionStatement(node) && !isSuper(node.expression));
    return acts ? [';'] : [];
  },
  element: (node) => (ts.isArrayLiteralExpression(node) ? node.elements.map((element) => removed(element, node.elements)) : []),
  property: (node) => (ts.isObjectLiteralExpression(node) ? node.properties.map((property) => removed(property, node.properties)) : []),
};

const negated = (condition: ts.Expression): Replacement => (
  { text: `!(${condition.getText()})`, start: condition.getStart(), end: condition.end }
);

const isUndefined = (node: ts.Node) => ts.isIdentifier(node) && node.text === 'undefined';

const isSuper = (node: ts.Node) => ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword;

/** A member of a list, with the comma that follows it. */
function removed(member: ts.Node, list: ts.NodeArray<ts.Node>): Replacement {
  const next = list[list.indexOf(member) + 1];
  return { text: '', start: member.getStart(), end: next ? next.getStart() : member.end };
}
