import { Duration } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { type EventPattern, Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { serviceRole } from '../aws/service-role';

/** An event that arrives later than this is over, or is followed by another one. */
const MAX_EVENT_AGE = Duration.minutes(5);

/** Starts a state machine on events: one role, and a rule for each pattern. */
export function startOn(
  scope: Construct, machine: IStateMachine, description: string, patterns: Readonly<Record<string, EventPattern>>,
): void {
  const role = serviceRole(scope, 'StartRole', {
    service: 'events.amazonaws.com',
    description,
    statements: [new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachineArn] })],
  });
  for (const [id, eventPattern] of Object.entries(patterns)) {
    new Rule(scope, id, {
      description,
      eventPattern,
      targets: [new SfnStateMachine(machine, { role, maxEventAge: MAX_EVENT_AGE, retryAttempts: 3 })],
    });
  }
}

/** The start of any of these alarms; its end starts nothing. */
export function alarmStarts(alarms: readonly IAlarm[]): EventPattern {
  return {
    source: ['aws.cloudwatch'],
    detailType: ['CloudWatch Alarm State Change'],
    resources: alarms.map(({ alarmArn }) => alarmArn),
    detail: { state: { value: ['ALARM'] } },
  };
}
