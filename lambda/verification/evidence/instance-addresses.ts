import type { Instance } from '@aws-sdk/client-ec2';
import { DescribeContainerInstancesCommand, type ECSClient } from '@aws-sdk/client-ecs';

/** Who runs a task's containers where the task has no network interface of its own. */
export interface HostEvidence {
  readonly instanceId: string;
  /** Its private addresses, the one to probe first; empty where EC2 does not know the instance. */
  readonly addresses: readonly string[];
}

/** Reads EC2 instances by their ids; those that are gone are missing. */
export type ReadInstances = (ids: readonly string[], abortSignal: AbortSignal) => Promise<Instance[]>;

/**
 * DescribeContainerInstances takes no more at once:
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeContainerInstances.html
 */
const DESCRIBE_BATCH = 100;

/** Addresses of container instances. An instance keeps its primary addresses as long as it lives, so each is read once an environment. */
export class InstanceAddresses {
  private readonly known = new Map<string, HostEvidence>();

  constructor(private readonly ecs: Pick<ECSClient, 'send'>, private readonly read: ReadInstances) {}

  /**
   * The hosts behind container instances of one cluster, by ARN. One that ECS does not know, or that is no EC2 instance, is missing.
   * Rejects when ECS or EC2 does not answer.
   */
  public async of(cluster: string, arns: readonly string[], abortSignal: AbortSignal): Promise<ReadonlyMap<string, HostEvidence>> {
    const asked = [...new Set(arns)];
    const unknown = asked.filter((arn) => !this.known.has(arn));
    const batches: string[][] = [];
    for (let index = 0; index < unknown.length; index += DESCRIBE_BATCH) { batches.push(unknown.slice(index, index + DESCRIBE_BATCH)); }
    const read = new Map((await Promise.all(batches.map((batch) => this.describe(cluster, batch, abortSignal)))).flat());
    for (const [arn, host] of read) { if (host.addresses.length > 0) { this.known.set(arn, host); } }
    return new Map(asked.flatMap((arn) => {
      const host = this.known.get(arn) ?? read.get(arn);
      return host ? [[arn, host] as const] : [];
    }));
  }

  private async describe(cluster: string, arns: string[], abortSignal: AbortSignal): Promise<Array<[string, HostEvidence]>> {
    const command = new DescribeContainerInstancesCommand({ cluster, containerInstances: arns });
    const { containerInstances = [] } = await this.ecs.send(command, { abortSignal });
    const ids = new Map(containerInstances.flatMap(({ containerInstanceArn, ec2InstanceId }) => (
      // ECS Anywhere registers machines of one's own, mi-…, under the same field.
      containerInstanceArn && ec2InstanceId?.startsWith('i-') ? [[containerInstanceArn, ec2InstanceId] as const] : []
    )));
    if (ids.size === 0) { return []; }
    const instances = new Map(
      (await this.read([...new Set(ids.values())], abortSignal)).map((instance) => [instance.InstanceId, instance]),
    );
    return [...ids].map(([arn, instanceId]) => [arn, { instanceId, addresses: addressesOf(instances.get(instanceId)) }]);
  }
}

/** Those of the primary interface, which security groups, target groups and published ports are about. */
function addressesOf(instance: Instance | undefined): string[] {
  const primary = instance?.NetworkInterfaces?.find(({ Attachment }) => Attachment?.DeviceIndex === 0);
  const ipv6 = instance?.Ipv6Address ?? primary?.Ipv6Addresses?.[0]?.Ipv6Address;
  return [instance?.PrivateIpAddress, ipv6].filter((address): address is string => Boolean(address));
}
