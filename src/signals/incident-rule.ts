import { CfnElement, Stack, Token } from 'aws-cdk-lib';
import type { CfnAlarm, IAlarm } from 'aws-cdk-lib/aws-cloudwatch';

/** Where a fault can be, from the lowest layer up; what a lower one breaks, the higher ones show as well. */
export const LAYERS = ['L3', 'L4', 'TLS', 'L7', 'LOAD_BALANCER', 'ECS', 'EDGE'] as const;

/** Layers whose faults a deployment does not explain. */
const NOT_BY_DEPLOYMENT: readonly string[] = ['L3', 'EDGE'];

/** Limits of a composite alarm. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export const MOST_CHILDREN = 100;
export const LONGEST_RULE = 10_240;

/** `arn:aws-us-gov:cloudwatch:ap-southeast-1:111122223333:alarm:` and a little more. */
const ARN_PREFIX = 64;
const LONGEST_NAME = 255;
/** What CloudFormation adds to a name that it makes: two hyphens and twelve characters. */
const NAME_SUFFIX = 14;

/** What makes an incident. */
export interface IncidentCauses {
  /** The verifier's own alarms: it knows of deployments itself. */
  readonly own: readonly IAlarm[];
  /** Further alarms, with the layer that each watches. */
  readonly further: ReadonlyMap<IAlarm, string>;
  /** In alarm while a deployment is in progress. */
  readonly deploying?: IAlarm;
}

/** Whether a deployment raises alarms on the layer by itself. */
export function isRaisedByDeployment(layer: string): boolean {
  return !NOT_BY_DEPLOYMENT.includes(layer);
}

/** Further alarms from the lowest layer up. */
export function fromLowestLayer(further: ReadonlyMap<IAlarm, string>): IAlarm[] {
  return LAYERS.flatMap((layer) => [...further].filter(([, its]) => its === layer).map(([alarm]) => alarm));
}

/** The rule: any of the causes, but what a deployment raises only outside of one. */
export function incidentRule({ own, further, deploying }: IncidentCauses, nameOf: (alarm: IAlarm) => string): string {
  const inAlarm = (alarm: IAlarm) => `ALARM("${nameOf(alarm)}")`;
  const sorted = fromLowestLayer(further);
  const always = [...own, ...sorted.filter((alarm) => !isRaisedByDeployment(further.get(alarm)!))].map(inAlarm);
  const raised = sorted.filter((alarm) => isRaisedByDeployment(further.get(alarm)!)).map(inAlarm);
  if (raised.length === 0 || !deploying) { return [...always, ...raised].join(' OR '); }
  return [...always, `((${raised.join(' OR ')}) AND NOT ${inAlarm(deploying)})`].join(' OR ');
}

/** How long the rule can become at most: names that CloudFormation makes are not known before the deployment. */
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
  if (!CfnElement.isCfnElement(resource)) { return LONGEST_NAME; }
  const { alarmName } = resource as CfnAlarm; // of a composite alarm as well
  if (alarmName !== undefined) { return Token.isUnresolved(alarmName) ? LONGEST_NAME : alarmName.length; }
  if (Token.isUnresolved(stack.stackName)) { return LONGEST_NAME; }
  return Math.min(LONGEST_NAME, stack.stackName.length + String(stack.getLogicalId(resource)).length + NAME_SUFFIX);
}
