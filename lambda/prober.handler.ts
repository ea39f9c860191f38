import { holdIdleConnections } from './engine/hold-idle-connections';
import { probeFromHere } from './engine/probe-from-here';
import type { IdleRequest } from './shared/idle-request';
import { fitting, unpack, type PackedRequest } from './shared/packed-request';
import type { ProbeResponse } from './shared/probe-request';

/**
 * Sends the verifier's probes from inside the VPC, or holds idle connections for it. It calls no AWS API and needs no permission.
 */
export async function handler(request: PackedRequest): Promise<ProbeResponse>;
export async function handler(request: IdleRequest): Promise<undefined>;
export async function handler(request: PackedRequest | IdleRequest): Promise<ProbeResponse | undefined> {
  if ('idle' in request) {
    await holdIdleConnections(request);
    return undefined;
  }
  return fitting(await probeFromHere(unpack(request)));
}
