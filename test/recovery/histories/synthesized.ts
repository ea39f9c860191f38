import { Duration, type Stack } from 'aws-cdk-lib';
import { Cluster, ContainerImage, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Pass, StateMachine, DefinitionBody } from 'aws-cdk-lib/aws-stepfunctions';
import type { Definition } from './machine';
import {
  ApplicationRecovery,
  DeepVerifier,
  HealthAlarms,
  RecoveryMode,
  ServiceVerification,
  StagedRecovery,
  type StagedRecoveryProps,
} from '../../../src';
import { contract, stackWithVpc, Template } from '../../fixtures';

type Ways = Pick<StagedRecoveryProps, 'application' | 'restartInPlace' | 'approvalWithin'>;

/** State machines with different stages, as they are synthesized. */
export function synthesizedMachines(): Definition[] {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const verifier = DeepVerifier.forVpc(stack, vpc);
  const topic = new Topic(stack, 'Topic');
  const own = new LambdaFunction(stack, 'Own', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  const machine = new StateMachine(stack, 'OwnMachine', { definitionBody: DefinitionBody.fromChainable(new Pass(stack, 'Nothing')) });
  const ways: Ways[] = [
    {},
    { application: ApplicationRecovery.http('/recover') },
    { application: ApplicationRecovery.lambda(own), restartInPlace: ApplicationRecovery.http('/exit') },
    {
      application: ApplicationRecovery.http('/recover'),
      restartInPlace: ApplicationRecovery.stateMachine(machine),
      approvalWithin: Duration.minutes(10),
    },
    { approvalWithin: Duration.minutes(10) },
  ];
  const recoveries = ways.map((way, index) => {
    const taskDefinition = new FargateTaskDefinition(stack, `Tasks${index}`);
    taskDefinition.addContainer('web', {
      image: ContainerImage.fromRegistry('web'),
      portMappings: [{ containerPort: 3000 }],
      enableRestartPolicy: true,
    });
    const service = new FargateService(stack, `Service${index}`, { cluster, taskDefinition, desiredCount: 2, minHealthyPercent: 100 });
    const promise = contract({ inAppRecovery: { attempts: 2, interval: Duration.seconds(20) }, startup: Duration.seconds(60) });
    const verification = new ServiceVerification(stack, `Verification${index}`, { service, contract: promise, verifier });
    const alarms = new HealthAlarms(stack, `Alarms${index}`, { verification });
    return new StagedRecovery(stack, `Recovery${index}`, {
      ...way,
      service,
      contract: promise,
      verification,
      alarms,
      alert: { topic: topic },
      mode: RecoveryMode.ACT,
    });
  });
  const template = Template.fromStack(stack);
  return recoveries.map(({ stateMachine }) => {
    const id = stack.getLogicalId(stateMachine.node.defaultChild as never);
    return JSON.parse(
      resolved(template.findResources('AWS::StepFunctions::StateMachine')[id].Properties.DefinitionString, stack),
    ) as Definition;
  });
}

/** What CloudFormation makes of it: names and ARNs that look like those of AWS. */
function resolved(value: unknown, stack: Stack): string {
  if (typeof value !== 'object' || value === null) { return String(value); }
  const [[name, argument]] = Object.entries(value);
  switch (name) {
    case 'Fn::Join':
      return (argument as [string, unknown[]])[1].map((part) => resolved(part, stack)).join((argument as [string])[0]);
    case 'Fn::GetAtt':
      return (argument as string[])[1] === 'Arn'
        ? `arn:aws:lambda:eu-central-1:123456789012:function:${(argument as string[])[0]}`
        : (argument as string[])[0];
    case 'Ref':
      return argument === 'AWS::Partition' ? 'aws' : String(argument);
    default:
      throw new Error(`the test resolves no ${name}`);
  }
}
