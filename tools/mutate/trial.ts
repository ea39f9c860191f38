import type { Copy, FailedTest } from './copy';
import type { Mutant } from './mutant';
import type { RelatedTests } from './related-tests';

/** Undecided is what took too long or ended the process: a loop without end as well as slow tests. */
type Verdict = 'killed' | 'survived' | 'undecided' | 'no test';

export interface Outcome {
  readonly verdict: Verdict;
  /** The test that failed. */
  readonly by?: string;
}

/** Tries mutants, and knows which tests fail without one. */
export class Trials {
  /** What each test that has failed with a mutant does without one. */
  private readonly unmutated = new Map<string, Promise<boolean>>();

  /** @param milliseconds for all tests of one mutant */
  constructor(private readonly milliseconds: number, private readonly warn: (text: string) => void) {}

  public async run(copy: Copy, mutant: Mutant, { direct, bundled }: RelatedTests): Promise<Outcome> {
    if (direct.length + bundled.length === 0) { return { verdict: 'no test' }; }
    const end = Date.now() + this.milliseconds;
    const outcome = await this.against(copy, mutant, direct, end);
    if (outcome.verdict !== 'survived' || bundled.length === 0) { return outcome; }
    const inBundles = await copy.withMutant(mutant, async () => copy.bundle())
      ? await this.against(copy, mutant, bundled, end)
      : { verdict: 'killed', by: 'tools/bundle.ts' } as const;
    copy.bundle();
    return inBundles;
  }

  private async against(copy: Copy, mutant: Mutant, tests: readonly string[], end: number): Promise<Outcome> {
    const trusted = await this.trusted(tests);
    if (trusted.length === 0) { return { verdict: 'survived' }; }
    const result = await copy.withMutant(mutant, async () => copy.test(trusted, end - Date.now()));
    if (!result) { return { verdict: 'undecided' }; }
    const { failed } = result;
    if (!failed) { return { verdict: 'survived' }; }
    if (await this.passesUnmutated(copy, failed)) { return { verdict: 'killed', by: `${failed.file}: ${failed.name}` }; }
    return this.against(copy, mutant, tests, end);
  }

  private async trusted(tests: readonly string[]): Promise<string[]> {
    const passes = await Promise.all(tests.map(async (test) => this.unmutated.get(test) ?? true));
    return tests.filter((_, index) => passes[index]);
  }

  /** A test that fails anyway, for want of something in the copy, kills nothing. */
  private async passesUnmutated(copy: Copy, { file, name }: FailedTest): Promise<boolean> {
    if (!this.unmutated.has(file)) {
      this.unmutated.set(file, copy.test([file], this.milliseconds).then((result) => result !== undefined && !result.failed));
    }
    const passes = await this.unmutated.get(file)!;
    if (!passes) { this.warn(`${file} also fails without a mutant and is left out: ${name}`); }
    return passes;
  }
}
