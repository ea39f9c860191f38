import { BlockList, isIP } from 'node:net';
import type { IpPermission } from '@aws-sdk/client-ec2';
import type { AccountFacts, ServiceFacts } from './facts';
import type { ServiceEvidence } from '../../lambda/diagnosis/evidence';

/** Whether security groups let the load balancer's checks through to the tasks. */
export interface Path {
  readonly saw: 'OPEN' | 'BLOCKED';
  /** For a person. */
  readonly words: string;
  /** What adds the rule that is missing. */
  readonly command?: string;
}

/** Every security group on the way from a service's load balancers to its tasks. */
export function groupsOnTheWay(
  { service }: ServiceFacts, { targetGroups, loadBalancers }: Pick<AccountFacts, 'targetGroups' | 'loadBalancers'>,
): string[] {
  const arns = (service.loadBalancers ?? []).flatMap(({ targetGroupArn }) => targetGroupArn ?? []);
  const balancers = arns.flatMap((arn) => targetGroups.get(arn)?.group.LoadBalancerArns ?? []);
  const ofBalancers = balancers.flatMap((arn) => loadBalancers.get(arn)?.loadBalancer.SecurityGroups ?? []);
  return ofBalancers.length > 0 ? [...new Set([...ofBalancers, ...groupsOfTasks(service)])] : [];
}

function groupsOfTasks({ networkConfiguration }: ServiceFacts['service']): readonly string[] {
  return networkConfiguration?.awsvpcConfiguration?.securityGroups ?? [];
}

/**
 * The way from a service's load balancers to its tasks, as far as their security groups decide it. Undefined where that is not known: tasks
 * share their instance's groups, a load balancer has none, or a rule names addresses of which nobody knows whether they are its own.
 */
export function pathOf(facts: ServiceFacts, account: AccountFacts, { tasks }: Pick<ServiceEvidence, 'tasks'>): Path | undefined {
  const address = tasks.find((task) => task.address !== undefined)?.address;
  const ways = (facts.service.loadBalancers ?? []).flatMap(({ targetGroupArn = '', containerPort }) => {
    const group = account.targetGroups.get(targetGroupArn)?.group;
    if (group?.TargetType !== 'ip') { return []; }
    const own = Number(group.HealthCheckPort);
    const port = Number.isInteger(own) ? own : containerPort;
    return (group.LoadBalancerArns ?? []).map((arn) => (
      wayBetween(account.loadBalancers.get(arn)?.loadBalancer.SecurityGroups ?? [], groupsOfTasks(facts.service), port, address, account)
    ));
  });
  const blocked = ways.find((way) => way?.saw === 'BLOCKED');
  return blocked ?? (ways.every((way) => way !== undefined) ? ways[0] : undefined);
}

function wayBetween(
  balancer: readonly string[], tasks: readonly string[], port: number | undefined, address: string | undefined,
  { securityGroups, region }: AccountFacts,
): Path | undefined {
  const known = [...balancer, ...tasks].every((id) => securityGroups.has(id) && GROUP_ID.test(id));
  if (!known || port === undefined || balancer.length === 0 || tasks.length === 0) { return undefined; }
  const rules = (ids: readonly string[], of: 'IpPermissions' | 'IpPermissionsEgress') => (
    ids.flatMap((id) => securityGroups.get(id)![of] ?? [])
  );
  const [from, to] = [balancer.join(', '), tasks.join(', ')];
  const out = lets(rules(balancer, 'IpPermissionsEgress'), port, tasks, address);
  if (out === false) {
    return {
      saw: 'BLOCKED',
      words: `no rule of the load balancer's security groups (${from}) lets TCP ${port} out to the tasks' (${to})`,
      command: egressCommand(balancer[0], port, { UserIdGroupPairs: [{ GroupId: tasks[0] }] }, region),
    };
  }
  const into = lets(rules(tasks, 'IpPermissions'), port, balancer, undefined);
  if (into === false) {
    return {
      saw: 'BLOCKED',
      words: `no rule of the tasks' security groups (${to}) lets TCP ${port} in from the load balancer's (${from})`,
      command: ingressCommand(tasks[0], port, balancer[0], region),
    };
  }
  return out && into
    ? { saw: 'OPEN', words: `security groups let TCP ${port} through from the load balancer (${from}) to the tasks (${to})` } : undefined;
}

/** Lets TCP into a group from another one; ids must be such. */
export function ingressCommand(group: string, port: number, from: string, region: string): string {
  return `aws ec2 authorize-security-group-ingress --group-id ${group} --protocol tcp --port ${port} --source-group ${from} --region ${
    region}`;
}

/** Lets TCP out of a group to a destination. */
export function egressCommand(
  group: string, port: number, to: Pick<IpPermission, 'UserIdGroupPairs' | 'IpRanges'>, region: string,
): string {
  return `aws ec2 authorize-security-group-egress --group-id ${group} --region ${region} --ip-permissions '${
    JSON.stringify([{ IpProtocol: 'tcp', FromPort: port, ToPort: port, ...to }])}'`;
}

const GROUP_ID = /^sg-[0-9a-f]+$/;
const EVERYWHERE = '0.0.0.0/0';

/**
 * Whether rules let TCP through at a port between one of these groups and whoever has the rules.
 * @param address of who is at the other end; undefined: any
 * @returns undefined where only the address would tell
 */
export function lets(
  rules: readonly IpPermission[], port: number, groups: readonly string[], address: string | undefined,
): boolean | undefined {
  const ofPort = rules.filter(({ IpProtocol, FromPort = 0, ToPort = 65_535 }) => (
    IpProtocol === '-1' || ((IpProtocol === 'tcp' || IpProtocol === '6') && FromPort <= port && port <= ToPort)
  ));
  const names = ofPort.flatMap(({ UserIdGroupPairs = [] }) => UserIdGroupPairs.flatMap(({ GroupId }) => GroupId ?? []));
  const ranges = ofPort.flatMap(({ IpRanges = [], Ipv6Ranges = [] }) => [
    ...IpRanges.flatMap(({ CidrIp }) => CidrIp ?? []), ...Ipv6Ranges.flatMap(({ CidrIpv6 }) => CidrIpv6 ?? []),
  ]);
  if (names.some((id) => groups.includes(id)) || ranges.includes(EVERYWHERE)) { return true; }
  if (address !== undefined && ranges.some((range) => isWithin(address, range))) { return true; }
  const isOpenEnded = ofPort.some(({ PrefixListIds = [] }) => PrefixListIds.length > 0) || (address === undefined && ranges.length > 0);
  return isOpenEnded ? undefined : false;
}

function isWithin(address: string, range: string): boolean {
  const [net = '', prefix = ''] = range.split('/');
  const family = isIP(net) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(net) === 0 || isIP(address) !== isIP(net)) { return false; }
  const list = new BlockList();
  list.addSubnet(net, Number(prefix), family);
  return list.check(address, family);
}
