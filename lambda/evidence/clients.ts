import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CLIENT_SETTINGS } from './client-settings';

/** The clients that evidence is read with. */
export interface EvidenceClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly loadBalancing: Pick<ElasticLoadBalancingV2Client, 'send'>;
}

/** Clients for one execution environment. */
export function createClients(): EvidenceClients {
  return { ecs: new ECSClient(CLIENT_SETTINGS), loadBalancing: new ElasticLoadBalancingV2Client(CLIENT_SETTINGS) };
}
