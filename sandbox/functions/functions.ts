import { bundleFolder, FUNCTION_VARIABLE } from './bundles';
import { functionEnvironment } from './environment';
import { LambdaFunction, type FunctionWorld } from './lambda-function';
import type { FunctionModel } from '../template/model';

/** Folders of the bundles by the names of the library's functions that run them; other functions are left out. */
export function bundleFolders(models: readonly FunctionModel[], given: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(models.filter((each) => each.environment[FUNCTION_VARIABLE])
    .map((each) => [each.name, bundleFolder(each.environment[FUNCTION_VARIABLE], given)]));
}

/** The functions that the sandbox runs. */
export class Functions {
  public readonly byName: ReadonlyMap<string, LambdaFunction>;

  constructor(
    models: readonly FunctionModel[],
    folders: ReadonlyMap<string, string>,
    aws: Readonly<Record<string, string>>,
    world: FunctionWorld,
    onLine: (line: string) => void,
  ) {
    this.byName = new Map(models.filter((each) => folders.has(each.name)).map((each) => [
      each.name, new LambdaFunction(each, functionEnvironment(each, folders.get(each.name)!, aws), world, onLine),
    ]));
  }

  /** A function by its name, or by the value of its LAYERED_HEALTH_FUNCTION. */
  public find(name: string): LambdaFunction {
    const found = this.byName.get(name) ?? [...this.byName.values()].find((each) => each.model.environment[FUNCTION_VARIABLE] === name);
    if (!found) {
      throw new Error(`The sandbox runs no function '${name}'; it runs ${[...this.byName.keys()].join(', ') || 'none'}: `
        + `those of the template whose environment has ${FUNCTION_VARIABLE}.`);
    }
    return found;
  }

  /** Invokes a function and throws what it throws. */
  public async invoke(name: string, event: unknown): Promise<unknown> {
    const result = await this.find(name).invoke(event);
    const payload: unknown = JSON.parse(result.payload);
    if (result.failed) {
      const { errorType, errorMessage } = payload as { errorType?: string; errorMessage?: string };
      throw new Error(`The function ${name} failed: ${errorType}: ${errorMessage}`);
    }
    return payload;
  }
}
