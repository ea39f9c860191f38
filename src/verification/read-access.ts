import { Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { plansPath } from '../shared/registry';

/** A cluster whose services are verified, and by a verification of which stack. */
interface VerifiedCluster {
  readonly cluster: ICluster;
  readonly scope: IConstruct;
  /** Its tasks share their instance's address. */
  readonly onInstances: boolean;
}

const ACCESS = new WeakMap<IConstruct, ReadAccess>();

/** Tells a verifier of this app that a cluster's services are verified; one of elsewhere may read what it was given there. */
export function allowReading(verifier: IConstruct, verified: VerifiedCluster): void {
  ACCESS.get(verifier)?.allow(verified);
}

/**
 * What a verifier may read: plans, services, tasks and target health. Its role does not grow with the stacks that it serves: it reads the
 * clusters that it was given, else those of its own stack, and once it serves other stacks, all of its account and region.
 */
export class ReadAccess {
  /** For the verifier's role; what it allows follows from what is verified when the template is written. */
  public readonly document: PolicyDocument;
  private readonly added = new Set<PolicyStatement>();
  private readonly own = new Map<string, ICluster>();
  private readonly services = new PolicyStatement({ sid: 'Services', actions: ['ecs:DescribeServices'] });
  private readonly tasks = new PolicyStatement({ sid: 'Tasks', actions: ['ecs:DescribeTasks'] });
  private readonly instances = new PolicyStatement({ sid: 'Instances', actions: ['ecs:DescribeContainerInstances'] });
  private readonly lists = new PolicyStatement({ sid: 'ListTasks', actions: ['ecs:ListTasks'] });
  private readonly ec2 = new PolicyStatement({ sid: 'Addresses', actions: ['ec2:DescribeInstances'] });
  private isWide = false;

  /**
   * @param verifier whose access it is
   * @param given the only clusters; undefined where it is for the verifications to say
   * @param isShared whether stacks may use it of which this app knows nothing
   */
  constructor(
    private readonly verifier: IConstruct, verifierName: string, private readonly given: ICluster[] | undefined, isShared: boolean,
  ) {
    ACCESS.set(verifier, this);
    const stack = Stack.of(verifier);
    const path = stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: plansPath(verifierName).slice(1) });
    this.document = new PolicyDocument({
      statements: [
        new PolicyStatement({ sid: 'Plans', actions: ['ssm:GetParametersByPath'], resources: [path, `${path}/*`] }),
        // AWS offers no resource for this action.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
        new PolicyStatement({
          sid: 'TargetHealth',
          actions: [
            'elasticloadbalancing:DescribeTargetHealth', 'elasticloadbalancing:DescribeTargetGroups',
            'elasticloadbalancing:DescribeLoadBalancerAttributes',
          ],
          resources: ['*'],
        }),
      ],
    });
    if (given) {
      for (const cluster of given) { this.read(cluster); }
      this.readInstances(given);
    } else if (isShared) {
      this.widen();
    }
  }

  public allow({ cluster, scope, onInstances }: VerifiedCluster): void {
    if (this.given || this.isWide) { return; }
    // A statement about a cluster of another stack would refer to it, and that stack to the verifier: a circle.
    if (Stack.of(scope) !== Stack.of(this.verifier)) {
      this.widen();
      return;
    }
    this.read(cluster);
    if (onInstances) { this.readInstances([cluster]); }
  }

  private read(cluster: ICluster): void {
    const key = JSON.stringify(Stack.of(this.verifier).resolve(cluster.clusterArn));
    if (this.own.has(key)) { return; }
    if (this.own.size === 0) {
      // AWS knows no other resource than container instances here, which Fargate tasks do not have; the cluster is the condition.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
      this.lists.addResources('*');
      this.add(this.services, this.tasks, this.lists);
    }
    this.own.set(key, cluster);
    this.services.addResources(this.below(cluster, 'service'));
    this.tasks.addResources(this.below(cluster, 'task'));
    this.lists.addCondition('ArnLike', { 'ecs:cluster': [...this.own.values()].map(({ clusterArn }) => clusterArn) });
  }

  private readInstances(clusters: readonly ICluster[]): void {
    const resources = clusters.map((cluster) => this.below(cluster, 'container-instance'));
    this.instances.addResources(...resources);
    if (this.added.has(this.instances)) { return; }
    // AWS offers no resource for this action.
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
    this.ec2.addResources('*');
    this.add(this.instances, this.ec2);
  }

  /** All clusters of the account and region. */
  private widen(): void {
    this.isWide = true;
    const stack = Stack.of(this.verifier);
    const all = (resource: string) => stack.formatArn({ service: 'ecs', resource, resourceName: '*' });
    for (const [statement, resource] of [
      [this.services, all('service')], [this.tasks, all('task')], [this.instances, all('container-instance')],
      [this.lists, '*'], [this.ec2, '*'],
    ] as const) {
      statement.addResources(resource);
      this.add(statement);
    }
    this.lists.addCondition('ArnLike', { 'ecs:cluster': all('cluster') });
  }

  private add(...statements: PolicyStatement[]): void {
    for (const statement of statements) {
      if (!this.added.has(statement)) { this.document.addStatements(statement); }
      this.added.add(statement);
    }
  }

  private below(cluster: ICluster, resource: string): string {
    return Stack.of(this.verifier).formatArn({ service: 'ecs', resource, resourceName: `${cluster.clusterName}/*` });
  }
}
