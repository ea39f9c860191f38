import { Duration } from 'aws-cdk-lib';
import { type CfnService, Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ContainerProbe, HealthEndpoint, LayeredHealth } from '../../../src';
import { contract, fargateService, stackWithVpc, Template } from '../../fixtures';

/** Answers of the service's process come in milliseconds. */
const TIMEOUT = Duration.seconds(2);

/** A service behind a load balancer, with everything that `LayeredHealth` adds. */
function web(desiredCount: number, { loadBalancerAlarms = false, secure = false } = {}): object {
  const endpoint = secure ? HealthEndpoint.https : HealthEndpoint.http;
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }), 'Service', desiredCount);
  (service.node.defaultChild as CfnService).addPropertyOverride('DeploymentConfiguration.DeploymentCircuitBreaker', {
    Enable: true, Rollback: true,
  });
  const group = new ApplicationTargetGroup(stack, 'Group', {
    vpc, port: 3000, protocol: secure ? ApplicationProtocol.HTTPS : ApplicationProtocol.HTTP, targets: [service],
  });
  if (loadBalancerAlarms) {
    new ApplicationLoadBalancer(stack, 'Balancer', { vpc }).addListener('Http', { port: 80, defaultTargetGroups: [group] });
  }
  new LayeredHealth(stack, 'Health', {
    contract: contract({
      liveness: endpoint('/health/live', { timeout: TIMEOUT }),
      readiness: endpoint('/health/ready', { timeout: TIMEOUT }),
    }),
    service,
    targetGroups: [group],
    containerProbe: ContainerProbe.curl(),
    loadBalancerAlarms,
    alert: { topic: new Topic(stack, 'Alerts') },
  });
  return Template.fromStack(stack).toJSON();
}

/** Templates by the names with which scenarios call for them. */
export const TEMPLATES: Readonly<Record<string, () => object>> = {
  'web.template.json': () => web(2),
  'web-with-alarms.template.json': () => web(2, { loadBalancerAlarms: true }),
  'secure-web.template.json': () => web(2, { secure: true }),
  'web-of-3.template.json': () => web(3),
  'web-of-1.template.json': () => web(1),
};
