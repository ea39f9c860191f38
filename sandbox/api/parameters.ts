import { ApiError } from './errors';
import { oneRound } from '../shared/one-round';
import type { ParameterModel } from '../template/model';

/** GetParametersByPath gives at most ten at once. */
const MOST_A_PAGE = 10;

type Request = Readonly<Record<string, unknown>>;

/** GetParameter, GetParameters and GetParametersByPath of the Systems Manager, over the parameters of the template. */
export class ParametersApi {
  /** Present values by name. */
  public readonly values: Map<string, string>;
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    GetParameter: ({ Name }) => ({ Parameter: this.known(String(Name)) }),
    GetParameters: ({ Names }) => this.getParameters((Names as readonly unknown[] | undefined ?? []).map(String)),
    GetParametersByPath: (request) => this.getParametersByPath(request),
  };

  /** What each parameter's version was given for. */
  private readonly versions = new Map<string, { readonly value: string; readonly version: number }>();

  constructor(private readonly models: readonly ParameterModel[]) {
    this.values = new Map(models.map(({ name, value }) => [name, served(value)]));
  }

  private getParameters(names: readonly string[]): object {
    if (names.length < 1 || names.length > MOST_A_PAGE) {
      throw new ApiError('ValidationException', `Names must name 1 to ${MOST_A_PAGE}, got ${names.length}`);
    }
    return {
      Parameters: names.filter((name) => this.values.has(name)).map((name) => this.parameter(name)),
      InvalidParameters: names.filter((name) => !this.values.has(name)),
    };
  }

  private getParametersByPath({ Path, Recursive, MaxResults, NextToken }: Request): object {
    const path = `${String(Path).replace(/\/$/, '')}/`;
    const below = [...this.values.keys()]
      .filter((name) => name.startsWith(path) && (Recursive === true || !name.slice(path.length).includes('/')))
      .sort();
    const start = Number(NextToken ?? 0);
    if (NextToken !== undefined && !(Number.isInteger(start) && start > 0 && start < below.length)) {
      throw new ApiError('InvalidNextToken', `The specified token is not valid: ${String(NextToken)}`);
    }
    const end = start + Math.min(Number(MaxResults ?? MOST_A_PAGE), MOST_A_PAGE);
    return {
      Parameters: below.slice(start, end).map((name) => this.parameter(name)),
      ...end < below.length ? { NextToken: String(end) } : {},
    };
  }

  private known(name: string): object {
    if (!this.values.has(name)) {
      throw new ApiError(
        'ParameterNotFound',
        `The sandbox has no parameter '${name}'; it has ${[...this.values.keys()].join(', ') || 'none'}`,
      );
    }
    return this.parameter(name);
  }

  private parameter(name: string): object {
    const value = this.values.get(name)!;
    const before = this.versions.get(name);
    const version = before === undefined ? 1 : before.version + (before.value === value ? 0 : 1);
    this.versions.set(name, { value, version });
    return { Name: name, Type: this.models.find((model) => model.name === name)?.type ?? 'String', Value: value, Version: version };
  }
}

/** A plan with a single round a minute, since a minute of the sandbox is shorter than one; any other value as it is. */
function served(value: string): string {
  try {
    const parsed = JSON.parse(value) as unknown;
    const once = oneRound(parsed);
    return once === parsed ? value : JSON.stringify(once);
  } catch {
    return value;
  }
}
