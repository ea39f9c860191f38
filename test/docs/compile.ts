import { join } from 'node:path';
import * as ts from 'typescript';
import { type Block, read } from './pages';

const FOLDER = __dirname;

/** What the examples take for granted; an example's own declaration stands before it. */
const SURROUNDINGS = [...read('test/docs/surroundings.ts').matchAll(/^export declare const (\w+)/gm)].map(([, name]) => name);

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  esModuleInterop: true,
  types: ['node', 'jest'],
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  moduleResolution: ts.ModuleResolutionKind.Node10,
  lib: ['lib.es2022.d.ts'],
  paths: { 'cdk-ecs-layered-health': [join(FOLDER, '..', '..', 'src')] },
};

/** Where names that an example does not import come from; the first one that has it. */
const MODULES = [
  'cdk-ecs-layered-health',
  'aws-cdk-lib',
  'aws-cdk-lib/aws-ecs',
  'aws-cdk-lib/aws-ec2',
  'aws-cdk-lib/aws-elasticloadbalancingv2',
  'aws-cdk-lib/aws-sns',
  'aws-cdk-lib/aws-sqs',
  'aws-cdk-lib/aws-route53',
  'aws-cdk-lib/aws-route53-targets',
  'aws-cdk-lib/aws-cloudfront',
  'aws-cdk-lib/aws-cloudfront-origins',
  'aws-cdk-lib/aws-cloudwatch-actions',
  'aws-cdk-lib/aws-iam',
  'aws-cdk-lib/aws-wafv2',
  'aws-cdk-lib/aws-secretsmanager',
  'aws-cdk-lib/aws-kms',
  'aws-cdk-lib/aws-logs',
  'aws-cdk-lib/assertions',
];

/**
 * Compiles examples of the docs, all at once, as the body of a construct. Returns what is wrong, by page and line.
 */
export function compileBlocks(given: readonly Block[]): string[] {
  const wrapped = given.map(({ code }) => wrap(code));
  return compileModules(wrapped.map(({ text }) => text)).map(({ module, line, message }) => {
    const block = given[module]!;
    return `${block.page}:${block.line + 1 + line - wrapped[module]!.before} ${message}`;
  });
}

/** What is wrong in a module, which is named by its index. */
export interface CompileError {
  readonly module: number;
  /** Counted from 0. */
  readonly line: number;
  readonly message: string;
}

/** Compiles modules that import the library by its name, all at once. */
export function compileModules(texts: readonly string[]): CompileError[] {
  const files = new Map(texts.map((text, index) => [join(FOLDER, `block-${index}.ts`), text]));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const text = files.get(name);
    return text === undefined ? getSourceFile(name, ...rest) : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return [...files.keys()].flatMap((name, module) => {
    const source = program.getSourceFile(name)!;
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(({ start, messageText }) => ({
      module, line: source.getLineAndCharacterOfPosition(start ?? 0).line, message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  });
}

/** @returns the text of a file, and how many lines stand before the example in it */
function wrap(code: string): { text: string; before: number } {
  const imports = [...code.matchAll(/^import .*$/gm)].map(([line]) => line);
  const own = new Set(imports.flatMap((line) => line.match(/\b[A-Z]\w*/g) ?? []));
  // Comments and texts hold words that only look like names; what stands behind a dot is a member, but for `...Name`.
  const bare = code.replace(/\/\/.*$/gm, '').replace(/'[^'\n]*'/g, '');
  const free = [...new Set(bare.match(/(?<!\w|(?<!\.\.)\.)[A-Z]\w*/g) ?? [])].filter(
    (name) => !own.has(name) && !SURROUNDINGS.includes(name),
  );
  const lines = [
    'import type { Construct as Scope } from \'constructs\';', 'import { Construct } from \'constructs\';',
    `import { ${SURROUNDINGS.join(', ')} } from './surroundings';`,
    ...imports,
    ...free.flatMap((name) => origin(name).map((from) => `import { ${name} } from '${from}';`)),
    'export class Example extends Construct { public constructor(scope: Scope) { super(scope, \'Example\'); {',
  ];
  return { text: [...lines, code.replace(/^import .*$/gm, '').replace(/^export /gm, ''), '} } }'].join('\n'), before: lines.length };
}

const EXPORTS = new Map<string, object>();

function origin(name: string): string[] {
  return MODULES.filter((module) => name in exportsOf(module)).slice(0, 1);
}

function exportsOf(module: string): object {
  if (!EXPORTS.has(module)) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    EXPORTS.set(module, require(module === 'cdk-ecs-layered-health' ? '../../src' : module) as object);
  }
  return EXPORTS.get(module)!;
}
