import type { DeploymentFacts } from './facts';
import { lastPart } from '../../lambda/shared/names';
import { cleanText } from '../../lambda/shared/text';

const REASON_LENGTH = 200;

/** What ECS's own record of a deployment has beside its state, for a person; undefined where that is nothing. */
export function deploymentWords({ deployment, backTo }: DeploymentFacts): string | undefined {
  const { status = '', statusReason, lifecycleStage, alarms, deploymentCircuitBreaker: breaker, rollback } = deployment;
  if (status === 'SUCCESSFUL') { return undefined; }
  const triggered = alarms?.triggeredAlarmNames ?? [];
  const { failureCount = 0, threshold } = breaker ?? {};
  return [
    `its latest deployment is ${status}${lifecycleStage ? ` at ${lifecycleStage}` : ''}`,
    ...statusReason ? [cleanText(statusReason, REASON_LENGTH)] : [],
    ...triggered.length > 0 ? [`alarms that went off: ${triggered.map((name) => cleanText(name)).join(', ')}`] : [],
    ...failureCount > 0 ? [`${failureCount} of its tasks failed${threshold === undefined ? '' : `, and ${threshold} end it`}`] : [],
    ...rollback?.reason ? [`rolled back: ${cleanText(rollback.reason, REASON_LENGTH)}`] : [],
    ...backTo === undefined ? [] : [`it goes back to ${cleanText(lastPart(backTo))}`],
  ].join('; ');
}
