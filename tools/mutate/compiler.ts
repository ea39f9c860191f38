import { dirname, resolve } from 'node:path';
import * as ts from 'typescript';

/** The compiler as CI runs it, over one changed file at a time. */
export class Compiler {
  private readonly versions = new Map<string, number>();
  private changed?: { readonly path: string; readonly source: string };
  private readonly service: ts.LanguageService;

  constructor(tsconfig: string) {
    const { config } = ts.readConfigFile(tsconfig, ts.sys.readFile);
    const folder = resolve(dirname(tsconfig));
    const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => fileNames,
      getScriptVersion: (path) => String(this.versions.get(path) ?? 0),
      getScriptSnapshot: (path) => {
        const source = path === this.changed?.path ? this.changed.source : ts.sys.readFile(path);
        return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
      },
      getCurrentDirectory: () => folder,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: ts.sys.fileExists,
      readFile: ts.sys.readFile,
      readDirectory: ts.sys.readDirectory,
    });
  }

  /** Whether the file compiles with another text. Errors that the text causes in other files are not seen. */
  public accepts(path: string, source: string): boolean {
    this.set({ path, source });
    const errors = [...this.service.getSyntacticDiagnostics(path), ...this.service.getSemanticDiagnostics(path)];
    this.set(undefined, path);
    return errors.length === 0;
  }

  private set(changed: { readonly path: string; readonly source: string } | undefined, path = changed!.path): void {
    this.changed = changed;
    this.versions.set(path, (this.versions.get(path) ?? 0) + 1);
  }
}
