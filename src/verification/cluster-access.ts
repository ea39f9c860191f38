import { Stack } from 'aws-cdk-lib';
import type { ICluster } from 'aws-cdk-lib/aws-ecs';
import { IRole, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { relativeAddress } from '../aws/relative-address';

/** What the verifier may read of clusters; each statement once a stack. */
export class ClusterAccess {
  private readonly granted = new Set<string>();

  /**
   * @param owner whose access it is
   * @param role the role of the verifier
   */
  public constructor(private readonly owner: IConstruct, private readonly role: () => IRole) {}

  /** Services and tasks. */
  public allowCluster(scope: Construct, cluster: ICluster): void {
    const stack = Stack.of(scope);
    if (!this.isNew(stack, cluster.clusterArn)) { return; }
    // By cluster, not by service: the policies of a role that serves fifty services must stay below 10,240 characters.
    this.policy(stack).addStatements(
      new PolicyStatement({ actions: ['ecs:DescribeServices'], resources: [below(stack, cluster, 'service')] }),
      new PolicyStatement({ actions: ['ecs:DescribeTasks'], resources: [below(stack, cluster, 'task')] }),
      new PolicyStatement({
        actions: ['ecs:ListTasks'],
        // AWS knows no other resource than container instances here, which Fargate tasks do not have; the cluster is the condition.
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
        resources: ['*'],
        conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
      }),
    );
  }

  /** Instances, for tasks that share their instance's address. */
  public allowInstances(scope: Construct, cluster: ICluster): void {
    const stack = Stack.of(scope);
    const instances = below(stack, cluster, 'container-instance');
    if (this.isNew(stack, instances)) {
      this.policy(stack).addStatements(new PolicyStatement({ actions: ['ecs:DescribeContainerInstances'], resources: [instances] }));
    }
    if (this.isNew(stack, 'ec2:DescribeInstances')) {
      // AWS offers no resource for this action.
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
      this.policy(stack).addStatements(new PolicyStatement({ actions: ['ec2:DescribeInstances'], resources: ['*'] }));
    }
  }

  private isNew(stack: Stack, what: string): boolean {
    const key = `${stack.node.path} ${JSON.stringify(stack.resolve(what))}`;
    if (this.granted.has(key)) { return false; }
    this.granted.add(key);
    return true;
  }

  /** In the stack of the service, which already needs the verifier's: the other way round would be a circle. */
  private policy(stack: Stack): Policy {
    const id = `LayeredHealthAccess-${relativeAddress(stack, this.owner)}`;
    return stack.node.tryFindChild(id) as Policy | undefined ?? new Policy(stack, id, { roles: [this.role()] });
  }
}

function below(stack: Stack, cluster: ICluster, resource: string): string {
  return stack.formatArn({ service: 'ecs', resource, resourceName: `${cluster.clusterName}/*` });
}
