import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as fc from 'fast-check';
import { LoadBalancingApi } from '../../sandbox/api/load-balancing';
import { routable, ruleFor, Turns } from '../../sandbox/listeners/choose';
import { Forwarding } from '../../sandbox/listeners/forwarding';
import { Listener, type ServedRequest } from '../../sandbox/listeners/listener';
import { requestMetrics } from '../../sandbox/request-metrics';
import { Clock } from '../../sandbox/shared/clock';
import { Network } from '../../sandbox/shared/network';
import { Signal } from '../../sandbox/shared/signal';
import type { RegisteredTarget, TargetGroup } from '../../sandbox/tasks/target-group';
import type { DescribedModel, ServiceModel } from '../../sandbox/template/model';
import { readListeners } from '../../sandbox/template/read-listeners';

const WEIGHTS = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 999 }), { minKeys: 1 });

test('of any number of requests in a row, each group gets its share, but for one request for each group', () => {
  fc.assert(fc.property(WEIGHTS, fc.integer({ min: 0, max: 200 }), fc.integer({ min: 1, max: 200 }), (weights, before, count) => {
    const total = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
    const turns = new Turns();
    Array.from({ length: before }, () => turns.next(weights));
    const chosen = Array.from({ length: count }, () => turns.next(weights));
    if (total === 0) { return chosen.every((key) => key === undefined); }
    return Object.entries(weights).every(([key, weight]) => {
      const expected = count * weight / total;
      const groups = Object.keys(weights).length;
      return weight === 0 ? !chosen.includes(key) : Math.abs(chosen.filter((each) => each === key).length - expected) <= groups;
    });
  }));
});

test('a group whose weight falls to zero gets no further request, whatever it was owed', () => {
  const turns = new Turns();
  Array.from({ length: 3 }, () => turns.next({ blue: 90, green: 10 }));
  expect(Array.from({ length: 20 }, () => turns.next({ blue: 100, green: 0 }))).not.toContain('green');
});

const target = (address: string, state: string) => ({ address, port: 80, health: { state } }) as unknown as RegisteredTarget;

test('requests go to healthy targets, and to all if none is; never to one that drains', () => {
  const addresses = (...targets: RegisteredTarget[]) => routable({ targets }).map(({ address }) => address);
  expect(addresses(target('a', 'healthy'), target('b', 'unhealthy'), target('c', 'draining'))).toEqual(['a']);
  expect(addresses(target('a', 'initial'), target('b', 'unhealthy'), target('c', 'draining'))).toEqual(['a', 'b']);
});

const resource = (type: string, reference: string, properties: object) => ({
  type: `AWS::ElasticLoadBalancingV2::${type}`, logicalId: reference, reference, properties,
}) as DescribedModel;

const BALANCER = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/Shop/0123456789abcdef';
const described = (port = 80) => [
  resource('Listener', 'http', {
    LoadBalancerArn: BALANCER,
    Port: port,
    Protocol: 'HTTP',
    DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404', MessageBody: 'nothing here' } }],
  }),
  resource('Listener', 'tcp', { LoadBalancerArn: BALANCER, Port: 90, Protocol: 'TCP', DefaultActions: [] }),
  resource('ListenerRule', 'late', {
    ListenerArn: 'http',
    Priority: 20,
    Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/*'] } }],
    Actions: [{
      Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: 'blue', Weight: 3 }, { TargetGroupArn: 'green', Weight: 1 }] },
    }],
  }),
  resource('ListenerRule', 'early', {
    ListenerArn: 'http',
    Priority: 3,
    Conditions: [{ Field: 'host-header', Values: ['*.shop.test'] }, { Field: 'path-pattern', Values: ['/a?i/*'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: 'api' }],
  }),
  resource('ListenerRule', 'unknown', {
    ListenerArn: 'http',
    Priority: 1,
    Conditions: [{ Field: 'source-ip', Values: ['10.0.0.0/8'] }],
    Actions: [{ Type: 'forward', TargetGroupArn: 'api' }],
  }),
];

test('rules are read in their order, and the first that fits a request takes it', () => {
  const [listener, ...others] = readListeners(described());
  expect(others).toEqual([]);
  expect(listener.rules.map(({ arn, forward }) => [arn, forward])).toEqual([
    ['early', { api: 1 }], ['late', { blue: 3, green: 1 }], ['http', {}],
  ]);
  expect(ruleFor(listener, 'EU.shop.test', '/api/x').arn).toBe('early');
  expect(ruleFor(listener, 'eu.shop.test', '/apix').arn).toBe('late');
  expect(ruleFor({ rules: listener.rules.filter(({ arn }) => arn !== 'late') }, 'other.test', '/api/x').answer)
    .toEqual({ status: 404, body: 'nothing here' });
});

test('the API tells the present weights of a rule', () => {
  const forwarding = new Forwarding(readListeners(described()), []);
  const { operations: { DescribeRules } } = new LoadBalancingApi(new Map(), described(), forwarding);
  const weights = () => JSON.stringify(DescribeRules(new URLSearchParams({ ListenerArn: 'http' }))).match(/"Weight":\d+/g);
  expect(weights()).toEqual(['"Weight":3', '"Weight":1', '"Weight":1']);
  forwarding.change('late', { blue: 90, green: 10 });
  expect(weights()?.slice(0, 2)).toEqual(['"Weight":90', '"Weight":10']);
});

test('ECS sets the weights of its rules when it creates the service', () => {
  const loadBalancers = [{
    targetGroupArn: 'blue', alternateTargetGroupArn: 'green', productionListenerRule: 'late', containerName: 'web', containerPort: 80,
  }];
  const of = (shift: ServiceModel['shift']) => (
    new Forwarding(readListeners(described()), [{ loadBalancers, shift } as unknown as ServiceModel]).of('late')
  );
  expect(of({ steps: [100], stepMinutes: 0, bakeMinutes: 0 })).toEqual({ blue: 100, green: 0 });
  expect(of(undefined)).toEqual({ blue: 3, green: 1 });
});

describe('a listener', () => {
  const served = new Signal<ServedRequest>();
  const seen: ServedRequest[] = [];
  const network = new Network();
  const targets: RegisteredTarget[] = [];
  let process: Server;
  let listener: Listener;

  beforeAll(async () => {
    process = createServer((request, response) => response.writeHead(request.url === '/bad' ? 500 : 200).end(`process ${request.url}`));
    await new Promise<void>((resolve) => process.listen(0, '127.0.0.1', resolve));
    const group = { model: { protocol: 'HTTP' }, targets } as unknown as TargetGroup;
    // On a port that is taken it gets another, which the prober is led to.
    const [model] = readListeners(described((process.address() as AddressInfo).port));
    const forwarding = new Forwarding([model], []);
    listener = await Listener.open(model, '127.0.0.1', {
      forwarding, targetGroups: new Map([['blue', group], ['green', group]]), network, clock: new Clock(1000), served,
    });
    served.listen((request) => seen.push(request));
  });
  afterAll(async () => {
    await listener.close();
    await new Promise((resolve) => process.close(resolve));
  });

  test('passes the answers of targets on, and answers 502, 503 and 504 itself', async () => {
    const { port } = process.address() as AddressInfo;
    const ask = async (path: string, ...registered: object[]) => {
      targets.splice(0, targets.length, ...registered.map((each) => ({ ...target('127.0.0.1', 'healthy'), port, ...each })));
      const response = await fetch(`${listener.url}${path}`);
      return [response.status, await response.text()];
    };
    expect(listener.url).toBe(`http://127.0.0.1:${network.ports[`127.0.0.1:${port}`]}`);
    expect(await ask('/good', {})).toEqual([200, 'process /good']);
    expect(await ask('/bad', {})).toEqual([500, 'process /bad']);
    expect(await ask('/', { port: 1 })).toEqual([502, '']);
    expect(await ask('/')).toEqual([503, '']);
    const undo = network.lose('127.0.0.1', 'dropped', ['load-balancer']);
    expect(await ask('/', {})).toEqual([504, '']);
    undo();
    expect(seen.map(({ status, byTarget }) => [status, byTarget])).toEqual([
      [200, true], [500, true], [502, false], [503, false], [504, false],
    ]);
  });
});

test('a request is counted for its load balancer and for its target group', () => {
  const of = (request: Partial<ServedRequest>) => requestMetrics({
    balancerArn: BALANCER,
    groupArn: 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/Blue/fedc',
    status: 200,
    byTarget: true,
    seconds: 0.25,
    ...request,
  }).map(({ metric: { name, dimensions }, value }) => [name, Object.values(dimensions).join(), value]);
  expect(of({})).toEqual(['app/Shop/0123456789abcdef', 'app/Shop/0123456789abcdef,targetgroup/Blue/fedc'].flatMap((where) => [
    ['RequestCount', where, 1], ['HTTPCode_Target_2XX_Count', where, 1], ['TargetResponseTime', where, 0.25],
  ]));
  expect(of({ status: 502, byTarget: false, groupArn: undefined }).map(([name]) => name))
    .toEqual(['RequestCount', 'HTTPCode_ELB_5XX_Count']);
  expect(of({ status: 502, byTarget: false }).map(([name]) => name)).toContain('TargetConnectionErrorCount');
});
