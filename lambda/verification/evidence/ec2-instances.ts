import { DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { CLIENT_SETTINGS } from '../../shared/client-settings';

const ec2 = new EC2Client(CLIENT_SETTINGS);

/**
 * The instances with these ids, as far as EC2 still knows them; at most 200, which is what a filter takes.
 * A filter, because naming one id that is gone would fail the call for all.
 */
export async function readInstances(ids: readonly string[], abortSignal: AbortSignal): Promise<Instance[]> {
  const { Reservations } = await ec2.send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [...ids] }] }), {
    abortSignal,
  });
  return Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
}
