import { DescribeTargetHealthCommand, type TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EvidenceClients } from './clients';
import type { TargetEvidence } from '../../diagnosis/evidence';
import { clip } from '../../shared/text';

/** All that a target group says of its targets. */
export interface RegisteredTargets {
  readonly arn: string;
  readonly targets: readonly TargetHealthDescription[];
  /** When it was read, where that was not now: milliseconds since the epoch. */
  readonly readAt?: number;
}

/** The state of everything that is registered in a target group; ELBv2 gives it in one piece. */
export async function readTargetGroup(
  { loadBalancing }: EvidenceClients,
  arn: string,
  abortSignal: AbortSignal,
): Promise<RegisteredTargets> {
  const { TargetHealthDescriptions } = await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }), { abortSignal });
  return { arn, targets: TargetHealthDescriptions ?? [] };
}

/**
 * What a group says of one task. The port belongs to the match: one host may be registered with several.
 * @param ids addresses of the task, or its instance's id
 */
export function targetsAt(ids: readonly string[], port: number, group: RegisteredTargets): TargetEvidence[] {
  const { arn } = group;
  return [...new Set(ids)].flatMap((id) => placesOf(group).get(`${id} ${port}`) ?? []).map(({ TargetHealth }) => ({
    targetGroup: targetGroupName(arn),
    arn,
    port,
    state: TargetHealth?.State ?? 'unknown',
    ...TargetHealth?.Reason ? { reason: TargetHealth.Reason } : {},
    ...TargetHealth?.Description ? { description: clip(TargetHealth.Description, 200) } : {},
  }));
}

/** Made once a group: looking up each of two thousand tasks among two thousand targets would be four million comparisons. */
const PLACES = new WeakMap<RegisteredTargets, ReadonlyMap<string, TargetHealthDescription[]>>();

/** Targets by address or instance and port. */
function placesOf(group: RegisteredTargets): ReadonlyMap<string, TargetHealthDescription[]> {
  const known = PLACES.get(group);
  if (known) { return known; }
  const places = new Map<string, TargetHealthDescription[]>();
  for (const target of group.targets) {
    const place = `${target.Target?.Id} ${target.Target?.Port}`;
    places.set(place, [...places.get(place) ?? [], target]);
  }
  PLACES.set(group, places);
  return places;
}

/** arn:…:targetgroup/NAME/ID → NAME */
export function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
