import { Duration, Lazy, Token } from 'aws-cdk-lib';
import { FrontDoor, HealthAssertion, HealthDependency, HealthDialogue, HealthEndpoint, HealthFormat, HealthMatcher } from '../../src';
import { contract, ECHO_PROBE } from '../fixtures';

describe('a contract that cannot be kept fails at construction', () => {
  test.each([
    [
      'startup beyond any grace period',
      { startup: Duration.seconds(2_147_483_048) },
      /startup .*got 2147483048 s, allowed: at most 2147480347 s.*\. \w/,
    ],
    [
      'longestRequest beyond the deregistration delay',
      { longestRequest: Duration.hours(2) },
      /longestRequest .*got 7200 s, allowed: at most 3600 s.*\. \w/,
    ],
    ['shutdown beyond stopTimeout', { shutdown: Duration.seconds(121) }, /shutdown .*got 121 s, allowed: at most 120 s.*\. \w/],
    [
      'detectWithin below what is possible',
      { detectWithin: Duration.seconds(20) },
      /detectWithin .*got 20 s, allowed: at least 21 s.*\. \w/,
    ],
    [
      'a recovery that ECS cannot wait for',
      { inAppRecovery: { attempts: 10, interval: Duration.minutes(5) } },
      /recovers itself: got 3000 s.*at most 2700 s.*\. \w/,
    ],
    ['a closed port that an endpoint needs', { closedPorts: [3000] }, /closed port is needed .*got 3000/],
    ['a closed port that is none', { closedPorts: [0] }, /A closed port is out of range: got 0/],
    [
      'too many attempts',
      { inAppRecovery: { attempts: 11, interval: Duration.seconds(1) } },
      /attempts .*got 11, allowed: a whole number from 1 to 10/,
    ],
    ['nobody who serves', { minimumServing: 0 }, /minimumServing .*got 0, allowed: a whole number from 1 to 10,?000/],
    ['a port that is none', { port: 70000 }, /port .*got 70000, allowed: a whole number from 1 to 65535/],
    ['no port', { port: undefined }, /port of a health contract is missing: got none, allowed: a whole number.*HealthEndpoint\.command/],
    [
      'a command as readiness',
      { readiness: HealthEndpoint.command(['true']) },
      /No load balancer can run a command: got a command as readiness/,
    ],
    ['a port that is a token', { port: Token.asNumber(Lazy.any({ produce: () => 80 })) }, /port .*got a token/],
    [
      'a duration that is a token',
      { startup: Duration.seconds(Token.asNumber(Lazy.any({ produce: () => 1 }))) },
      /startup must be known at synthesis/,
    ],
  ])('%s', (_, props, message) => {
    expect(() => contract(props)).toThrow(message);
  });
});

test('fractions are rounded to the strict side', () => {
  const { budget } = contract({
    startup: Duration.millis(1500),
    longestRequest: Duration.millis(10),
    detectWithin: Duration.millis(21_900),
  });
  expect(budget.container.startPeriod.toSeconds()).toBe(2);
  expect(budget.targetGroup.deregistrationDelay.toSeconds()).toBe(1);
  expect(budget.worstCases.detection.toSeconds()).toBeLessThanOrEqual(21);
});

test('a container check without a tool that probes is refused', () => {
  expect(() => contract().containerOptions()).toThrow(/needs a tool that probes the endpoint: got no probe.*ContainerProbe\.curl/);
});

test('where nothing drains the task first, the stop timeout covers the longest request as well, as far as ECS waits', () => {
  expect(contract().stopTimeout().toSeconds()).toBe(30);
  expect(contract().stopTimeout({ drainsFirst: false }).toSeconds()).toBe(60);
  expect(
    contract({ longestRequest: Duration.minutes(5) })
      .containerOptions(ECHO_PROBE, { drainsFirst: false })
      .stopTimeout.toSeconds(),
  ).toBe(120);
});

test('without readiness, liveness serves the load balancer', () => {
  const liveness = HealthEndpoint.tcp();
  expect(contract({ liveness, readiness: undefined }).trafficEndpoint).toBe(liveness);
});

test('long timeouts of the endpoints move the default of detectWithin', () => {
  const slow = contract({ liveness: HealthEndpoint.http('/live', { timeout: Duration.seconds(20) }) });
  expect(slow.budget.worstCases.detection.toSeconds()).toBe(105);
});

describe('endpoints', () => {
  test('keep what they were given', () => {
    const endpoint = HealthEndpoint.https('/health?deep=no', {
      port: 8443,
      statusCodes: '200,204',
      format: HealthFormat.ACTUATOR,
      timeout: Duration.seconds(3),
    });
    expect(endpoint).toMatchObject({
      protocol: 'https',
      path: '/health?deep=no',
      port: 8443,
      statusCodes: '200,204',
      format: HealthFormat.ACTUATOR,
      isHttp: true,
    });
    expect(HealthEndpoint.grpc('orders.v1.Orders')).toMatchObject({ protocol: 'grpc', grpcServiceName: 'orders.v1.Orders', isHttp: false });
  });

  test.each([
    ['no slash', () => HealthEndpoint.http('health'), /must start with a slash: got "health".*Pass '\/health'/],
    ['a space', () => HealthEndpoint.http('/a b'), /got "\/a b".*Pass "\/a%20b"/],
    ['a control character', () => HealthEndpoint.http('/a\r\nHost: evil'), /printable ASCII/],
    ['a fragment', () => HealthEndpoint.http('/a#b'), /without #/],
    ['a path too long', () => HealthEndpoint.http('/' + 'a'.repeat(1024)), /got 1025 characters, allowed: at most 1024/],
    ['a token as path', () => HealthEndpoint.http(Lazy.string({ produce: () => '/' })), /got a token/],
    [
      'codes out of range',
      () => HealthEndpoint.http('/', { statusCodes: '200-599' }),
      /got "200-599", allowed: codes and ranges within 200–499/,
    ],
    ['codes reversed', () => HealthEndpoint.http('/', { statusCodes: '299-200' }), /status codes .* are not valid/],
    ['codes with spaces', () => HealthEndpoint.http('/', { statusCodes: '200, 204' }), /without spaces/],
    ['a timeout too long', () => HealthEndpoint.tcp({ timeout: Duration.seconds(21) }),
      /got 21 seconds, allowed: 2 seconds to 20 seconds, in whole seconds/],
    ['a timeout of fractions', () => HealthEndpoint.tcp({ timeout: Duration.millis(2500) }),
      /got 2 seconds 500 millis, allowed: .*whole seconds/],
    ['a port that is none', () => HealthEndpoint.tcp({ port: 0 }), /got 0, allowed/],
    [
      'a header that the prober writes itself',
      () => HealthEndpoint.http('/', { headers: { Host: 'shop' } }),
      /writes this header itself: got 'Host'/,
    ],
    [
      'a header with a line break',
      () => HealthEndpoint.http('/', { headers: { 'X-A': 'a\r\nX-B: b' } }),
      /value of header 'X-A' is not valid/,
    ],
    ['a header whose name is none', () => HealthEndpoint.http('/', { headers: { 'X A': 'a' } }),
      /name of a header is not valid: got "X A"/],
    ['a body that is an upload', () => HealthEndpoint.http('/', { body: 'x'.repeat(1025) }), /got 1025 bytes, allowed: at most 1024/],
    [
      'a threshold beyond the timeout',
      () => HealthEndpoint.http('/', { timeout: Duration.seconds(2), warnAfter: Duration.seconds(2) }),
      /warnAfter .*got 2000 ms, allowed: above 0 and below the timeout \(2000 ms\)/,
    ],
    ['a regular expression that is none', () => HealthMatcher.matches('('), /expression of a matcher is not valid: got "\("/],
    [
      'a JSON path that is none',
      () => HealthAssertion.json('queue.depth', HealthMatcher.exactly('0')),
      /got "queue.depth", allowed: steps from the root/,
    ],
    ['a dialogue that says nothing', () => HealthDialogue.send(''), /got 0 bytes, allowed: 1–1024 bytes/],
    ['a gRPC service that is none', () => HealthEndpoint.grpc('a b'), /got "a b"/],
  ])('refuse %s', (_, create, message) => {
    expect(create).toThrow(message);
  });
});

describe('dependencies', () => {
  test('keep what they were given', () => {
    expect(HealthDependency.tcp('database', 'db.internal', 5432)).toMatchObject({ name: 'database', host: 'db.internal', port: 5432 });
  });

  test.each([
    ['no name', () => HealthDependency.tcp(' ', 'db', 1), /no name/],
    ['a URL as host', () => HealthDependency.tcp('database', 'tcp://db', 1), /got "tcp:\/\/db".*without scheme/],
    ['a port that is none', () => HealthDependency.tcp('database', 'db', 0), /got 0/],
    [
      'a command',
      () => HealthDependency.of('job', 'job', HealthEndpoint.command(['true'])),
      /dependency 'job' cannot be probed: got a command/,
    ],
    [
      'an endpoint without port',
      () => HealthDependency.of('time', 'time', HealthEndpoint.udp(HealthDialogue.ntp())),
      /dependency 'time' names no port: got a UDP endpoint without port/,
    ],
    [
      'a front door that is a URL',
      () => FrontDoor.internal('https://shop', HealthEndpoint.https('/')),
      /front door is neither.*without scheme/,
    ],
  ])('refuse %s', (_, create, message) => {
    expect(create).toThrow(message);
  });
});
