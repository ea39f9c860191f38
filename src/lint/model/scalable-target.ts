import type { Properties } from '../properties';
import type { Resource } from '../template';

/** https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ScalableTarget.html */
export interface ScalableTarget {
  /** The resources in the name of what is scaled: a service and its cluster. */
  readonly mentioned: readonly Resource[];
  /** NaN while unknown. */
  readonly minCapacity: number;
}

export function readScalableTargets(targets: readonly { readonly properties: Properties }[]): ScalableTarget[] {
  return targets.map(({ properties }) => ({
    mentioned: properties.mentioned('ResourceId'),
    minCapacity: properties.number('MinCapacity',
      NaN),
  }));
}
