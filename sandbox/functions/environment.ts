import type { FunctionModel } from '../template/model';

/** The environment that Lambda gives a function, and what keeps it in the sandbox. */
export function functionEnvironment(model: FunctionModel, folder: string, aws: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    TZ: ':UTC',
    ...model.environment,
    ...aws,
    _HANDLER: model.handler,
    LAMBDA_TASK_ROOT: folder,
    AWS_LAMBDA_FUNCTION_NAME: model.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(model.memoryMegabytes),
    SANDBOX_FUNCTION_ARN: model.arn,
    // Tasks are on loopback here, which the engine refuses to probe in AWS.
    LAYERED_HEALTH_ALLOW_LOCAL: '1',
    // The SDK's warning about the Node of this machine would be taken for a log line of the function.
    NODE_NO_WARNINGS: '1',
  };
}
