import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { CLIENT_SETTINGS } from './client-settings';
import { InstanceAddresses, type ReadInstances } from './instance-addresses';

/** The clients that evidence is read with. */
export interface EvidenceClients {
  readonly ecs: Pick<ECSClient, 'send'>;
  readonly loadBalancing: Pick<ElasticLoadBalancingV2Client, 'send'>;
  readonly instances: Pick<InstanceAddresses, 'of'>;
}

/**
 * Clients for one execution environment.
 * @param readInstances loads what talks to EC2 when it is first called
 */
export function createClients(readInstances: ReadInstances): EvidenceClients {
  const ecs = new ECSClient(CLIENT_SETTINGS);
  return { ecs, loadBalancing: new ElasticLoadBalancingV2Client(CLIENT_SETTINGS), instances: new InstanceAddresses(ecs, readInstances) };
}
