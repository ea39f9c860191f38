import type { Calls } from './calls';
import type { AccountClients } from './clients';
import type { ScalingFacts, ServiceFacts } from './facts';
import { inBatches } from '../../lambda/shared/batches';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const TARGETS_A_CALL = 50;

/** What DescribeScalableTargets answers, as far as it is read. */
interface Described {
  readonly ScalableTargets?: ReadonlyArray<{
    readonly ResourceId?: string;
    readonly MinCapacity?: number;
    readonly MaxCapacity?: number;
    readonly SuspendedState?: { readonly DynamicScalingInSuspended?: boolean; readonly DynamicScalingOutSuspended?: boolean };
  }>;
  readonly NextToken?: string;
}

/** How far services scale, by ARN of the service; those that nothing scales are missing. */
export async function readScaling(
  { json }: AccountClients, calls: Calls, queue: readonly ServiceFacts[],
): Promise<ReadonlyMap<string, ScalingFacts>> {
  const arns = new Map(queue.map(({ cluster, service }) => [`service/${cluster}/${service.serviceName}`, service.serviceArn ?? '']));
  const read = await Promise.all(inBatches([...arns.keys()], TARGETS_A_CALL).map((ResourceIds) => (
    calls.pages('DescribeScalableTargets', async (NextToken, signal) => {
      const input = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount', ResourceIds };
      const answer = await json<Described>('DescribeScalableTargets', { ...input, ...NextToken ? { NextToken } : {} }, signal);
      return { found: answer.ScalableTargets ?? [], ...answer.NextToken ? { nextToken: answer.NextToken } : {} };
    })
  )));
  return new Map(read.flat().flatMap(({ found }) => found).flatMap((target): [string, ScalingFacts][] => {
    const { ResourceId: resourceId = '', MinCapacity: least, MaxCapacity: most, SuspendedState = {} } = target;
    const arn = arns.get(resourceId);
    const { DynamicScalingOutSuspended: outSuspended = false, DynamicScalingInSuspended: inSuspended = false } = SuspendedState;
    return arn === undefined || least === undefined || most === undefined ? []
      : [[arn, { resourceId, least, most, outSuspended, inSuspended }]];
  }));
}
