import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Cluster, CfnService, ContainerImage, FargateService } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlertFormat,
  ContainerProbe,
  DeepVerifier,
  HealthContract,
  HealthEndpoint,
  HealthMatcher,
  type HealthMethod,
  type IContainerProbe,
  LayeredHealth,
  ServiceVerification,
} from '../../src';
import { contract, stackWithVpc } from '../fixtures';

/** As plain JavaScript sees it: nothing says what is allowed. */
type Untyped = any;

const PROMISES = {
  port: 3000, liveness: HealthEndpoint.http('/health/live'), startup: Duration.seconds(60), longestRequest: Duration.seconds(30),
};
const DURATION = 'a Duration such as Duration.seconds(60)';
const ENDPOINT = "a HealthEndpoint such as HealthEndpoint.http('/health')";
const PROBE = 'an IContainerProbe such as ContainerProbe.curl()';
const SERVICE = 'an ECS service (FargateService or Ec2Service) with its cluster';
const HEALTH_CONTRACT = 'a HealthContract such as new HealthContract({ … })';
const CONTRACT = '[health contract of port 3000, liveness http /health/live]';

function pattern(): { stack: Stack; web: ApplicationLoadBalancedFargateService; service: FargateService } {
  const stack = new Stack(new App(), 'Shop');
  const cluster = new Cluster(stack, 'Cluster');
  const web = new ApplicationLoadBalancedFargateService(stack, 'Web', {
    cluster,
    taskImageOptions: { image: ContainerImage.fromRegistry('web'), containerPort: 3000 },
  });
  return { stack, web, service: web.service };
}

function wrongType(names: string, got: string, allowed: string, todo: string): string {
  return `${names} the wrong type: got ${got}, allowed: ${allowed}. ${todo}.`;
}

describe('a slip in a contract', () => {
  const { liveness, ...others } = PROMISES;
  const allMissing = `liveness: ${ENDPOINT}; startup: ${DURATION}; longestRequest: ${DURATION}`;

  it.each<[string, Untyped, string]>([
    [
      'a number of seconds',
      { ...PROMISES, startup: 60 },
      `${CONTRACT} ${wrongType('startup has', '60 (a number)', DURATION, 'Pass Duration.seconds(60)')}`,
    ],
    [
      'a text of seconds',
      { ...PROMISES, startup: '90' },
      `${CONTRACT} ${wrongType('startup has', "'90' (a string)", DURATION, 'Pass Duration.seconds(90)')}`,
    ],
    [
      'no startup',
      { ...PROMISES, startup: undefined },
      `${CONTRACT} startup is missing: got an object with port, liveness, longestRequest, allowed: ${DURATION}. Pass `
        + 'Duration.seconds(60).',
    ],
    [
      'a port in quotes',
      { ...PROMISES, port: '3000' },
      `${CONTRACT} ${wrongType('port has', "'3000' (a string)", 'a number', 'Pass 3000 without quotes')}`,
    ],
    [
      'a path as liveness',
      { ...PROMISES, liveness: '/health' },
      '[health contract of port 3000] '
        + `${wrongType('liveness has', "'/health' (a string)", ENDPOINT, "Pass HealthEndpoint.http('/health')")}`,
    ],
    [
      'a misspelt prop',
      { ...others, livenes: liveness },
      '[health contract of port 3000] liveness is missing: got an object with port, startup, longestRequest, livenes, '
        + `allowed: ${ENDPOINT}. Rename livenes to liveness.`,
    ],
    [
      'one item without a list',
      { ...PROMISES, closedPorts: 9229 },
      `${CONTRACT} ${wrongType('closedPorts have', '9229 (a number)', 'a list, each of it a number', 'Put it into a list: [ … ]')}`,
    ],
    [
      'a list with one wrong item',
      { ...PROMISES, closedPorts: [9229, '9230'] },
      `${CONTRACT} ${wrongType('closedPorts[1] has', "'9230' (a string)", 'a number', 'Pass 9230 without quotes')}`,
    ],
    [
      'a prop of a prop',
      { ...PROMISES, inAppRecovery: { attempts: 2, interval: 5 } },
      `${CONTRACT} ${wrongType('inAppRecovery.interval has', '5 (a number)', DURATION, 'Pass Duration.seconds(5)')}`,
    ],
    [
      'null',
      { ...PROMISES, port: null },
      `[health contract of liveness http /health/live] ${wrongType('port has', 'null', 'a number', 'Pass a number')}`,
    ],
    ['nothing in it', {}, `[health contract] liveness, startup and longestRequest are missing: got {}, allowed: ${allMissing}. Pass them.`],
    [
      'nothing at all',
      undefined,
      '[health contract] props are missing: got nothing, allowed: an object with liveness, startup and longestRequest. '
        + 'Pass an object with liveness, startup and longestRequest.',
    ],
  ])('%s', (_, props, message) => {
    expect(() => new HealthContract(props)).toThrow(new Error(message));
  });

  it('names the contract where a promise cannot be kept as well', () => {
    expect(() => contract({ startup: Duration.hours(2), detectWithin: Duration.seconds(1) })).toThrow(
      /^\[health contract of port 3000, liveness http \/health\/live\] /,
    );
    expect(() => contract({ inAppRecovery: { attempts: 11, interval: Duration.seconds(5) } })).toThrow(
      `${CONTRACT} inAppRecovery.attempts is out of range`,
    );
    expect(() => contract().containerOptions()).toThrow(`${CONTRACT} A container check needs a tool that probes the endpoint`);
    const worker = new HealthContract({
      liveness: HealthEndpoint.command(['pgrep', 'worker']),
      startup: Duration.seconds(10),
      longestRequest: Duration.seconds(10),
    });
    expect(() => worker.port).toThrow('[health contract of liveness command pgrep worker] A worker has no port');
  });
});

describe('a slip in the props of a construct', () => {
  it.each<[string, (given: ReturnType<typeof pattern>) => Untyped, string]>([
    [
      'the pattern instead of its service',
      ({ web }) => ({ contract: contract(), service: web }),
      wrongType('service has', 'an ApplicationLoadBalancedFargateService', SERVICE, 'Pass its property service'),
    ],
    [
      'a factory that is not called',
      ({ service }) => ({ contract: contract(), service, containerProbe: ContainerProbe.curl }),
      wrongType('containerProbe has', 'the function curl', PROBE, 'Call it: ContainerProbe.curl()'),
    ],
    [
      'a class',
      ({ service }) => ({ contract: contract(), service, containerProbe: ContainerProbe }),
      wrongType('containerProbe has', 'the class ContainerProbe', PROBE, 'Pass an object, not its class, e.g. ContainerProbe.curl()'),
    ],
    [
      'an L1 construct',
      ({ stack }) => ({ contract: contract(), service: new CfnService(stack, 'L1', {}) }),
      wrongType('service has', 'a CfnService (an L1 construct)', SERVICE, `Pass the L2 construct: ${SERVICE}`),
    ],
    [
      'the contract as props',
      () => contract(),
      wrongType('props have', 'a HealthContract', 'an object with service and contract', 'Pass a HealthContract as { contract: … }'),
    ],
    [
      'one target group without a list',
      ({ web, service }) => ({ contract: contract(), service, targetGroups: web.targetGroup }),
      wrongType('targetGroups have', 'an ApplicationTargetGroup', 'a list, each of it an ITargetGroup', 'Put it into a list: [ … ]'),
    ],
    [
      'nothing in it',
      () => ({}),
      `service and contract are missing: got {}, allowed: service: ${SERVICE}; contract: ${HEALTH_CONTRACT}. Pass them.`,
    ],
    [
      'nothing at all',
      () => undefined,
      'props are missing: got nothing, allowed: an object with service and contract. Pass an object with service and contract.',
    ],
  ])('%s', (_, props, message) => {
    const given = pattern();
    expect(() => new LayeredHealth(given.stack, 'Health', props(given))).toThrow(new Error(`[Shop/Health] ${message}`));
    // What is refused leaves nothing behind.
    expect(given.stack.node.tryFindChild('Health')).toBeUndefined();
  });

  it('names the call where there is no construct yet', () => {
    expect(() => new (LayeredHealth as Untyped)()).toThrow(/^\[LayeredHealth\] scope, id and props are missing: got nothing, /);
    const { stack, vpc } = stackWithVpc();
    expect(() => new (DeepVerifier as Untyped)(stack, 'Verifier', vpc)).toThrow(
      /^\[Stack\/Verifier\] props have the wrong type: got a Vpc, .+ Pass a Vpc as \{ vpc: … \}\.$/,
    );
  });

  it('names the construct whose method is called', () => {
    const { stack, service } = pattern();
    const { verification } = new LayeredHealth(stack, 'Health', { contract: contract(), service, alarms: false });
    const call = (topic: Untyped, format: Untyped) => () => (verification as ServiceVerification).sendAlertsTo({ topic, format });
    expect(call('arn', AlertFormat.TEXT)).toThrow(
      `[Shop/Health/Verification] ${wrongType('alert.topic has', "'arn' (a string)", 'an ITopic', 'Pass an ITopic')}`,
    );
    expect(call(new Topic(stack, 'Topic'), 'text'))
      .toThrow(wrongType('alert.format has', "'text' (a string)", 'one of AlertFormat.TEXT, AlertFormat.CHAT', 'Pass AlertFormat.TEXT'));
  });
});

describe('a slip in a call of a factory', () => {
  const http = HealthEndpoint.http as Untyped;

  it.each<[string, () => void, string]>([
    [
      'a URL',
      () => http('http://localhost:3000/health'),
      'The path of a health endpoint holds a whole URL: got "http://localhost:3000/health", allowed: a path such as \'/health/live\'. '
        + "Pass the path alone: '/health'; the port belongs to the contract or to the option port.",
    ],
    ['a URL without a path', () => http('https://shop.example.com'), "Pass the path alone: '/'; "],
    [
      'a port in quotes',
      () => http('/health', { port: '3000' }),
      wrongType('port has', "'3000' (a string)", 'a number', 'Pass 3000 without quotes'),
    ],
    [
      'a number as text',
      () => http('/health', { statusCodes: 200 }),
      wrongType('statusCodes have', '200 (a number)', 'a string', "Pass '200', with quotes"),
    ],
    ['a method in small letters', () => http('/health', { method: 'post' }), 'Pass HealthMethod.POST.'],
    [
      'a method that is none',
      () => http('/health', { method: 'FETCH' }),
      'Pass one of HealthMethod.GET, HealthMethod.HEAD, HealthMethod.POST, HealthMethod.PUT, HealthMethod.OPTIONS.',
    ],
    [
      'a matcher instead of an assertion',
      () => http('/health', { assertions: [HealthMatcher.contains('ok')] }),
      '[HealthEndpoint.http] assertions[0] has the wrong type: got a HealthMatcher, allowed: a HealthAssertion such as ',
    ],
    [
      'a header that is no text',
      () => http('/health', { headers: { 'x-try': 1 } }),
      wrongType('headers.x-try has', '1 (a number)', 'a string', "Pass '1', with quotes"),
    ],
    ['a symbol', () => http(Symbol('path')), `[HealthEndpoint.http] ${wrongType('path has', 'a symbol', 'a string', 'Pass a string')}`],
    ['nothing', () => http(), '[HealthEndpoint.http] path is missing: got nothing, allowed: a string. Pass a string.'],
  ])('%s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});

describe('what is no slip', () => {
  it('further properties, because options are spread and handed on', () => {
    const options = { containerCheckUsesReadiness: false, unknown: 1 };
    expect(contract().stopTimeout(options).toSeconds()).toBe(30);
  });

  it('tokens', () => {
    expect(() => HealthEndpoint.tcp({ port: Lazy.number({ produce: () => 3000 }) })).not.toThrow();
    expect(() => HealthEndpoint.https('/health', { serverName: Lazy.string({ produce: () => 'shop' }) })).not.toThrow();
    expect(() => ContainerProbe.command(Lazy.list({ produce: () => ['true'] }))).not.toThrow();
  });

  it('an object of another copy of a package, and one whose members throw when they are read', () => {
    const { stack, vpc } = stackWithVpc();
    const copied = Object.create({
      get topicArn() {
        throw new Error('read');
      },
      get topicName() {
        throw new Error('read');
      },
      contentBasedDeduplication: false,
      fifo: false,
    }) as Topic;
    const verification = new ServiceVerification(stack, 'Verification', {
      contract: contract(),
      verifier: new DeepVerifier(stack, 'Verifier', { vpc }),
      service: FargateService.fromFargateServiceAttributes(stack, 'Service', {
        serviceName: 'web', cluster: Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'c', vpc }),
      }),
    });
    expect(() => verification.sendAlertsTo({ topic: copied, format: AlertFormat.TEXT })).toThrow('read');
  });

  it('a probe of your own, by its method alone, as another language hands it over', () => {
    const probe: IContainerProbe = Object.defineProperty({} as IContainerProbe, 'command', { value: () => ['CMD', 'true'] });
    expect(contract().containerOptions(probe).healthCheck.command).toEqual(['CMD', 'true']);
  });

  it('a value of an enum as plain text, as another language hands it over', () => {
    expect(() => HealthEndpoint.http('/health', { method: 'POST' as HealthMethod })).not.toThrow();
  });
});
