import { template } from './fixtures/template';
import { validateEnvironment } from '../../sandbox/options';
import { loadTemplate, readTemplate } from '../../sandbox/template/read-template';
import { SECRET_PLACEHOLDER, withEnvironment } from '../../sandbox/template/with-environment';

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

/** The template with secrets of all kinds. */
function model() {
  const { Resources: resources } = structuredClone(template()) as { Resources: Resources };
  const task = Object.values(resources).find(({ Type }) => Type === 'AWS::ECS::TaskDefinition')!;
  const [container] = task.Properties.ContainerDefinitions as Record<string, unknown>[];
  container.Secrets = [
    { Name: 'PASSWORD', ValueFrom: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf:password::' },
    { Name: 'TOKEN', ValueFrom: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:token-AbCdEf' },
    { Name: 'REGION_OF_SHOP', ValueFrom: { 'Fn::Join': ['', ['arn:aws:ssm:us-east-1:111122223333:parameter', { Ref: 'Shop' }]] } },
    { Name: 'BY_NAME', ValueFrom: '/shop/region' },
  ];
  container.EnvironmentFiles = [{ Type: 's3', Value: 'arn:aws:s3:::bucket/a.env' }];
  const Shop = { Type: 'AWS::SSM::Parameter', Properties: { Name: '/shop/region', Type: 'String', Value: 'north' } };
  return readTemplate(loadTemplate({ Resources: { ...resources, Shop } }));
}

const environmentOf = (read: ReturnType<typeof model>) => read.services[0].taskDefinition.containers[0].environment;

test('secrets have the value that is given, that of a parameter of the template, or a placeholder that a note names', () => {
  const read = withEnvironment(model(), { web: { PASSWORD: 'p4ss', EXTRA: '1' } });
  expect(environmentOf(read)).toMatchObject({
    GREETING: 'good day', EXTRA: '1', PASSWORD: 'p4ss', TOKEN: SECRET_PLACEHOLDER, REGION_OF_SHOP: 'north', BY_NAME: 'north',
  });
  const notes = read.notes.join('\n');
  expect(notes).toContain(`Container web: TOKEN of its secrets has no value here, but '${SECRET_PLACEHOLDER}'; give it as environment.`);
  expect(notes).toContain('Container web: environmentFiles are not read');
  expect(notes).not.toMatch(/p4ss|north/);
});

test('what is given counts instead of the template, for one service more than for its container in all of them', () => {
  const given = { 'web': { GREETING: 'all', TOKEN: 't', PASSWORD: 'p' }, 'web/web': { GREETING: 'this one' } };
  const read = withEnvironment(model(), given);
  expect(environmentOf(read)).toMatchObject({ GREETING: 'this one', TOKEN: 't' });
  expect(read.notes.join()).not.toContain('of its secrets');
});

test('variables of a container that is not there are refused', () => {
  expect(() => validateEnvironment(model(), { api: { A: '1' } }))
    .toThrow("There is no container 'api' to set variables of; the template has web (service web).");
});
