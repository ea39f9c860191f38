import type { Route, RouteTable, Subnet, VpcEndpoint } from '@aws-sdk/client-ec2';
import type { Task } from '@aws-sdk/client-ecs';
import type { AccountFacts, NetworkFacts, ServiceFacts } from './facts';
import { type Need, needsOf } from './needs';
import { egressCommand, ingressCommand, lets } from './security-groups';
import { stranded, subnetsOf } from './stranded';
import { awsCommand } from '../../lambda/shared/aws-command';

/** Whether tasks find their way to what they need before they run. */
export interface WayOut {
  readonly saw: 'OUT' | 'NONE';
  /** For a person. */
  readonly words: string;
  /** What opens the way, or shows where it ends. */
  readonly command?: string;
}

/** Whether something is reached; undefined where nobody knows. */
interface Reach {
  readonly reaches: boolean | undefined;
  readonly words: string;
  readonly command?: string;
  /** Whether a VPC endpoint would do as well. */
  readonly isRoute?: true;
}

interface Place {
  readonly subnet: Subnet;
  readonly table: RouteTable;
  readonly network: Required<Pick<NetworkFacts, 'routeTables' | 'endpoints' | 'natGateways'>>;
  readonly facts: ServiceFacts;
  readonly account: AccountFacts;
  /** The task's own, where it had one. */
  readonly address: string | undefined;
}

const UNKNOWN: Reach = { reaches: undefined, words: '' };
const HTTPS = 443;
/** Ids become part of commands. */
const ID = /^[a-z]+-[0-9a-f]+$/;

/**
 * The way out of the subnets of a service's tasks that reached nothing or wait: by default route, by VPC endpoint, and through the security
 * groups of tasks and endpoints. NONE where one of these subnets certainly has none for something that the tasks need; OUT where all of
 * them certainly have one for everything; undefined where that is not known, as behind a transit gateway.
 * @param since milliseconds since the epoch
 */
export function wayOutOf(facts: ServiceFacts, account: AccountFacts, since: number): WayOut | undefined {
  const { network, taskDefinitions, region, readAt } = account;
  const { service, tasks = [] } = facts;
  const { routeTables, endpoints, natGateways } = network;
  const lost = stranded(tasks, since, readAt);
  if (lost.length === 0 || !routeTables || !endpoints || !natGateways) { return undefined; }
  const bySubnet = new Map(lost.flatMap((task) => subnetsOf(task, service).map((id) => [id, task] as const)));
  const ways = [...bySubnet].map(([id, task]): WayOut | undefined => {
    const subnet = network.subnets.get(id);
    const table = subnet && tableOf(subnet, routeTables);
    const definition = taskDefinitions.get(task.taskDefinitionArn ?? '') ?? taskDefinitions.get(service.taskDefinition ?? '');
    if (!table || !definition || !ID.test(id)) { return undefined; }
    const place: Place = { subnet, table, network: { routeTables, endpoints, natGateways }, facts, account, address: addressOf(task) };
    return wayFrom(place, needsOf(definition, region));
  });
  return ways.find((way) => way?.saw === 'NONE') ?? (ways.every((way) => way !== undefined) ? ways[0] : undefined);
}

/** Of all that is needed, what is not reached for the same reason is told together. */
function wayFrom(place: Place, needs: readonly Need[]): WayOut | undefined {
  const name = `${place.subnet.SubnetId} (${place.subnet.AvailabilityZone})`;
  const reached = needs.map((need) => ({ need, ...reach(need, place) }));
  const closed = reached.filter(({ reaches }) => reaches === false);
  if (closed.length > 0) {
    const [{ words, command, isRoute }] = closed;
    const without = closed.filter((each) => each.words === words && each.need !== 'internet').map(({ need }) => need).join(', ');
    const noEndpoint = isRoute && without !== '' ? `, and no endpoint of its VPC leads to ${without}` : '';
    return { saw: 'NONE', words: `${name} has no way out: ${words}${noEndpoint}`, ...command === undefined ? {} : { command } };
  }
  const ways = [...new Set(reached.map(({ words }) => words))].join('; ');
  return needs.length > 0 && reached.every(({ reaches }) => reaches) ? { saw: 'OUT', words: `${name} has a way out: ${ways}` } : undefined;
}

function reach(need: Need, place: Place): Reach {
  if (need === 'internet') { return byRoute(place); }
  if (need === 'elsewhere') { return byRoute(place).reaches ? byRoute(place) : UNKNOWN; }
  const { network: { endpoints }, subnet: { VpcId }, table: { RouteTableId = '' }, account: { region } } = place;
  // The names begin otherwise in China.
  const own = endpoints.filter(({ VpcId: of, ServiceName = '', State = '' }) => (
    of === VpcId && ServiceName.endsWith(`.${region}.${need}`) && State.toLowerCase() === 'available'
  ));
  const faced = own.find(({ VpcEndpointType, PrivateDnsEnabled }) => VpcEndpointType === 'Interface' && PrivateDnsEnabled);
  if (faced) { return byEndpoint(need, faced, place); }
  const gateway = own.find(({ RouteTableIds = [] }) => RouteTableIds.includes(RouteTableId));
  if (gateway) { return { reaches: true, words: `endpoint ${gateway.VpcEndpointId} leads to ${need}` }; }
  const route = byRoute(place);
  // A hosted zone of one's own may lead to an endpoint without private names.
  const mayBe = own.some(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
  return route.reaches === false && mayBe ? UNKNOWN : route;
}

/** Private names lead to the endpoint, whatever routes there are. */
function byEndpoint(need: Need, { VpcEndpointId, Groups = [] }: VpcEndpoint, { facts, account, address }: Place): Reach {
  const { securityGroups, region } = account;
  const of = `endpoint ${VpcEndpointId} (${need})`;
  const tasks = groupsOfTasks(facts);
  const its = Groups.flatMap(({ GroupId }) => GroupId ?? []);
  const areKnown = [...tasks, ...its].every((id) => securityGroups.has(id) && ID.test(id));
  if (!areKnown || tasks.length === 0 || its.length === 0) { return UNKNOWN; }
  const into = lets(its.flatMap((id) => securityGroups.get(id)!.IpPermissions ?? []), HTTPS, tasks, address);
  const out = lets(tasks.flatMap((id) => securityGroups.get(id)!.IpPermissionsEgress ?? []), HTTPS, its, undefined);
  if (into === false) {
    return {
      reaches: false,
      words: `no rule of the security groups (${its.join(', ')}) of ${of} lets TCP ${HTTPS} in from the tasks' (${tasks.join(', ')})`,
      command: ingressCommand(its[0], HTTPS, tasks[0], region),
    };
  }
  if (out === false) { return noEgress(tasks, region); }
  return into && out ? { reaches: true, words: `${of} lets the tasks in` } : UNKNOWN;
}

function noEgress(tasks: readonly string[], region: string): Reach {
  return {
    reaches: false,
    words: `no rule of the tasks' security groups (${tasks.join(', ')}) lets TCP ${HTTPS} out`,
    command: egressCommand(tasks[0], HTTPS, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] }, region),
  };
}

/** Through the default route, as far as the task's security groups let it. */
function byRoute(place: Place): Reach {
  const { facts, account: { securityGroups, region } } = place;
  const way = byDefaultRoute(place);
  const tasks = groupsOfTasks(facts);
  if (way.reaches === false || tasks.length === 0 || !tasks.every((id) => securityGroups.has(id) && ID.test(id))) { return way; }
  const out = lets(tasks.flatMap((id) => securityGroups.get(id)!.IpPermissionsEgress ?? []), HTTPS, [], undefined);
  if (out === false) { return noEgress(tasks, region); }
  return out ? way : UNKNOWN;
}

function byDefaultRoute({ subnet, table, network, facts, account }: Place): Reach {
  const { RouteTableId = '', Routes = [] } = table;
  const its = `its route table ${RouteTableId}`;
  const command = awsCommand<{ routeTableIds: string }>('ec2', 'DescribeRouteTables', account.region, { routeTableIds: RouteTableId });
  const none = (words: string, other: string | undefined = command): Reach => ({
    reaches: false, isRoute: true, words: `${its} ${words}`, ...other === undefined ? {} : { command: other },
  });
  const route = defaultRoute(table);
  if (!route) {
    // What leads elsewhere than into the VPC may lead to AWS's addresses as well.
    const others = Routes.filter(({ GatewayId = '', DestinationPrefixListId }) => GatewayId !== 'local' && !(
      DestinationPrefixListId !== undefined && GatewayId.startsWith('vpce-')
    ));
    return others.length > 0 ? UNKNOWN : none('has no default route');
  }
  const leads = `leads to ${targetOf(route)}`;
  if (route.State === 'blackhole') { return none(`${leads}, which is gone: a blackhole`); }
  if (route.GatewayId?.startsWith('igw-')) {
    const { assignPublicIp } = facts.service.networkConfiguration?.awsvpcConfiguration ?? {};
    return assignPublicIp === 'ENABLED' ? { reaches: true, words: `${its} ${leads}, and the tasks have public IP addresses` }
      : none(`${leads}, but the tasks have no public IP address`, assignAddresses(facts, account.region));
  }
  const nat = network.natGateways.find(({ NatGatewayId }) => NatGatewayId !== undefined && NatGatewayId === route.NatGatewayId);
  if (!nat || nat.ConnectivityType === 'private' || nat.State === 'pending') { return UNKNOWN; }
  if (nat.State !== 'available') { return none(`${leads}, which is ${nat.State}`); }
  const out: Reach = { reaches: true, words: `${its} ${leads}` };
  // A regional gateway is in no subnet.
  if (nat.SubnetId === undefined) { return out; }
  const beyond = tableOf({ SubnetId: nat.SubnetId, VpcId: subnet.VpcId }, network.routeTables);
  if (!beyond) { return UNKNOWN; }
  const further = defaultRoute(beyond);
  if (!further || further.State === 'blackhole' || further.NatGatewayId !== undefined) {
    return none(`${leads}, whose own subnet ${nat.SubnetId} has no route to an internet gateway`);
  }
  return further.GatewayId?.startsWith('igw-') ? out : UNKNOWN;
}

function defaultRoute({ Routes = [] }: RouteTable): Route | undefined {
  return Routes.find(({ DestinationCidrBlock }) => DestinationCidrBlock === '0.0.0.0/0');
}

function targetOf({ NatGatewayId, GatewayId, TransitGatewayId, NetworkInterfaceId, VpcPeeringConnectionId }: Route): string {
  return NatGatewayId ?? GatewayId ?? TransitGatewayId ?? NetworkInterfaceId ?? VpcPeeringConnectionId ?? 'a target';
}

/** A subnet without a table of its own has its VPC's main one. */
function tableOf({ SubnetId, VpcId }: Subnet, tables: readonly RouteTable[]): RouteTable | undefined {
  const own = tables.find(({ Associations = [] }) => Associations.some((association) => association.SubnetId === SubnetId));
  return own ?? tables.find((table) => table.VpcId === VpcId && table.Associations?.some(({ Main }) => Main));
}

/** All that the service has stays as it is, but for the addresses. */
function assignAddresses({ cluster, service }: ServiceFacts, region: string): string | undefined {
  const { subnets = [], securityGroups = [] } = service.networkConfiguration?.awsvpcConfiguration ?? {};
  const names = [cluster, service.serviceName ?? ''];
  if (![...subnets, ...securityGroups].every((id) => ID.test(id)) || !names.every((name) => /^[\w-]+$/.test(name))) { return undefined; }
  const groups = securityGroups.length > 0 ? `securityGroups=[${securityGroups.join(',')}],` : '';
  return `aws ecs update-service --cluster ${cluster} --service ${service.serviceName} --region ${region
  } --network-configuration 'awsvpcConfiguration={subnets=[${subnets.join(',')}],${groups}assignPublicIp=ENABLED}'`;
}

/** Security groups on the way from stranded tasks to endpoints of their VPCs. */
export function groupsOnTheWayOut(facts: ServiceFacts, { subnets, endpoints = [] }: NetworkFacts, since: number, now: number): string[] {
  const lost = stranded(facts.tasks ?? [], since, now);
  const vpcs = lost.flatMap((task) => subnetsOf(task, facts.service)).flatMap((id) => subnets.get(id)?.VpcId ?? []);
  const ofEndpoints = endpoints.filter(({ VpcId = '' }) => vpcs.includes(VpcId))
    .flatMap(({ Groups = [] }) => Groups.flatMap(({ GroupId }) => GroupId ?? []));
  return vpcs.length > 0 ? [...groupsOfTasks(facts), ...ofEndpoints] : [];
}

function groupsOfTasks({ service: { networkConfiguration } }: ServiceFacts): readonly string[] {
  return networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [];
}

function addressOf({ attachments = [] }: Task): string | undefined {
  return attachments.flatMap(({ details = [] }) => details).find(({ name }) => name === 'privateIPv4Address')?.value;
}
