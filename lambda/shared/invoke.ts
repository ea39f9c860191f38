import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CONNECTION_TIMEOUT_MS } from './client-settings';

/** The client that calls functions: one attempt, since a second would only be later. */
export function createLambdaClient(): LambdaClient {
  return new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS } });
}

/**
 * Calls a function and gives what it answers. Rejects when it fails or does not answer before the signal.
 * @param who what an error calls the function, such as `the prober`
 */
export async function invoke(
  client: Pick<LambdaClient, 'send'>, functionName: string, who: string, request: unknown, abortSignal: AbortSignal,
): Promise<unknown> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'RequestResponse', Payload: Buffer.from(JSON.stringify(request)) }),
    { abortSignal },
  );
  const text = Payload ? Buffer.from(Payload).toString('utf8') : '';
  if (FunctionError) { throw new Error(`${who} function ended with ${FunctionError}: ${errorType(text)}`); }
  return JSON.parse(text);
}

/** Has Lambda call a function by itself, and does not wait for it. Rejects when Lambda does not accept the call before the signal. */
export async function invokeLater(
  client: Pick<LambdaClient, 'send'>, functionName: string, request: unknown, abortSignal: AbortSignal,
): Promise<void> {
  await client.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'Event', Payload: Buffer.from(JSON.stringify(request)) }),
    { abortSignal },
  );
}

/** The class of the error alone: its message may quote what was sent, and secrets may be among it. */
function errorType(payload: string): string {
  return /"errorType":\s*"([\w.]{1,100})"/.exec(payload)?.[1] ?? 'no error type';
}
