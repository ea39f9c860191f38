import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';

/** The clients that evidence is read with. */
export interface EvidenceClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly loadBalancing: Pick<ElasticLoadBalancingV2Client, 'send'>;
}

/**
 * Clients that give up early: a late answer is worthless, since the next look is at most a minute away.
 * Region and endpoint come from the environment.
 */
export function createClients(): EvidenceClients {
  const settings = {
    maxAttempts: 2,
    requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
  };
  return { ecs: new ECSClient(settings), loadBalancing: new ElasticLoadBalancingV2Client(settings) };
}
