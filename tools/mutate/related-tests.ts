import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roomOf } from './mutant';
import { usesOf } from './uses';

/** What stands for the bundles among the files. */
const HANDLERS = 'assets/*/index.js';
const COMMAND_LINE = 'assets/cli/main.js';

/** Almost everything is related to a few tests of whole programs: further ones cost minutes a mutant and hardly ever notice more. */
const MOST = { direct: 12, bundled: 3 };

/** The nearest tests: the room's own first, what takes long last. */
export interface RelatedTests {
  readonly direct: readonly string[];
  /** Those that execute the file only inside a bundle, which must be built for them. */
  readonly bundled: readonly string[];
}

/** Knows which tests execute a source file. */
export class Usage {
  private readonly usersOf = new Map<string, string[]>();

  constructor(root: string, folders: readonly string[] = ['src', 'lambda', 'cli', 'sandbox', 'examples', 'bench', 'tools', 'test']) {
    for (const file of folders.flatMap((folder) => sourcesIn(root, folder))) {
      usesOf(root, file).forEach((used) => this.add(used, file));
      if (/^lambda\/[\w-]+\.handler\.ts$/.test(file)) { this.add(file, HANDLERS); }
      if (file === 'cli/main.ts') { this.add(file, COMMAND_LINE); }
      if (/^(test|sandbox|bench)\//.test(file)) {
        bundlesIn(readFileSync(join(root, file), 'utf8')).forEach((bundle) => this.add(bundle, file));
      }
    }
  }

  public testsOf(file: string): RelatedTests {
    const own = `test/${roomOf({ file }).replace(/^src\//, '')}/`;
    const distance = (test: string) => Number(test.endsWith('.long.test.ts')) * 2 + Number(!test.startsWith(own));
    const nearestFirst = (tests: readonly string[]) => [...tests].sort((one, other) => distance(one) - distance(other));
    const direct = nearestFirst(this.reachedFrom(file, true));
    const bundled = nearestFirst(this.reachedFrom(file, false).filter((test) => !direct.includes(test)));
    return { direct: direct.slice(0, MOST.direct), bundled: bundled.slice(0, MOST.bundled) };
  }

  private add(used: string, user: string): void {
    if (!this.usersOf.has(used)) { this.usersOf.set(used, []); }
    this.usersOf.get(used)!.push(user);
  }

  private reachedFrom(file: string, withoutBundles: boolean): string[] {
    const reached = new Set([file]);
    // A set that grows is walked to its new end: the nearest come first.
    for (const one of reached) {
      this.usersOf.get(one)?.filter((user) => !(withoutBundles && user.startsWith('assets/'))).forEach((user) => reached.add(user));
    }
    return [...reached].filter((one) => one.endsWith('.test.ts'));
  }
}

/** The bundles that a file runs, by their names in it. */
function bundlesIn(source: string): string[] {
  if (!/(['"`])assets\1/.test(source)) { return []; }
  const runsCommandLine = source.includes('main.js');
  return [...runsCommandLine ? [COMMAND_LINE] : [], ...!runsCommandLine || source.includes('index.js') ? [HANDLERS] : []];
}

export function sourcesIn(root: string, folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
    (file) => `${folder}/${file.replace(/\\/g, '/')}`,
  );
  return files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && !file.includes('/node_modules/')).sort();
}
