import { App, Stack } from 'aws-cdk-lib';
import { Annotations } from 'aws-cdk-lib/assertions';
import { type IVpc, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, FargateTaskDefinition, type PortMapping } from 'aws-cdk-lib/aws-ecs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { LayeredHealth, type LayeredHealthProps } from '../../src';
import { contract, ECHO_PROBE, ingressRules, Match, Template } from '../fixtures';

/** What a small app begins with. */
export interface Begun {
  readonly stack: Stack;
  readonly vpc: IVpc;
  readonly cluster: Cluster;
  /** Applies the contract as a newcomer would: the contract on port 3000, a probe, a topic. */
  readonly adopt: (props: Partial<LayeredHealthProps> & Pick<LayeredHealthProps, 'service'>) => LayeredHealth;
}

export const image = ContainerImage.fromRegistry('image');

/** An empty app with a VPC and a cluster. */
export function begin(scope: App = new App()): Begun {
  const stack = new Stack(scope, 'Shop');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  let count = 0;
  const adopt: Begun['adopt'] = (props) => {
    count += 1;
    const alertTopic = stack.node.tryFindChild('Alerts') as Topic | undefined ?? new Topic(stack, 'Alerts');
    return new LayeredHealth(stack, `Health${count}`, {
      contract: contract(),
      containerProbe: ECHO_PROBE,
      alert: { topic: alertTopic },
      ...props,
    });
  };
  return { stack, vpc, cluster: new Cluster(stack, 'Cluster', { vpc }), adopt };
}

/** A Fargate task definition of containers by name, each with its ports. */
export function tasks(stack: Stack, containers: Record<string, Array<number | PortMapping>>, id = 'Tasks'): FargateTaskDefinition {
  const taskDefinition = new FargateTaskDefinition(stack, id);
  for (const [name, ports] of Object.entries(containers)) {
    const portMappings = ports.map((port) => typeof port === 'number' ? { containerPort: port } : port);
    taskDefinition.addContainer(name, { image, portMappings });
  }
  return taskDefinition;
}

/** What decides over the health of an app's tasks, read from its template. */
export interface HealthSettings {
  /** By container, the path and port that its check asks. */
  readonly containers: Record<string, string>;
  /** Of each target group that a service registers: where its traffic goes, and what is checked. */
  readonly targetGroups: string[];
  readonly gracePeriods: Array<number | undefined>;
  /** Ports that the prober is allowed at. */
  readonly prober: string[];
  /** Ids of the library's warnings. */
  readonly warnings: string[];
}

type Resource = { Type: string; Properties: Record<string, any> };

/** The health settings of a stack. */
export function settingsOf(stack: Stack): HealthSettings {
  const template = Template.fromStack(stack);
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  const definitions = of('AWS::ECS::TaskDefinition').flatMap(({ ContainerDefinitions }) => ContainerDefinitions as Record<string, any>[]);
  const services = of('AWS::ECS::Service');
  return {
    containers: Object.fromEntries(definitions.filter(({ HealthCheck }) => HealthCheck)
      .map(({ Name, HealthCheck }) => [Name, HealthCheck.Command.slice(2, 4).join(' ')])),
    targetGroups: services.flatMap(({ LoadBalancers = [] }) => LoadBalancers as Record<string, any>[])
      .map(({ TargetGroupArn, ContainerName, ContainerPort }) => {
        const group = Resources[TargetGroupArn.Ref]?.Properties;
        const check = group ? [group.HealthCheckProtocol, group.HealthCheckPath, group.HealthCheckPort].join(' ') : 'imported';
        return `${ContainerName}:${ContainerPort} ${check}`;
      }),
    gracePeriods: services.map(({ HealthCheckGracePeriodSeconds }) => HealthCheckGracePeriodSeconds),
    prober: ingressRules(template).filter(({ Description }) => /^Prober/.test(String(Description)))
      .map(({ FromPort, ToPort }) => FromPort === ToPort ? String(FromPort) : `${FromPort}-${ToPort}`),
    warnings: warningsOf(stack),
  };
}

/** Ids of the library's warnings in a stack, each once. */
export function warningsOf(stack: Stack): string[] {
  const found = Annotations.fromStack(stack)
    .findWarning('*', Match.stringLikeRegexp('cdk-ecs-layered-health'))
    .map(({ entry }) => String(entry.data));
  return [...new Set(found.map((message) => /\[ack: cdk-ecs-layered-health:(\w+)\]/.exec(message)![1]))].sort();
}

/**
 * What contradicts one another in the settings of a contract on port 3000, whoever made them: a check at a port that the container does
 * not map, a target group that is checked as the contract says but elsewhere, a container that is checked although another one gets the
 * traffic.
 */
export function contradictions(
  { containers, targetGroups, prober }: HealthSettings,
  mapped: Record<string, number[]>,
  port = 3000,
): string[] {
  const checked = Object.entries(containers);
  return [
    ...checked
      .filter(([name, check]) => !mapped[name]?.includes(Number(check.split(' ')[1])))
      .map(([name, check]) => `${name} does not map the port of its check, ${check}`),
    ...targetGroups
      .filter((group) => group.includes('/health/'))
      .flatMap((group) => {
        const [, container, traffic, , , at] = /^(.*):(\d+) (\S+) (\S+) (\S+)$/.exec(group)!;
        const asked = at === 'traffic-port' ? traffic : at;
        return [
          ...asked === String(port) ? [] : [`${group} is checked at ${asked}`],
          ...checked.length === 0 || container in containers ? [] : [`${group} is checked, and container ${checked[0][0]}`],
        ];
      }),
    ...prober.length === 0 || prober.includes(String(port)) ? [] : [`the prober is allowed at ${prober.join()}`],
  ];
}
