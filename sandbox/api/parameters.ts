import { ApiError } from './errors';
import type { ParameterModel } from '../template/model';

/** GetParameter of the Systems Manager, over the parameters of the template. */
export class ParametersApi {
  /** Present values by name; whoever changes one changes it for all. */
  readonly values: Map<string, string>;
  readonly operations: Readonly<Record<string, (request: Readonly<Record<string, unknown>>) => object>> = {
    GetParameter: ({ Name }) => this.getParameter(String(Name)),
  };

  constructor(private readonly models: readonly ParameterModel[]) {
    this.values = new Map(models.map(({ name, value }) => [name, value]));
  }

  private getParameter(name: string): object {
    const value = this.values.get(name);
    if (value === undefined) {
      throw new ApiError('ParameterNotFound', `The sandbox has no parameter '${name}'; it has ${[...this.values.keys()].join(', ') || 'none'}`);
    }
    return { Parameter: { Name: name, Type: this.models.find((model) => model.name === name)?.type ?? 'String', Value: value, Version: 1 } };
  }
}
