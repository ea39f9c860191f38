import {
  DescribeNatGatewaysCommand, DescribeRouteTablesCommand, DescribeSubnetsCommand, DescribeVpcEndpointsCommand,
} from '@aws-sdk/client-ec2';
import type { Calls } from './calls';
import type { AccountClients } from './clients';
import type { NetworkFacts, ServiceFacts } from './facts';
import { stranded, subnetsOf } from './stranded';
import { inBatches } from '../../lambda/shared/batches';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html: values of a filter. */
const VALUES_A_CALL = 200;

/**
 * The subnets of services whose tasks reached nothing or wait, and what leads out of their VPCs. Where no task does, nothing is read. By
 * filter, since one that is gone would otherwise fail the call.
 * @param since milliseconds since the epoch: stops before that do not count
 */
export async function readNetwork(
  { ec2 }: AccountClients, calls: Calls, services: readonly ServiceFacts[], since: number, now: number,
): Promise<NetworkFacts> {
  const ids = services.flatMap(({ service, tasks = [] }) => stranded(tasks, since, now).flatMap((task) => subnetsOf(task, service)));
  const described = await Promise.all(inBatches([...new Set(ids)], VALUES_A_CALL).map((Values) => (
    calls.ask('DescribeSubnets', (abortSignal) => (
      ec2.send(new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values }] }), { abortSignal })
    ))
  )));
  const subnets = described.flatMap((answer) => answer?.Subnets ?? []);
  const vpcs = inBatches([...new Set(subnets.flatMap(({ VpcId }) => VpcId ?? []))], VALUES_A_CALL)
    .map((Values) => ({ Filters: [{ Name: 'vpc-id', Values }] }));
  const [routeTables, endpoints, natGateways] = await Promise.all([
    Promise.all(vpcs.map(({ Filters }) => complete(calls.pages('DescribeRouteTables', async (NextToken, abortSignal) => {
      const answer = await ec2.send(new DescribeRouteTablesCommand({ Filters, NextToken }), { abortSignal });
      return pageOf(answer.RouteTables, answer.NextToken);
    })))),
    Promise.all(vpcs.map(({ Filters }) => complete(calls.pages('DescribeVpcEndpoints', async (NextToken, abortSignal) => {
      const answer = await ec2.send(new DescribeVpcEndpointsCommand({ Filters, NextToken }), { abortSignal });
      return pageOf(answer.VpcEndpoints, answer.NextToken);
    })))),
    Promise.all(vpcs.map(({ Filters: Filter }) => complete(calls.pages('DescribeNatGateways', async (NextToken, abortSignal) => {
      const answer = await ec2.send(new DescribeNatGatewaysCommand({ Filter, NextToken }), { abortSignal });
      return pageOf(answer.NatGateways, answer.NextToken);
    })))),
  ]);
  return {
    subnets: new Map(subnets.map((subnet) => [subnet.SubnetId ?? '', subnet])),
    ...allOf('routeTables', routeTables),
    ...allOf('endpoints', endpoints),
    ...allOf('natGateways', natGateways),
  };
}

interface Page<Found> {
  readonly found: readonly Found[];
  readonly nextToken?: string;
}

/** The last page has an empty token in some of EC2's lists. */
function pageOf<Found>(found: readonly Found[] = [], nextToken = ''): Page<Found> {
  return nextToken === '' ? { found } : { found, nextToken };
}

/** All that a list has; undefined where a page is missing: what is not found may be on it. */
async function complete<Found>(reading: Promise<readonly Page<Found>[]>): Promise<readonly Found[] | undefined> {
  const pages = await reading;
  const last = pages.at(-1);
  return last === undefined || last.nextToken !== undefined ? undefined : pages.flatMap(({ found }) => found);
}

function allOf<Name extends string, Found>(
  name: Name, read: readonly (readonly Found[] | undefined)[],
): { readonly [N in Name]?: readonly Found[] } {
  return read.every((each) => each !== undefined) ? { [name]: read.flatMap((each) => each ?? []) } as { [N in Name]: Found[] } : {};
}
