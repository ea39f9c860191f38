import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ask } from './ask';
import { driftOf } from '../../../cli/doctor/drift';
import { start } from '../../sandbox/fixtures/start';
import { template } from '../../sandbox/fixtures/template';

const loaded = createRequire(__filename)('ajv');
const Ajv = loaded.default ?? loaded;
const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'docs', 'schemas', 'doctor.json'), 'utf8'));

/** The template of the sandbox's service, changed after it started. */
function changed(change: (resources: any) => void): { readonly name: string; readonly body: unknown } {
  const body = structuredClone(template()) as any;
  change(body.Resources);
  return { name: 'shop.template.json', body };
}

const idOf = (type: string) => Object.entries((template() as any).Resources).find(([, { Type }]: any) => Type === type)![0];
const SERVICE = idOf('AWS::ECS::Service');
const TASK = idOf('AWS::ECS::TaskDefinition');
const GROUP = idOf('AWS::ElasticLoadBalancingV2::TargetGroup');

test('what runs is compared with a template that changed after it started, setting by setting', async () => {
  const sandbox = await start();
  const askedDrift = async (...templates: ReturnType<typeof changed>[]) => {
    const { text } = await ask(sandbox, { json: true, templates });
    return JSON.parse(text);
  };

  const same = await askedDrift(changed(() => {}));
  expect(same.drift).toEqual({
    services: [{ cluster: 'Cluster', service: 'web', template: `${SERVICE} in shop.template.json`, differences: [] }], unmatched: [],
  });

  const other = changed((resources) => {
    const [container] = resources[TASK].Properties.ContainerDefinitions;
    container.StopTimeout = 45;
    container.HealthCheck.Interval = 15;
    Object.assign(resources[GROUP].Properties, { HealthCheckIntervalSeconds: 10, HealthCheckPath: '/other' });
    Object.assign(resources[SERVICE].Properties, { HealthCheckGracePeriodSeconds: 90, DesiredCount: 3 });
    resources[SERVICE].Properties.DeploymentConfiguration = { MaximumPercent: 150, MinimumHealthyPercent: { Ref: 'Percent' } };
  });
  const printed = await askedDrift(other);
  const validate = new Ajv({ allErrors: true }).compile(SCHEMA);
  expect(validate(printed) ? [] : validate.errors).toEqual([]);
  expect(printed.drift.services[0].differences).toEqual([
    { setting: 'container web: stop timeout', template: '45 s', running: '20 s' },
    { setting: 'container web: check interval', template: '15 s', running: '5 s' },
    { setting: 'target group of port 8080: check path', template: '/other', running: '/ready' },
    { setting: 'target group of port 8080: check interval', template: '10 s', running: '5 s' },
    { setting: 'service: grace period', template: '90 s', running: '10 s' },
    // What only the deployment knows differs from nothing.
    { setting: 'deployment: maximum percent', template: '150', running: '200' },
    { setting: 'service: desired count', template: '3', running: '1' },
  ]);

  const { text, exitCode, page } = await ask(sandbox, { templates: [other], html: true });
  expect(text).toContain(`What differs from the template\n  service web in cluster Cluster and ${SERVICE} in shop.template.json`);
  expect(text).toContain('    service: grace period: 90 s in the template, 10 s runs');
  expect(page).toContain('<th scope="row">service: grace period</th><td>90 s</td><td>10 s</td>');
  expect(exitCode).toBeGreaterThanOrEqual(1);

  // Who scales it decides how many tasks there are.
  const scaled = await askedDrift(changed((resources) => {
    resources[SERVICE].Properties.DesiredCount = 3;
    resources.Scaling = {
      Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
      Properties: {
        ResourceId: { 'Fn::Join': ['/', ['service', 'c', { 'Fn::GetAtt': [SERVICE, 'Name'] }]] },
        MinCapacity: 1,
        MaxCapacity: 9,
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
      },
    };
  }));
  expect(scaled.drift.services[0].differences).toEqual([]);

  // A name of its own that nobody has; and two of which each may be the only one that runs.
  const renamed = changed((resources) => { resources[SERVICE].Properties.ServiceName = 'other'; });
  expect((await askedDrift(renamed)).drift).toEqual({
    services: [], unmatched: [{ template: `${SERVICE} in shop.template.json`, why: 'no service that was read has its name' }],
  });
  const twin = changed((resources) => { resources.Twin = resources[SERVICE]; });
  const { drift } = await askedDrift(twin);
  expect([drift.services, drift.unmatched.map(({ why }: any) => why)]).toEqual([[], [
    'web in cluster Cluster may as well be another service of the templates',
    'web in cluster Cluster may as well be another service of the templates',
  ]]);
  const nameless = changed((resources) => { delete resources[SERVICE].Properties.ServiceName; });
  expect((await askedDrift(nameless)).drift.services).toHaveLength(1);
});

test('of two target groups at one port each is compared with its own', () => {
  const with2 = (first: string, second: string) => {
    const group = (HealthCheckPath: string) => ({
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { Protocol: 'HTTP', Port: 80, TargetType: 'ip', HealthCheckPath },
    });
    const LoadBalancers = ['First', 'Second'].map((Ref) => ({ ContainerName: 'web', ContainerPort: 80, TargetGroupArn: { Ref } }));
    const Web = { Type: 'AWS::ECS::Service', Properties: { ServiceName: 'web', LoadBalancers } };
    return { name: 'shop.json', body: { Resources: { First: group(first), Second: group(second), Web } } };
  };
  const names = new Map([['Web', { type: 'service' as const, name: 'web', arn: 'arn:aws:ecs:eu-west-1:111122223333:service/prod/web' }]]);
  const { pairs: [{ differences }] } = driftOf([with2('/live', '/ready')], with2('/health', '/ready'), names);
  expect(differences).toEqual([{ setting: 'target group of port 80 (1 of 2): check path', template: '/live', running: '/health' }]);
});
