import { bundleFolder, FUNCTION_VARIABLE } from './bundles';
import { functionEnvironment } from './environment';
import { LambdaFunction } from './lambda-function';
import type { ProcessRegistry } from '../processes/process-registry';
import type { FunctionModel } from '../template/model';

/** Folders of the bundles that the functions of a template run, by the functions' names; functions that are none of the library's are left out. */
export function bundleFolders(models: readonly FunctionModel[], given: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(models.filter((each) => each.environment[FUNCTION_VARIABLE])
    .map((each) => [each.name, bundleFolder(each.environment[FUNCTION_VARIABLE], given)]));
}

/** The functions that the sandbox runs. */
export class Functions {
  readonly byName: ReadonlyMap<string, LambdaFunction>;

  constructor(
    models: readonly FunctionModel[],
    folders: ReadonlyMap<string, string>,
    aws: Readonly<Record<string, string>>,
    registry: ProcessRegistry,
    onLine: (line: string) => void,
  ) {
    this.byName = new Map(models.filter((each) => folders.has(each.name)).map((each) => [
      each.name, new LambdaFunction(each, functionEnvironment(each, folders.get(each.name)!, aws), registry, onLine),
    ]));
  }

  /** A function by its name, or by what its LAYERED_HEALTH_FUNCTION says. */
  find(name: string): LambdaFunction {
    const found = this.byName.get(name) ?? [...this.byName.values()].find((each) => each.model.environment[FUNCTION_VARIABLE] === name);
    if (!found) {
      throw new Error(`The sandbox runs no function '${name}'; it runs ${[...this.byName.keys()].join(', ') || 'none'}: `
        + `those of the template whose environment has ${FUNCTION_VARIABLE}.`);
    }
    return found;
  }

  /** Invokes a function and throws what it throws. */
  async invoke(name: string, event: unknown): Promise<unknown> {
    const result = await this.find(name).invoke(event);
    const payload: unknown = JSON.parse(result.payload);
    if (result.failed) {
      const { errorType, errorMessage } = payload as { errorType?: string; errorMessage?: string };
      throw new Error(`The function ${name} failed: ${errorType}: ${errorMessage}`);
    }
    return payload;
  }
}
