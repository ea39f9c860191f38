import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import * as ts from 'typescript';

/**
 * The files that a file executes, from the project's root: what it imports but for types, and in tests also what it starts as a program
 * of its own, by the name of a file beside it. An import from a barrel, such as src/index.ts, counts as one from where its names are
 * declared.
 */
export function usesOf(root: string, file: string): string[] {
  const source = parsed(root, file);
  const uses = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      if (node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) && !isOnlyTypes(node)) {
        const imported = resolved(root, file, node.moduleSpecifier.text);
        if (imported) { declarationsOf(root, imported, namesIn(node)).forEach((use) => uses.add(use)); }
      }
      return;
    }
    if (ts.isStringLiteral(node)) {
      const beside = node.text.startsWith('.') ? node.text : file.startsWith('test/') ? `./${node.text}` : undefined;
      const used = beside && resolved(root, file, beside);
      if (used) { uses.add(used); }
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return [...uses];
}

function parsed(root: string, file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

function resolved(root: string, from: string, name: string): string | undefined {
  if (!name.startsWith('.') || name.length > 100) { return undefined; }
  const path = posix.join(posix.dirname(from), name);
  return [`${path}.ts`, `${path}/index.ts`, path].find((candidate) => candidate.endsWith('.ts') && existsSync(join(root, candidate)));
}

function isOnlyTypes(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) { return node.isTypeOnly; }
  const { importClause: clause } = node;
  const named = clause?.namedBindings;
  return clause !== undefined && (clause.isTypeOnly
    || (!clause.name && named !== undefined && ts.isNamedImports(named) && named.elements.every(({ isTypeOnly }) => isTypeOnly)));
}

/** What is imported by name; undefined where it may be anything. */
function namesIn(node: ts.ImportDeclaration | ts.ExportDeclaration): string[] | undefined {
  const named = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  if (!named || ts.isNamespaceImport(named) || ts.isNamespaceExport(named)) { return undefined; }
  return [...named.elements].filter(({ isTypeOnly }) => !isTypeOnly).map(({ name, propertyName }) => (propertyName ?? name).text);
}

function declarationsOf(root: string, file: string, names: readonly string[] | undefined): string[] {
  const { statements } = parsed(root, file);
  if (!names || !statements.every(ts.isExportDeclaration)) { return [file]; }
  const modules = statements.filter(ts.isExportDeclaration)
    .map(({ moduleSpecifier }) => resolved(root, file, (moduleSpecifier as ts.StringLiteral).text)!);
  return modules.filter((module) => exportsOf(root, module).some((name) => names.includes(name)));
}

const exported = new Map<string, readonly string[]>();

function exportsOf(root: string, file: string): readonly string[] {
  const key = join(root, file);
  if (!exported.has(key)) {
    const { statements } = parsed(root, file);
    exported.set(key, statements.flatMap((statement) => {
      if (!ts.canHaveModifiers(statement) || !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
        return [];
      }
      const declared = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [statement as ts.DeclarationStatement];
      return declared.map(({ name }) => name?.getText() ?? '');
    }));
  }
  return exported.get(key)!;
}
