import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLE_OPTIONS, ROOT } from '../tools/bundle-options';

/** A source file, or source text that stands at the project's root. */
export type Source = string | { readonly text: string };

/** Bundles a source the way the Lambdas are bundled, so that what is measured is what runs; without plugins, as esbuild does by itself. */
export async function bundle(source: Source, folder: string, name: string, plugins = BUNDLE_OPTIONS.plugins): Promise<string> {
  const file = join(folder, `${name}.js`);
  const entry: BuildOptions =
    typeof source === 'string' ? { entryPoints: [source] } : { stdin: { contents: source.text, resolveDir: ROOT } };
  await build({ ...BUNDLE_OPTIONS, ...entry, plugins, outfile: file });
  return file;
}

/** A process of its own that answers one message with one message. */
export class Child {
  private readonly process: ChildProcess;

  /** @param execArgv What Node is started with: a source that is not bundled needs tsx */
  constructor(script: string, execArgv: readonly string[] = []) {
    this.process = fork(script, [], { execArgv: [...execArgv] });
  }

  /** What the child says next, after it has been told something. */
  public async ask<T>(message?: object): Promise<T> {
    const listening = new AbortController();
    const died = once(this.process, 'exit', { signal: listening.signal }).then(([code]) => {
      throw new Error(`a process of the bench ended with code ${code}`);
    });
    const answer = once(this.process, 'message', { signal: listening.signal }).then(([value]) => value as T);
    answer.catch(() => undefined);
    died.catch(() => undefined);
    if (message) { this.process.send(message); }
    try {
      return await Promise.race([answer, died]);
    } finally {
      listening.abort();
    }
  }

  public stop(): void {
    this.process.kill();
  }
}
