import { createLambdaClient, invoke } from '../invoke';

let functions: ReturnType<typeof createLambdaClient> | undefined;

/** Calls the verifier and gives what it answers. */
export async function callVerifier(functionArn: string, plan: unknown, abortSignal: AbortSignal): Promise<unknown> {
  functions ??= createLambdaClient();
  return invoke(functions, functionArn, 'the verifier', plan, abortSignal);
}
