import { ApiError } from './errors';
import type { DescribedModel } from '../template/model';

type Request = Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DescribeScalableTargets.html */
const MOST_IDS = 50;
const SUSPENDED = { DynamicScalingInSuspended: false, DynamicScalingOutSuspended: false, ScheduledScalingSuspended: false };

/** What Application Auto Scaling says of the template's scalable targets; nothing scales here. */
export class ScalingApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    DescribeScalableTargets: (request) => this.describeScalableTargets(request),
  };

  constructor(private readonly described: readonly DescribedModel[]) {}

  private describeScalableTargets({ ServiceNamespace, ResourceIds }: Request): object {
    if (typeof ServiceNamespace !== 'string') { throw new ApiError('ValidationException', 'ServiceNamespace must not be null'); }
    const asked = ResourceIds as readonly string[] | undefined;
    if (asked && asked.length > MOST_IDS) {
      throw new ApiError('ValidationException', `ResourceIds must have at most ${MOST_IDS} members, got ${asked.length}`);
    }
    const found = this.described.filter(({ type, properties }) => (
      type === 'AWS::ApplicationAutoScaling::ScalableTarget' && properties.ServiceNamespace === ServiceNamespace
      && (asked?.includes(String(properties.ResourceId)) ?? true)
    ));
    return {
      ScalableTargets: found.map(({ properties: { ResourceId, ScalableDimension, MinCapacity, MaxCapacity, SuspendedState } }) => ({
        ServiceNamespace,
        ResourceId,
        ScalableDimension,
        MinCapacity: Number(MinCapacity),
        MaxCapacity: Number(MaxCapacity),
        SuspendedState: { ...SUSPENDED, ...SuspendedState as object | undefined },
      })),
    };
  }
}
