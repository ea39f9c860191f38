import type { LambdaClient } from '@aws-sdk/client-lambda';
import { invoke } from './invoke';
import { pack } from './packed-request';
import type { ProbeRequest, ProbeResponse } from './probe-request';
import { untilDeadline } from './retry';

/**
 * Calls the prober inside the VPC. Where Lambda refuses the call for want of concurrency, it is made again until the signal aborts.
 * Rejects when the prober fails or does not answer before the signal.
 */
export async function invokeProber(
  client: Pick<LambdaClient, 'send'>, functionName: string, request: ProbeRequest, abortSignal: AbortSignal,
): Promise<ProbeResponse> {
  const packed = pack(request);
  const began = Date.now();
  // What was waited for is no longer there to probe in.
  const rest = () => ({ ...packed, deadlineMs: Math.max(1, request.deadlineMs - (Date.now() - began)) });
  const answer = await untilDeadline(() => invoke(client, functionName, 'the prober', rest(), abortSignal), abortSignal);
  const response = answer as Partial<ProbeResponse> | null;
  if (!Array.isArray(response?.targets) || !Array.isArray(response.dependencies)) {
    throw new Error('the prober function did not answer with probes');
  }
  return response as ProbeResponse;
}
