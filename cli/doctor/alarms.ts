import type { AccountFacts, AlarmFacts, MetricAlarm, ServiceFacts } from './facts';
import { isInRule } from './read-alarms';
import { isOnFargate } from './read-usage';
import type { Observations } from '../../lambda/diagnosis/observations';
import { cleanText } from '../../lambda/shared/text';
import type { LintFinding } from '../../src/lint/lint';

const REASON_LENGTH = 160;
const SOURCE = 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html';
const STATES = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-concepts.html';

type Account = Pick<AccountFacts, 'alarms'>;

/** The alarms in ALARM on a service, in words; those of its scaling are in ALARM as a matter of course. */
export function raisedOn({ service: { serviceArn = '' } }: ServiceFacts, { alarms }: Account): string[] {
  return alarms.filter(({ alarm, services }) => services.includes(serviceArn) && isRaised(alarm) && !isOfScaling(alarm))
    .map(({ alarm }) => wordsOf(alarm, alarms));
}

/** What alarms lead to: of a service that looks well, that they are in ALARM; of each, that its next deployment is not guarded. */
export function alarmFindings(facts: ServiceFacts, account: AccountFacts, isWell: boolean): LintFinding[] {
  const { service: { serviceArn = '', serviceName = '' } } = facts;
  const heading = { severity: 'warning', template: account.region, logicalId: serviceName } as const;
  const guards = account.alarms.filter(({ alarm, guards: of }) => of.includes(serviceArn) && isRaised(alarm));
  return [
    ...isWell ? raisedOn(facts, account).map((words) => ({
      ...heading,
      rule: 'AlarmIsRaised',
      message: `${words}.`,
      fix: 'Look at what it measures: as ECS and the load balancer see them, the tasks are well.',
      source: STATES,
    })) : [],
    ...guards.map(({ alarm }) => ({
      ...heading,
      rule: 'DeploymentAlarmIsRaised',
      message: `The deployment alarm '${nameOf(alarm)}' is in ALARM: ECS watches no alarm during a deployment that begins now.`,
      fix: 'Wait until it is OK before you deploy, unless the deployment is the repair.',
      source: SOURCE,
    })),
  ];
}

/** What an alarm on the CPU says of the load, where the metric itself could not be read. */
export function loadOfAlarms(facts: ServiceFacts, account: Account, starved: number): Observations['load'] {
  const words = isOnFargate(facts) ? metricRaised(facts, account, 'CPUUtilization', starved) : undefined;
  return words === undefined ? undefined : { saw: 'STARVED', settled: true, words };
}

/** The words of an alarm in ALARM on the use of CPU or memory being as high as that. */
export function metricRaised(
  { service: { serviceArn = '' } }: ServiceFacts, { alarms }: Account, metric: 'CPUUtilization' | 'MemoryUtilization', least: number,
): string | undefined {
  const found = alarms.find(({ alarm, services }) => {
    const { Namespace, MetricName, ComparisonOperator = '', Threshold = 0, Statistic = '', TreatMissingData } = alarm;
    return services.includes(serviceArn) && isRaised(alarm) && Namespace === 'AWS/ECS' && MetricName === metric
      && ComparisonOperator.startsWith('GreaterThan') && Threshold >= least
      // A peak is one moment's, and what breaches without data says nothing of the use.
      && ['Average', 'Minimum'].includes(Statistic) && TreatMissingData !== 'breaching';
  });
  return found && wordsOf(found.alarm, alarms);
}

function isRaised({ StateValue }: MetricAlarm): boolean {
  return StateValue === 'ALARM';
}

function isOfScaling({ AlarmActions = [] }: MetricAlarm): boolean {
  return AlarmActions.length > 0 && AlarmActions.every((action) => action.includes(':autoscaling:'));
}

function wordsOf(alarm: MetricAlarm, all: readonly AlarmFacts[]): string {
  const { StateTransitionedTimestamp: since, StateReason = '', ActionsEnabled = true, AlarmActions = [] } = alarm;
  const isHeard = (ActionsEnabled && AlarmActions.length > 0)
    || all.some(({ alarm: other, guards }) => (other === alarm && guards.length > 0) || isInRule(other.AlarmRule ?? '', alarm));
  const from = since === undefined ? '' : ` since ${new Date(since * 1_000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `CloudWatch's alarm '${nameOf(alarm)}' is in ALARM${from}${isHeard ? '' : ', and it has no action, so nobody is told'}: ${
    cleanText(StateReason, REASON_LENGTH)}`;
}

function nameOf({ AlarmName = '' }: MetricAlarm): string {
  return cleanText(AlarmName);
}
