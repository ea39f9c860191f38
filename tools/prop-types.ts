/**
 * What every exported constructor, factory and method takes, as a table that a check at run time reads: written from the types themselves,
 * so that no prop is forgotten. `npx tsx tools/prop-types.ts` writes it; a test holds it against the types.
 */
/* eslint-disable no-bitwise -- the compiler's flags are bits */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
export const PROP_TYPES = join(ROOT, 'src', 'contract', 'prop-types.generated.ts');

/** Enough members to tell one class from another; more would only make the table longer. */
const MEMBERS = 4;

type Rows = Map<string, Record<string, string>>;

/** The table as TypeScript. */
export function propTypes(): string {
  return new Table().render();
}

class Table {
  private readonly program = ts.createProgram([join(ROOT, 'src', 'index.ts')], {
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    types: [],
    // Its core alone, without the types of all services, which take several times as long.
    paths: { 'aws-cdk-lib': [join(ROOT, 'node_modules', 'aws-cdk-lib', 'core', 'lib', 'index.d.ts')] },
  });
  private readonly checker = this.program.getTypeChecker();
  private readonly calls: Rows = new Map();
  private readonly structs: Rows = new Map();
  private readonly objects = new Map<string, string[]>();
  private readonly enums = new Map<string, Record<string, unknown> | string>();
  private readonly known = new Map<string, ts.Symbol>();

  constructor() {
    const index = this.checker.getSymbolAtLocation(this.program.getSourceFile(join(ROOT, 'src', 'index.ts'))!)!;
    for (const { declarations = [] } of this.checker.getExportsOfModule(index).map((symbol) => this.original(symbol))) {
      declarations.filter(ts.isClassDeclaration).forEach((declaration) => this.addCalls(declaration));
    }
  }

  public render(): string {
    const fields = (row: object) => Object.entries(row).map(([key, value]) => `${quoted(key)}: ${literal(value)}`);
    const oneLine = (row: object) => `{ ${fields(row).join(', ')} }`;
    const manyLines = (row: object) => `{\n${fields(row).map((field) => `    ${field},\n`).join('')}  }`;
    const enumRow = (row: object | string) => typeof row === 'string' ? literal(row) : manyLines(row);
    return [
      '// Written by `npx tsx tools/prop-types.ts` from what src/index.ts exports. Do not edit.\n',
      '/** Parameters of exported constructors, factories and methods. A name that ends with `?` may be left out. */',
      table('CALLS', this.calls, oneLine, ' as const'),
      '/** Structs, by their props. */',
      table('STRUCTS', this.structs, manyLines, '', 'Record<string, Record<string, string>>'),
      '/** Classes and behavioural interfaces, by members that each of their objects has. */',
      table('OBJECTS', this.objects, (members) => `[${members.map(literal).join(', ')}]`, '', 'Record<string, string[]>'),
      "/** Enums: this library's by their members, others by the kind of their values, because newer versions have more of them. */",
      table('ENUMS', this.enums, enumRow, '', "Record<string, Record<string, string> | 'string' | 'number'>"),
    ].join('\n');
  }

  private addCalls(declaration: ts.ClassDeclaration): void {
    const owner = declaration.name!.text;
    for (const member of declaration.members) {
      if (!(ts.isConstructorDeclaration(member) || ts.isMethodDeclaration(member)) || member.parameters.length === 0) { continue; }
      if (isHidden(member) || member.name?.getText().startsWith('_')) { continue; }
      const parameters = member.parameters.map((parameter): [string, string] => {
        const mark = parameter.questionToken || parameter.initializer ? '?' : '';
        return [`${parameter.name.getText()}${mark}`, this.name(this.checker.getTypeAtLocation(parameter))];
      });
      this.calls.set(ts.isConstructorDeclaration(member) ? owner : `${owner}.${member.name.getText()}`, Object.fromEntries(parameters));
    }
  }

  /** The type's name: `number`, `Duration`, `Duration[]`, or `string{}` for a map. */
  private name(given: ts.Type): string {
    const type = this.checker.getNonNullableType(given);
    const { symbol } = type;
    if (type.flags & ts.TypeFlags.BooleanLike) { return 'boolean'; }
    if (type.flags & ts.TypeFlags.EnumLike) { return this.named(symbol, () => this.addEnum(symbol)); }
    if (type.flags & ts.TypeFlags.String) { return 'string'; }
    if (type.flags & ts.TypeFlags.Number) { return 'number'; }
    if (this.checker.isArrayType(type)) { return `${this.name(this.checker.getTypeArguments(type as ts.TypeReference)[0])}[]`; }
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (index) { return `${this.name(index)}{}`; }
    if (!type.isClassOrInterface()) { throw new Error(`The check of arguments has no name for ${this.checker.typeToString(type)}`); }
    // As jsii does: an interface whose name begins with an I has behaviour, any other is a struct.
    const isStruct = !type.isClass() && !/^I[A-Z]/.test(symbol.name);
    return this.named(symbol, () => isStruct ? this.addStruct(symbol) : this.addObject(symbol, type.isClass()));
  }

  private named(symbol: ts.Symbol, add: () => void): string {
    const { name } = symbol;
    const before = this.known.get(name);
    if (before && before !== symbol) { throw new Error(`Two types have the name ${name}`); }
    this.known.set(name, symbol);
    if (!before) { add(); }
    return name;
  }

  private addStruct(symbol: ts.Symbol): void {
    const row: Record<string, string> = {};
    this.structs.set(symbol.name, row);
    for (const prop of this.checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
      row[`${prop.name}${isOptional(prop) ? '?' : ''}`] = this.name(this.checker.getTypeOfSymbol(prop));
    }
  }

  /** By what the type itself declares; what all constructs and resources have tells nothing. */
  private addObject(symbol: ts.Symbol, isClass: boolean): void {
    const members = this.checker.getDeclaredTypeOfSymbol(symbol).getProperties()
      .filter(({ declarations: [declaration] = [] }) => declaration && !isHidden(declaration) && !isOfEveryConstruct(declaration));
    const required = members.filter((member) => !isOptional(member));
    const rank = (member: ts.Symbol) => member.flags & ts.SymbolFlags.Method ? 1 : 0;
    const chosen = (required.length > 0 || !isClass ? required : members).sort((left, right) => rank(left) - rank(right)).slice(0, MEMBERS);
    this.objects.set(symbol.name, chosen.length > 0 ? chosen.map(({ name }) => name) : ['node']);
  }

  private addEnum(symbol: ts.Symbol): void {
    const declaration = symbol.declarations!.find(ts.isEnumDeclaration)!;
    const members = declaration.members.map((member) => [member.name.getText(), this.checker.getConstantValue(member)] as const);
    const isOwn = !declaration.getSourceFile().isDeclarationFile;
    this.enums.set(symbol.name, isOwn ? Object.fromEntries(members) : typeof members[0][1]);
  }

  private original(symbol: ts.Symbol): ts.Symbol {
    return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
  }
}

function isOptional(symbol: ts.Symbol): boolean {
  return (symbol.flags & ts.SymbolFlags.Optional) !== 0;
}

function isHidden(declaration: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
}

function isOfEveryConstruct(declaration: ts.Declaration): boolean {
  const owner = declaration.parent as ts.ClassDeclaration | ts.InterfaceDeclaration;
  return /^I?(Construct|Resource|Dependable)$/.test(owner.name?.text ?? '');
}

function table<T>(name: string, rows: Map<string, T>, row: (value: T) => string, suffix: string, type?: string): string {
  const sorted = [...rows].sort(([left], [right]) => left < right ? -1 : 1);
  const lines = sorted.map(([key, value]) => `  ${quoted(key)}: ${row(value)},\n`);
  return `export const ${name}${type ? `: ${type}` : ''} = {\n${lines.join('')}}${suffix};\n`;
}

function quoted(key: string): string {
  return /^\w+$/.test(key) ? key : literal(key);
}

function literal(value: unknown): string {
  return `'${String(value)}'`;
}

if (require.main === module) {
  writeFileSync(PROP_TYPES, propTypes());
}
