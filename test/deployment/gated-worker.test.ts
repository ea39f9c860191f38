import { Duration } from 'aws-cdk-lib';
import { type CfnService, Cluster } from 'aws-cdk-lib/aws-ecs';
import { DeepVerifier, DeploymentGate, DeploymentStrategy, HealthContract, HealthEndpoint, ServiceVerification } from '../../src';
import { contract, fargateService, stackWithVpc, Template } from '../fixtures';

const WORKER = new HealthContract({
  liveness: HealthEndpoint.command(['alive']),
  startup: Duration.seconds(40),
  longestRequest: Duration.seconds(20),
});

function hooksOf(given: HealthContract, addGates: (resource: CfnService, gate: (id: string) => void) => void) {
  const { stack, vpc } = stackWithVpc();
  const service = fargateService(stack, new Cluster(stack, 'Cluster', { vpc }));
  const verification = new ServiceVerification(stack, 'Verification', {
    verifier: DeepVerifier.forVpc(stack, vpc),
    contract: given,
    service,
  });
  const resource = service.node.defaultChild as CfnService;
  resource.addPropertyOverride('DeploymentConfiguration.Strategy', 'BLUE_GREEN');
  addGates(resource, (id) => new DeploymentGate(stack, id, { service, verification, strategy: DeploymentStrategy.BLUE_GREEN }));
  const [{ Properties }] = Object.values(Template.fromStack(stack).findResources('AWS::ECS::Service'));
  return Properties.DeploymentConfiguration.LifecycleHooks as Record<string, any>[];
}

const termsOf = ({ HookDetails }: Record<string, any>) =>
  JSON.parse(HookDetails['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : 'x')).join('')).terms as Record<
    string,
    any
  >;

test('the gate of a worker waits for its startup and its container check', () => {
  const [hook] = hooksOf(WORKER, (_, gate) => gate('Gate'));
  const { worstCases, verification } = WORKER.budget;
  const patienceSeconds = 40 + worstCases.containerKill.toSeconds() + 5 * (15 + verification.roundDeadline.toSeconds());
  expect(termsOf(hook)).toMatchObject({
    consecutiveVerifications: 3,
    patienceSeconds,
    plan: { worker: { verdictSeconds: expect.any(Number) } },
  });
});

test('two gates and the author\'s own hook are all called', () => {
  const hooks = hooksOf(contract(), (resource, gate) => {
    resource.addPropertyOverride('DeploymentConfiguration.LifecycleHooks', [{ HookTargetArn: 'arn:own' }]);
    gate('One');
    gate('Two');
  });
  expect(hooks.map(({ HookTargetArn }) => (HookTargetArn === 'arn:own' ? 'own' : 'gate'))).toEqual(['own', 'gate', 'gate']);
});
