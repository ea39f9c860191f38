import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ProbeRequest, ProbeResponse } from './engine/target';
import { invoke } from './invoke';

/**
 * Lets the prober inside the VPC probe. Rejects when it fails or does not answer before the signal.
 */
export async function invokeProber(
  client: Pick<LambdaClient, 'send'>, functionName: string, request: ProbeRequest, abortSignal: AbortSignal,
): Promise<ProbeResponse> {
  const response = await invoke(client, functionName, 'the prober', request, abortSignal) as Partial<ProbeResponse> | null;
  if (!Array.isArray(response?.targets) || !Array.isArray(response.dependencies)) throw new Error('the prober function did not answer with probes');
  return response as ProbeResponse;
}
