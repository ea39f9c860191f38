import { DescribeTargetHealthCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EvidenceClients } from './clients';
import type { TargetEvidence } from '../diagnosis/evidence';

/** All that a target group says of its targets. */
export interface TargetGroupHealth {
  readonly arn: string;
  readonly targets: readonly TargetHealthDescription[];
}

/** The state of everything that is registered in a target group; ELBv2 gives it in one piece. */
export async function readTargetGroup({ loadBalancing }: EvidenceClients, arn: string, abortSignal: AbortSignal): Promise<TargetGroupHealth> {
  const { TargetHealthDescriptions } = await loadBalancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: arn }), { abortSignal });
  return { arn, targets: TargetHealthDescriptions ?? [] };
}

/**
 * What a group says of one task. The port belongs to the match: one host may be registered with several.
 * @param ids addresses of the task, or its instance's id
 */
export function targetsAt(ids: readonly string[], port: number, { arn, targets }: TargetGroupHealth): TargetEvidence[] {
  return targets
    .filter(({ Target }) => Target?.Id !== undefined && ids.includes(Target.Id) && Target.Port === port)
    .map(({ TargetHealth }) => ({
      targetGroup: nameOf(arn),
      state: TargetHealth?.State ?? 'unknown',
      ...TargetHealth?.Reason ? { reason: TargetHealth.Reason } : {},
    }));
}

/** arn:…:targetgroup/NAME/ID → NAME */
function nameOf(arn: string): string {
  return arn.split('/')[1] ?? arn;
}
