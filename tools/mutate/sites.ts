import * as ts from 'typescript';
import type { Mutant } from './mutant';
import { OPERATORS } from './operators';

/** All mutants of a source file, in the order of the file. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const found: Mutant[] = [];
  const visit = (node: ts.Node): void => {
    if (isFixed(node)) { return; }
    for (const [kind, operator] of Object.entries(OPERATORS)) {
      for (const replacement of operator(node)) {
        const { text, start = node.getStart(), end = node.end } = typeof replacement === 'string' ? { text: replacement } : replacement;
        if (source.slice(start, end) !== text) { found.push({ file, kind, start, end, text }); }
      }
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true), visit);
  return found;
}

/** What only the compiler reads, and the names of modules and properties. */
function isFixed(node: ts.Node): boolean {
  return ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)
    || ts.isExportDeclaration(node) || (ts.isPropertyName(node) && isNameOf(node));
}

const isNameOf = (node: ts.Node) => (node.parent as { readonly name?: ts.Node }).name === node;
