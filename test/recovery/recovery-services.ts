import { App, Duration, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, type FargateService } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { type HealthContractProps, LayeredHealth, StagedRecovery, type StagedRecoveryProps } from '../../src';
import { contract, fargateService, Template } from '../fixtures';

/** A contract of an application that tries to recover itself twice. */
export function recoverable(props: Partial<HealthContractProps> = {}) {
  return contract({ inAppRecovery: { attempts: 2, interval: Duration.seconds(10) }, ...props });
}

/** A stack with one service and its health, ready for recovery. */
export class GivenStack {
  public readonly stack = new Stack(new App(), 'Stack');
  public readonly cluster = new Cluster(this.stack, 'Cluster', { vpc: new Vpc(this.stack, 'Vpc', { maxAzs: 2, natGateways: 1 }) });
  public readonly alertTopic = new Topic(this.stack, 'Alerts');

  /** A service with its health; the recovery of it is the test's. */
  public service(
    id = 'Service',
    contractProps: Partial<HealthContractProps> = {},
  ): Pick<StagedRecoveryProps, 'service' | 'contract' | 'verification' | 'alarms' | 'alert'> & { service: FargateService } {
    const { stack, cluster, alertTopic } = this;
    const service = fargateService(stack, cluster, id);
    const health = new LayeredHealth(stack, `${id}Health`, { contract: recoverable(contractProps), service, alert: { topic: alertTopic } });
    return { service, contract: health.contract, verification: health.verification!, alarms: health.alarms!, alert: { topic: alertTopic } };
  }

  public recovery(props: Partial<StagedRecoveryProps> = {}, id = 'Service'): StagedRecovery {
    return new StagedRecovery(this.stack, `${id}Recovery`, { ...this.service(id), ...props });
  }

  public template(): Template {
    return Template.fromStack(this.stack);
  }
}

/** The definition of the only state machine, with names in place of what CloudFormation fills in. */
export function definitionOf(template: Template): { readonly StartAt: string; readonly States: Record<string, any> } {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return JSON.parse(text(machine.Properties.DefinitionString)) as ReturnType<typeof definitionOf>;
}

function text(value: unknown): string {
  if (typeof value === 'string') { return value; }
  const { 'Fn::Join': join, 'Fn::GetAtt': attribute, Ref: ref } = value as Record<string, any>;
  if (join) { return (join[1] as unknown[]).map(text).join(join[0]); }
  if (attribute) { return attribute[1] === 'Arn' ? `arn:aws:lambda:eu-west-1:123456789012:function:${attribute[0]}` : attribute.join('.'); }
  return ref === 'AWS::Partition' ? 'aws' : ref;
}
