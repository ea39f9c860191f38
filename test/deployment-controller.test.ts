import { Annotations } from 'aws-cdk-lib/assertions';
import { type CfnService, Cluster, DeploymentControllerType } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { contract, ECHO_PROBE, fargateService, Match, stackWithVpc } from './fixtures';
import { LayeredHealth } from '../src';

function layered(type?: DeploymentControllerType) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  if (type) { (service.node.defaultChild as CfnService).deploymentController = { type }; }
  const alert = { topic: new Topic(stack, 'Topic') };
  new LayeredHealth(stack, 'Health', { contract: contract(), service, containerProbe: ECHO_PROBE, alert });
  return Annotations.fromStack(stack);
}

test.each([
  [
    DeploymentControllerType.CODE_DEPLOY,
    'is deployed by CodeDeploy \\(CODE_DEPLOY\\).*with its next CodeDeploy deployment, not with the stack',
  ],
  [DeploymentControllerType.EXTERNAL, 'is deployed by an external controller \\(EXTERNAL\\).*with its next task set, not with the stack'],
])('what a contract cannot do for a service of %s is said, and can be acknowledged', (type, said) => {
  layered(type).hasWarning(
    '/Stack/Health',
    Match.stringLikeRegexp(
      `${said}.*never reports DEPLOYING or DeploymentFailed\\. \\[ack: cdk-ecs-layered-health:NotDeployedByEcs\\]`,
    ),
  );
});

test.each([undefined, DeploymentControllerType.ECS])('nothing is said where ECS deploys (%s)', (type) => {
  layered(type).hasNoWarning('*', Match.stringLikeRegexp('NotDeployedByEcs'));
});
