import { Duration } from 'aws-cdk-lib';
import fc from 'fast-check';
import { runCli } from './run-cli';
import { anySettings, container, settings, targetGroup } from './timeline-settings';
import { initCode } from '../../cli/init/code';
import { draftOf } from '../../cli/init/draft';
import { readServices } from '../../cli/services/read-services';
import { USUAL_CHOICES } from '../../cli/services/usual-choices';
import { parseYamlTemplates } from '../../cli/yaml-template';
import * as library from '../../src';

const OFFICIAL = settings({ name: 'Official', verifier: { rounds: 1, roundDeadline: 10, startup: 60 } });

/** Runs the printed contract of one service: types alone do not know ranges. */
function contractOf(code: string): library.HealthContract {
  const [, body] = /const contract = (new HealthContract\(\{[^]*?\n {2}\}\));/.exec(code)!;
  return new Function('Duration', 'HealthContract', 'HealthEndpoint', 'HealthFormat', `return ${body}`)(
    Duration,
    library.HealthContract,
    library.HealthEndpoint,
    library.HealthFormat,
  ) as library.HealthContract;
}

test.each([
  ['/actuator/health/readiness', 'ACTUATOR'],
  ['/shop/actuator/health', 'ACTUATOR'],
  ['/q/health/ready', 'MICROPROFILE'],
  ['/observe/health?x=1', 'MICROPROFILE'],
])('a path that one framework alone answers at states the format: %s', (path, format) => {
  const code = initCode([draftOf(settings({ targetGroup: targetGroup({ path }) }))]);
  expect(code).toContain(`readiness: HealthEndpoint.http('${path}', { format: HealthFormat.${format}`);
  expect(code).toContain('import { ContainerProbe, HealthContract, HealthEndpoint, HealthFormat, LayeredHealth }');
  expect(contractOf(code).readiness).toMatchObject({ path });
});

test.each(['/health', '/healthz', '/health/ready', '/up', '/actuator', '/q/healthy', '/actuator/healthcheck'])(
  'of a path that many answer at no format is stated: %s', (path) => {
    expect(initCode([draftOf(settings({ targetGroup: targetGroup({ path }) }))])).not.toContain('HealthFormat');
  });

test('every printed contract can be kept', () => {
  fc.assert(fc.property(anySettings(), (any) => {
    const code = initCode([draftOf(any)]);
    if (code.includes('new HealthContract')) { expect(contractOf(code)).toBeInstanceOf(library.HealthContract); }
  }));
});

test('each value says where it comes from, and what is a guess', () => {
  const code = initCode([draftOf(settings({ container: container({ startPeriod: 45 }) }))]);
  expect(code).toContain("// The container check's start period.\n    startup: Duration.seconds(45),");
  expect(code).toContain("// What the container check probes.\n    liveness: HealthEndpoint.http('/live', { statusCodes: '200-399' }),");
  expect(code).toMatch(/GUESS: .*--longest-request.*\n {4}longestRequest: Duration.seconds\(30\)/);
  expect(code).toContain('containerProbe: ContainerProbe.curl(),');
  expect(initCode([draftOf(settings(), { longestRequest: 7 })])).toMatch(/\/\/ As you stated\.\n {4}longestRequest: Duration.seconds\(7\)/);
});

test('the proposed probe takes the proposed endpoint', () => {
  fc.assert(
    fc.property(anySettings(), fc.constantFrom('curl -f', 'wget -q', 'node x', 'python3 x', 'grpc_health_probe -addr=:1'), (any, tool) => {
      const check = { ...container().check, command: ['CMD-SHELL', `${tool} http://localhost:3000/live`] };
      const draft = draftOf({ ...any, container: { ...any.container, check } });
      if (!draft.probe) {
        return;
      }
      const { liveness, port } = contractOf(initCode([draft]));
      expect(library.ContainerProbe[draft.probe]().command(liveness, port!, Duration.seconds(5)).length).toBeGreaterThan(1);
    }),
  );
});

test('what has a contract, and what cannot be asked, is named and left out', () => {
  const silent = settings({ name: 'Silent', container: { stopTimeout: 30 }, targetGroup: undefined });
  const code = initCode([draftOf(OFFICIAL), draftOf(silent)]);
  expect(code).not.toContain('LayeredHealth');
  expect(code).toContain('// Official (shop.template.json): has a contract already.');
  expect(code).toContain('// Silent (shop.template.json): the template does not say');
});

/** The draft that init prints for the only service of a template. */
function printed(yaml: string): string {
  const templates = [{ name: 't.yaml', body: parseYamlTemplates(yaml)[0] }];
  const [[stated], [usual]] = [readServices(templates), readServices(templates, USUAL_CHOICES)];
  return initCode([draftOf(stated!, {}, usual)]);
}

const template = (changes: string, port = '!Ref Port') => `
Parameters:
  Port: { Type: Number, Default: 8080 }
  Path: { Type: String, Default: /health }
  Stage: { Type: String, Default: test }
  Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: /shop/path }
Conditions:
  Production: !Equals [!Ref Stage, production]
  Tested: !And [!Not [!Condition Production], !Or [!Equals [!Ref Stage, test], !Equals [a, b]]]
  Circle: !Not [!Condition Circle]
Mappings: { Drain: { test: { Seconds: '20' } } }
Resources:
  Tg:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties: { Protocol: HTTP, TargetType: ip, HealthCheckPath: /health${changes} }
  Td:
    Type: AWS::ECS::TaskDefinition
    Properties: { NetworkMode: awsvpc, ContainerDefinitions: [{ Name: web, Image: web, PortMappings: [{ ContainerPort: ${port} }] }] }
  Svc:
    Type: AWS::ECS::Service
    Properties:
      TaskDefinition: !Ref Td
      LoadBalancers: [{ ContainerName: web, ContainerPort: ${port}, TargetGroupArn: !Ref Tg }]
`;
const GUESS = 'from the defaults of parameters, which a deployment may change.';

test('what is a parameter, a condition or a mapping is taken from their defaults, and is a guess', () => {
  expect(printed(template(''))).toContain(`// GUESS: ${GUESS}\n    port: 8080,\n    // What the target group probes.\n    liveness: `);
  expect(printed(template('', '8080'))).not.toContain(GUESS);
  for (const [path, taken] of [
    ['!Ref Path', '/health'], ['!If [Production, /a, /b]', '/b'], ['!If [Tested, /a, /b]', '/a'], ['!If [Circle, /a, /b]', '/a'],
    ["!Sub '\${Path}/ready'", '/health/ready'],
  ]) {
    const code = printed(template('', '80').replace('HealthCheckPath: /health', `HealthCheckPath: ${path}`));
    expect(code).toContain(`// GUESS: From ${GUESS.slice(5)}\n    liveness: HealthEndpoint.http('${taken}'`);
  }
  const drain = printed(template(
    ', TargetGroupAttributes: [{ Key: deregistration_delay.timeout_seconds, Value: !FindInMap [Drain, !Ref Stage, Seconds] }]', '80'));
  expect(drain).toContain(`// GUESS: The deregistration delay, ${GUESS}\n    longestRequest: Duration.seconds(20),`);
});

test('what has no default stays unknown, and says so', () => {
  const code = printed(template('', '80').replace('HealthCheckPath: /health', 'HealthCheckPath: !Ref Name'));
  expect(code).toContain("// GUESS: The path of the target group is known only to the deployment.\n    liveness: HealthEndpoint.http('/'");
});

test('codes that curl and wget would take for failures get no probe', () => {
  const check = { ...container().check, command: ['CMD-SHELL', 'curl -s http://localhost:3000/ready'] };
  const group = targetGroup({ matcher: '404' });
  expect(initCode([draftOf(settings({ container: { ...container(), check }, targetGroup: group }))])).not.toContain('ContainerProbe');
});

test('a worker has no port, and everything else has one', () => {
  const check = { ...container().check, command: ['CMD', '/check'] };
  const worker = settings({ container: { check, stopTimeout: 30 }, targetGroup: undefined });
  expect(initCode([draftOf(worker)])).not.toMatch(/\bport:|The port/);
  expect(initCode([draftOf(settings())])).toContain('// The port that the container maps, or that its checks use.\n    port: 3000,');
});

test('a port that only the deployment knows is no port, and not a number that there is not', () => {
  const templates = [{ name: 't.yaml', body: parseYamlTemplates(template(''))[0] }];
  const [stated] = readServices(templates);
  expect('port' in stated!.container).toBe(false);
  expect(readServices(templates, USUAL_CHOICES)[0]!.container.port).toBe(8080);
});

test('what a contract does not set, and what it changes, is said', () => {
  const code = initCode([draftOf(settings({
    cloudMap: { knowsHealth: false, ttl: 60 },
    route53: { interval: 30, failureThreshold: 3, timeout: 6 },
    deployment: { atOnce: 1, patience: 10_800 },
    otherTargetGroups: ['Inside'],
  }))]);
  expect(code).toContain(' * - Target group: deregistration delay: 300 s → 30 s\n');
  expect(code).toContain(' * - GUESS: the check of Inside → that of the slowest target group\n');
  expect(code).toContain(' * - Cloud Map, which does not know which tasks are unhealthy\n * - the circuit breaker, which is off\n');
});

test('a template without a service is refused', async () => {
  const { code, stderr } = await runCli(['init', 'package.json']);
  expect({ code, stderr }).toEqual({ code: 64, stderr: expect.stringContaining('not a template') });
});
