import type { ServiceDeployment } from '@aws-sdk/client-ecs';
import { ask } from './ask';
import { deploymentWords } from '../../../cli/doctor/deployment-words';
import { startSteady } from '../../sandbox/fixtures/start';
import { template } from '../../sandbox/fixtures/template';

test.each<[ServiceDeployment, string | undefined, string | undefined]>([
  [{ status: 'SUCCESSFUL' }, undefined, undefined],
  [{ status: 'IN_PROGRESS', lifecycleStage: 'BAKE_TIME' }, undefined, 'its latest deployment is IN_PROGRESS at BAKE_TIME'],
  [
    { status: 'ROLLBACK_SUCCESSFUL', alarms: { triggeredAlarmNames: ['errors'] }, rollback: { reason: 'alarm' } },
    'arn:aws:ecs:eu-west-1:1:task-definition/web:41',
    'its latest deployment is ROLLBACK_SUCCESSFUL; alarms that went off: errors; rolled back: alarm; it goes back to web:41',
  ],
  [
    { status: 'STOPPED', deploymentCircuitBreaker: { failureCount: 3, threshold: 3 } }, undefined,
    'its latest deployment is STOPPED; 3 of its tasks failed, and 3 end it',
  ],
])('%j', (deployment, backTo, words) => {
  expect(deploymentWords({ deployment, ...backTo === undefined ? {} : { backTo } })).toBe(words);
});

test('a deployment that was rolled back is told with what ended it and where it went back to', async () => {
  const service = { DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } } };
  const sandbox = await startSteady({}, { template: template({ service }) });
  const calls = async () => Object.keys(JSON.parse((await ask(sandbox, { json: true })).text).calls);
  expect(await calls()).not.toContain('ListServiceDeployments');
  sandbox.service().rollOut('exit 3');
  await sandbox.until(() => sandbox.service().messages.some(({ message }) => message.includes('rolling back')), 30_000, 'a rollback');
  const { text } = await ask(sandbox);
  expect(text).toMatch(/ROLLED_BACK at ECS/);
  expect(text).toMatch(/its latest deployment is ROLLBACK_SUCCESSFUL; .*; \d+ of its tasks failed, and \d+ end it; .*; it goes back to web:1/);
  sandbox.api.set('ListServiceDeployments', { fault: 'denied' });
  const { text: without } = await ask(sandbox);
  expect(without).toMatch(/ROLLED_BACK at ECS/);
  expect(without).toContain('ecs:ListServiceDeployments is not allowed, so which alarms or how many failed tasks end a deployment');
});
