import type { RateBudget } from './evidence/rate-budget';
import { checkPlan, type PlanProblem } from './plan-check';
import type { Plan } from '../../src/shared/plan';
import type { StoredParameter } from '../shared/parameters';
import { isThrottle, untilDeadline } from '../shared/retry';
import { asciiLine } from '../shared/text';
import { parseJson } from '../shared/untrusted-json';

/** Plans are read again after so long: a deployment is seen within two minutes. */
const KEPT_MS = 120_000;

/** A plan under the name by which its service is known. */
export interface RegisteredPlan {
  readonly name: string;
  readonly plan: Plan;
}

/** A parameter that holds no plan. */
interface MalformedPlan extends PlanProblem {
  readonly name: string;
}

/** What is registered. */
export interface Registered {
  readonly plans: readonly RegisteredPlan[];
  readonly malformed: readonly MalformedPlan[];
}

/** Reads one page of the parameters below a path. */
export type ReadPage = (path: string, token: string | undefined, signal: AbortSignal) => Promise<{
  readonly parameters: readonly StoredParameter[];
  readonly next?: string;
}>;

type Checked = { readonly version: number } & ({ readonly plan: Plan } | PlanProblem);

/**
 * The plans below some paths, kept for two minutes. A plan that has not changed stays the same object. Where they cannot be read again,
 * those that are known go on being verified.
 */
export class Registry {
  private readonly checked = new Map<string, Checked>();
  private names: readonly string[] = [];
  private readAt = -Infinity;

  constructor(
    private readonly paths: readonly string[],
    private readonly readPage: ReadPage,
    private readonly budget: RateBudget,
    private readonly now: () => number,
  ) {}

  /** Rejects only where nothing has ever been read. */
  public async read(signal: AbortSignal): Promise<Registered & { readonly trouble?: unknown }> {
    let trouble: unknown;
    if (this.now() - this.readAt >= KEPT_MS) {
      try {
        await this.readAll(signal);
      } catch (error) {
        if (this.readAt === -Infinity) { throw error; }
        trouble = error;
      }
    }
    const known = this.names.map((name) => ({ name, ...this.checked.get(name)! }));
    return {
      plans: known.flatMap((each) => 'plan' in each ? [{ name: each.name, plan: each.plan }] : []),
      malformed: known.flatMap((each) => 'problem' in each ? [{ name: each.name, field: each.field, problem: each.problem }] : []),
      ...trouble === undefined ? {} : { trouble },
    };
  }

  private async readAll(signal: AbortSignal): Promise<void> {
    const began = this.now();
    const parameters = (await Promise.all(this.paths.map((path) => this.readPath(path, signal)))).flat();
    for (const parameter of parameters) {
      if (this.checked.get(parameter.name)?.version !== parameter.version) { this.checked.set(parameter.name, checkParameter(parameter)); }
    }
    this.names = parameters.map(({ name }) => name).sort();
    const registered = new Set(this.names);
    for (const name of this.checked.keys()) { if (!registered.has(name)) { this.checked.delete(name); } }
    this.readAt = began;
  }

  private async readPath(path: string, signal: AbortSignal): Promise<StoredParameter[]> {
    const found: StoredParameter[] = [];
    let token: string | undefined;
    do {
      const page = await untilDeadline(
        async () => {
          await this.budget.take(signal);
          return this.readPage(path, token, signal);
        },
        signal,
        (error) => { if (isThrottle(error)) { this.budget.backOff(); } },
      );
      found.push(...page.parameters);
      token = page.next;
    } while (token);
    return found;
  }
}

function checkParameter({ value, version }: StoredParameter): Checked {
  const parsed = parseJson(value);
  if (!parsed) { return { version, field: 'plan', problem: `must be JSON, got ${asciiLine(JSON.stringify(value), 100)}` }; }
  return { version, ...checkPlan(parsed.value) };
}
