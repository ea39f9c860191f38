import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import type { CfnAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { HealthLayer } from '../shared/health-layer';

/** Layers whose faults a deployment does not explain. */
const NOT_BY_DEPLOYMENT: readonly HealthLayer[] = [HealthLayer.L3, HealthLayer.EDGE];

/** Limits of a composite alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const MAX_CHILDREN = 100;
export const MAX_RULE_LENGTH = 10_240;

/** `arn:aws-us-gov:cloudwatch:ap-southeast-1:111122223333:alarm:` and a little more. */
const ARN_PREFIX = 64;
const MAX_NAME_LENGTH = 255;
/** What CloudFormation adds to a name that it generates: two hyphens and twelve characters. */
const NAME_SUFFIX = 14;

/** The alarms that an incident consists of. */
export interface IncidentCauses {
  /** The verifier's own alarms: it takes deployments into account itself. */
  readonly own: readonly IAlarm[];
  /** Further alarms, with the layer that each watches. */
  readonly further: ReadonlyMap<IAlarm, HealthLayer>;
  /** In alarm while a deployment is in progress. */
  readonly deploying?: IAlarm;
}

/** Whether a deployment raises alarms on the layer by itself. */
export function isRaisedByDeployment(layer: HealthLayer): boolean {
  return !NOT_BY_DEPLOYMENT.includes(layer);
}

/** Further alarms from the lowest layer up. */
export function fromLowestLayer(further: ReadonlyMap<IAlarm, HealthLayer>): IAlarm[] {
  return Object.values(HealthLayer).flatMap((layer) => [...further].filter(([, its]) => its === layer).map(([alarm]) => alarm));
}

/**
 * The rule: any of the causes, but what a deployment raises only outside of one. A suppressor of the composite alarm would hold back all
 * causes, also those that no deployment explains.
 */
export function incidentRule({ own, further, deploying }: IncidentCauses, nameOf: (alarm: IAlarm) => string): string {
  const inAlarm = (alarm: IAlarm) => `ALARM("${nameOf(alarm)}")`;
  const sorted = fromLowestLayer(further);
  const always = [...own, ...sorted.filter((alarm) => !isRaisedByDeployment(further.get(alarm)!))].map(inAlarm);
  const raised = sorted.filter((alarm) => isRaisedByDeployment(further.get(alarm)!)).map(inAlarm);
  if (raised.length === 0 || !deploying) { return [...always, ...raised].join(' OR '); }
  return [...always, `((${raised.join(' OR ')}) AND NOT ${inAlarm(deploying)})`].join(' OR ');
}

/** The longest that the rule can become: names that CloudFormation generates are not known before the deployment. */
export function longestRule(causes: IncidentCauses): number {
  return incidentRule(causes, (alarm) => 'x'.repeat(longestArn(alarm))).length;
}

function longestArn(alarm: IAlarm): number {
  return Token.isUnresolved(alarm.alarmArn) ? ARN_PREFIX + longestName(alarm) : alarm.alarmArn.length;
}

function longestName(alarm: IAlarm): number {
  if (!Token.isUnresolved(alarm.alarmName)) { return alarm.alarmName.length; }
  const resource = alarm.node.defaultChild;
  const stack = Stack.of(alarm);
  if (!CfnElement.isCfnElement(resource)) { return MAX_NAME_LENGTH; }
  const { alarmName } = resource as CfnAlarm; // of a composite alarm as well
  if (alarmName !== undefined) { return Token.isUnresolved(alarmName) ? MAX_NAME_LENGTH : alarmName.length; }
  if (Token.isUnresolved(stack.stackName)) { return MAX_NAME_LENGTH; }
  return Math.min(MAX_NAME_LENGTH, stack.stackName.length + String(stack.getLogicalId(resource)).length + NAME_SUFFIX);
}
