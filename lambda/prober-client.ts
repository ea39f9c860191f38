import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ProbeRequest, ProbeResponse } from './engine/target';

/** The client that calls the prober function: one attempt, since a second would only be later. */
export function createProberClient(): LambdaClient {
  return new LambdaClient({ maxAttempts: 1, requestHandler: { connectionTimeout: 1_000 } });
}

/**
 * Lets the prober inside the VPC probe. Rejects when it fails or does not answer before the signal.
 */
export async function invokeProber(
  client: Pick<LambdaClient, 'send'>, functionName: string, request: ProbeRequest, abortSignal: AbortSignal,
): Promise<ProbeResponse> {
  const { FunctionError, Payload } = await client.send(
    new InvokeCommand({ FunctionName: functionName, InvocationType: 'RequestResponse', Payload: Buffer.from(JSON.stringify(request)) }),
    { abortSignal },
  );
  const text = Payload ? Buffer.from(Payload).toString('utf8') : '';
  if (FunctionError) throw new Error(`the prober function ended with ${FunctionError}: ${errorType(text)}`);
  const response = JSON.parse(text) as Partial<ProbeResponse> | null;
  if (!Array.isArray(response?.targets) || !Array.isArray(response.dependencies)) throw new Error('the prober function did not answer with probes');
  return response as ProbeResponse;
}

/** The class of the error alone: its message may quote what was sent, and secrets were among it. */
function errorType(payload: string): string {
  return /"errorType":\s*"([\w.]{1,100})"/.exec(payload)?.[1] ?? 'no error type';
}
