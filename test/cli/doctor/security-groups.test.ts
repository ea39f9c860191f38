import type { IpPermission } from '@aws-sdk/client-ec2';
import type { AccountFacts, ServiceFacts } from '../../../cli/doctor/facts';
import { groupsOnTheWay, pathOf } from '../../../cli/doctor/security-groups';

const [FRONT, TASKS] = ['sg-0f', 'sg-0a'];
const ALL: IpPermission = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };

function tcp(from: number, to: number, source: Partial<IpPermission>): IpPermission {
  return { IpProtocol: 'tcp', FromPort: from, ToPort: to, ...source };
}

const fromFront = { UserIdGroupPairs: [{ GroupId: FRONT }] };

/** What is concluded of rules that let packets in at the tasks and out at the load balancer. */
function path(
  into: readonly IpPermission[], out: readonly IpPermission[] = [ALL], changes: { port?: string; type?: 'ip' | 'instance' } = {},
) {
  const { port = 'traffic-port', type = 'ip' } = changes;
  const facts: ServiceFacts = {
    cluster: 'prod',
    service: {
      loadBalancers: [{ targetGroupArn: 'group', containerName: 'web', containerPort: 8080 }],
      networkConfiguration: { awsvpcConfiguration: { subnets: [], securityGroups: [TASKS] } },
    },
  };
  const account = {
    region: 'eu-west-1',
    targetGroups: new Map([['group', { group: { TargetType: type, HealthCheckPort: port, LoadBalancerArns: ['balancer'] } }]]),
    loadBalancers: new Map([['balancer', { loadBalancer: { SecurityGroups: [FRONT] } }]]),
    securityGroups: new Map([
      [FRONT, { GroupId: FRONT, IpPermissionsEgress: [...out] }], [TASKS, { GroupId: TASKS, IpPermissions: [...into] }],
    ]),
  } as unknown as AccountFacts;
  expect(groupsOnTheWay(facts, account)).toEqual([FRONT, TASKS]);
  return pathOf(facts, account, { tasks: [{ address: '10.0.1.7' } as any] });
}

test.each<[string, IpPermission]>([
  ['the group of the load balancer', tcp(8080, 8080, fromFront)],
  ['a range of ports', tcp(1024, 65535, fromFront)],
  ['all protocols', { IpProtocol: '-1', ...fromFront }],
  ['everybody', tcp(8080, 8080, { IpRanges: [{ CidrIp: '0.0.0.0/0' }] })],
])('a rule for %s lets it through', (_, rule) => {
  expect(path([rule])).toEqual({ saw: 'OPEN', words: expect.stringContaining('let TCP 8080 through') });
});

test.each<[string, readonly IpPermission[]]>([
  ['no rule', []],
  ['another port', [tcp(80, 80, fromFront)]],
  ['UDP', [{ ...tcp(8080, 8080, fromFront), IpProtocol: 'udp' }]],
  ['another group', [tcp(8080, 8080, { UserIdGroupPairs: [{ GroupId: 'sg-0b' }] })]],
])('%s does not, and the command adds the rule', (_, rules) => {
  expect(path(rules)).toEqual({
    saw: 'BLOCKED',
    words: `no rule of the tasks' security groups (${TASKS}) lets TCP 8080 in from the load balancer's (${FRONT})`,
    command: `aws ec2 authorize-security-group-ingress --group-id ${TASKS} --protocol tcp --port 8080 --source-group ${
      FRONT} --region eu-west-1`,
  });
});

test('the port of the check counts', () => {
  expect(path([tcp(8080, 8080, fromFront)], [ALL], { port: '9000' })?.words).toContain('TCP 9000');
});

test('what the load balancer may send counts, by the address of a task', () => {
  const into = [tcp(8080, 8080, fromFront)];
  const out = (CidrIp: string) => [tcp(8080, 8080, { IpRanges: [{ CidrIp }] })];
  expect(path(into, out('10.0.0.0/16'))?.saw).toBe('OPEN');
  const blocked = path(into, out('10.9.0.0/16'));
  expect(blocked?.words).toContain("lets TCP 8080 out to the tasks'");
  expect(blocked?.command).toMatch(/^aws ec2 authorize-security-group-egress --group-id sg-0f .*"UserIdGroupPairs":\[\{"GroupId":"sg-0a"\}\]/);
});

test('what only addresses would tell stays unknown', () => {
  expect(path([tcp(8080, 8080, { IpRanges: [{ CidrIp: '10.0.0.0/16' }] })])).toBeUndefined();
  expect(path([tcp(8080, 8080, { PrefixListIds: [{ PrefixListId: 'pl-1' }] })])).toBeUndefined();
  expect(path([], [ALL], { type: 'instance' })).toBeUndefined();
});
