import { Duration } from 'aws-cdk-lib';
import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationTargetGroup, TargetType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { checkPlan } from '../../lambda/verification/plan-check';
import {
  DeepVerifier, FrontDoor, HealthAssertion, type HealthContractProps, HealthDependency, HealthDialogue, HealthEndpoint, HealthFormat,
  HealthMatcher, HealthMethod, HealthRedirects, SecretHeader, ServiceVerification, StatusCodeMeaning, type ServiceVerificationProps,
} from '../../src';
import type { HttpEndpointPlan, Plan } from '../../src/shared/plan';
import { contract, fargateService, ingressRules, stackWithVpc, Template, planParameters } from '../fixtures';
import { PLAN } from '../lambda/diagnosis/diagnosis-fixtures';

type Stack = ReturnType<typeof stackWithVpc>['stack'];

type With<Props> = (stack: Stack) => Partial<Props>;

function verified(contractProps: With<HealthContractProps>, props: With<ServiceVerificationProps> = () => ({})) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const targetGroups = [new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP })];
  new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc), contract: contract(contractProps(stack)), service, targetGroups, ...props(stack),
  });
  const template = Template.fromStack(stack);
  return { template, plan: planIn(template) };
}

/** The plan as the schedule would hand it over; what CloudFormation would fill in is made up. */
function planIn(template: Template): Plan {
  const [parameter] = planParameters(template);
  const value = (part: any) =>
    typeof part === 'string'
      ? part
      : JSON.stringify(part).includes('Group')
        ? 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0123456789abcdef'
        : 'made-up';
  return JSON.parse(parameter.Properties.Value['Fn::Join'][1].map(value).join(''));
}

test('everything that a contract can say reaches the plan, and the verifier accepts it', () => {
  const { plan } = verified(
    () => ({
      liveness: HealthEndpoint.grpcs('orders.v1.Orders', { serverName: 'orders.internal', certificateExpiry: Duration.days(30) }),
      readiness: HealthEndpoint.https('/ready', {
        port: 8443,
        method: HealthMethod.POST,
        body: '{"deep":true}',
        headers: { 'X-Check': 'verifier' },
        format: HealthFormat.HEALTH_JSON,
        statusCodes: '200,207',
        statusCodeMeanings: { '429,473': StatusCodeMeaning.OUT_OF_SERVICE, '503': StatusCodeMeaning.NEEDS_PEOPLE },
        redirects: HealthRedirects.SAME_HOST,
        warnAfter: Duration.millis(500),
        failAfter: Duration.seconds(2),
        maxAge: Duration.seconds(30),
        assertions: [
          HealthAssertion.header('Server', HealthMatcher.contains('shop')),
          HealthAssertion.body(HealthMatcher.matches('^\\{')),
          HealthAssertion.json("$.queue['max depth']", HealthMatcher.exactly('0').negate()),
        ],
      }),
      closedPorts: [9229],
      dependencies: [
        HealthDependency.of('payments', 'payments.example', HealthEndpoint.https('/health', {
          format: HealthFormat.custom({
            name: 'Payments',
            statusPath: '$.level',
            upWords: ['fine'],
            degradedWords: ['so so'],
            outOfServiceWords: ['lunch'],
            notYetWords: ['yawning'],
            downWords: ['sick'],
            componentsPath: '$.organs',
            componentName: 'organ',
          }),
        })),
        HealthDependency.of('time', 'time.example', HealthEndpoint.udp(HealthDialogue.ntp(), { port: 123 })),
        HealthDependency.of(
          'mail',
          'mail.example',
          HealthEndpoint.tcp({ port: 25, dialogue: HealthDialogue.expect(HealthMatcher.matches('^220 ')) }),
        ),
      ],
    }),
    () => ({ frontDoor: FrontDoor.internetFacing('shop.example', HealthEndpoint.wss('/live')) }),
  );
  expect(checkPlan(plan)).toEqual({ plan });
  expect(plan.liveness).toEqual({
    protocol: 'grpcs',
    grpcService: 'orders.v1.Orders',
    serverName: 'orders.internal',
    certificateDays: 30,
    timeoutMs: 5000,
  });
  expect(plan.readiness).toEqual({
    protocol: 'https',
    port: 8443,
    path: '/ready',
    timeoutMs: 5000,
    method: 'POST',
    body: '{"deep":true}',
    headers: { 'X-Check': 'verifier' },
    format: 'health-json',
    statusCodes: '200,207',
    codeMeanings: { '429,473': 'out-of-service', '503': 'needs-people' },
    redirects: 'same-host',
    warnAfterMs: 500,
    failAfterMs: 2000,
    maxAgeSeconds: 30,
    assertions: [
      { on: 'header', name: 'Server', contains: 'shop' },
      { on: 'body', matches: '^\\{' },
      { on: 'json', path: "$.queue['max depth']", equals: '0', not: true },
    ],
  });
  expect(plan.closedPorts).toEqual([9229]);
  expect(plan.frontDoor).toEqual({
    host: 'shop.example',
    port: 443,
    inside: false,
    endpoint: { protocol: 'wss', path: '/live', headers: {}, timeoutMs: 5000 },
  });
  expect(plan.dependencies.map(({ name, port, endpoint }) => [
    name, port, endpoint.protocol, 'dialogue' in endpoint ? endpoint.dialogue : undefined,
  ])).toEqual([
    ['payments', 443, 'https', undefined], ['time', 123, 'udp', { known: 'ntp' }], ['mail', 25, 'tcp', { expect: { matches: '^220 ' } }],
  ]);
});

test('a secret is named, never written, and only the verifier may read it', () => {
  const { template, plan } = verified((stack) => ({
    readiness: HealthEndpoint.https('/ready', {
      secretHeaders: [
        SecretHeader.fromSecretsManager('Authorization', new Secret(stack, 'Token'), { prefix: 'Bearer ', field: 'token' }),
        SecretHeader.fromParameter(
          'X-Key',
          StringParameter.fromSecureStringParameterAttributes(stack, 'Key', { parameterName: '/shop/key' }),
        ),
      ],
    }),
  }));
  expect(checkPlan(plan)).toEqual({ plan });
  expect((plan.readiness as HttpEndpointPlan).secretHeaders).toEqual([
    { name: 'Authorization', source: 'secretsmanager', id: 'made-up', prefix: 'Bearer ', field: 'token' },
    { name: 'X-Key', source: 'ssm', id: '/shop/key' },
  ]);
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.map((statement: any) => ({
      actions: [statement.Action].flat(),
      roles: JSON.stringify(Properties.Roles),
    })),
  );
  const readers = statements.filter(({ actions }) =>
    actions.some((action: string) => /secretsmanager:GetSecretValue|ssm:GetParameter/.test(action)),
  );
  expect(readers.length).toBeGreaterThanOrEqual(2);
  expect(readers.every(({ roles }: any) => roles.includes('VerifierRole'))).toBe(true);
});

test('UDP endpoints and closed ports open the ports they need', () => {
  const liveness = HealthEndpoint.udp(HealthDialogue.dns(), { port: 53 });
  const { template } = verified(() => ({ liveness, readiness: undefined, closedPorts: [9229] }));
  expect(ingressRules(template)).toContainEqual(expect.objectContaining({ IpProtocol: 'udp', FromPort: 53 }));
  expect(ingressRules(template)).toContainEqual(
    expect.objectContaining({ IpProtocol: 'tcp', FromPort: 9229, Description: expect.stringContaining('must be closed') }),
  );
});

test.each<[protocol: string, endpoint: () => HealthEndpoint]>([
  ['http', () => HealthEndpoint.http('/', { headers: { 'X-Check': 'verifier' } })],
  ['https', () => HealthEndpoint.https('/', { serverName: 'orders.internal', certificateExpiry: Duration.days(7) })],
  ['ws', () => HealthEndpoint.ws('/', { headers: { 'X-Check': 'verifier' } })],
  ['wss', () => HealthEndpoint.wss('/', { serverName: 'orders.internal', certificateExpiry: Duration.days(7) })],
  ['grpc', () => HealthEndpoint.grpc('orders.v1.Orders', { port: 9000, warnAfter: Duration.millis(500) })],
  ['grpcs', () => HealthEndpoint.grpcs('orders.v1.Orders', { serverName: 'orders.internal', certificateExpiry: Duration.days(7) })],
  ['tcp', () => HealthEndpoint.tcp({ dialogue: HealthDialogue.send('PING\r\n', HealthMatcher.contains('PONG').negate()) })],
  ['udp', () => HealthEndpoint.udp(HealthDialogue.stun(), { port: 3478 })],
])('the plan of an endpoint over %s has the fields of that protocol alone', (protocol, endpoint) => {
  const plan = JSON.parse(JSON.stringify({ ...PLAN, liveness: endpoint()._plan(1_000) })) as Plan;
  expect(plan.liveness!.protocol).toBe(protocol);
  expect(checkPlan(plan)).toEqual({ plan });
});
