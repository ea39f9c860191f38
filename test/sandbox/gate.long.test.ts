import { gatedTemplate } from './fixtures/gate';
import { SERVICE } from './fixtures/messages';
import { Sandbox } from '../../sandbox/sandbox';

jest.setTimeout(120_000);

const PATIENCE_MS = 60_000;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.start({
    template: gatedTemplate(),
    run: { web: SERVICE },
    timeScale: 120,
    bootAllowanceMs: 3000,
    replacementDelayMs: 100,
  });
  await sandbox.until(() => sandbox.service().deployed, PATIENCE_MS, 'a steady service');
});
afterAll(async () => sandbox?.stop());

const blueAndGreen = () => sandbox.targetGroups.map(({ targets }) => targets.filter(({ health }) => health.state === 'healthy').length);

test('a bad revision is refused with its diagnosis, people are told, and the old revision still serves', async () => {
  const before = sandbox.tasks();
  const deployed = await sandbox.deploy(`LIVENESS=500 ${SERVICE}`);
  expect(deployed).toMatchObject({ status: 'ROLLED_BACK', stage: 'POST_SCALE_UP' });
  expect(JSON.stringify(deployed.hookDetails)).toContain('LIVENESS_FAILED');
  expect(sandbox.tasks()).toEqual(before);
  expect(before.map(({ lastStatus }) => lastStatus)).toEqual(['RUNNING', 'RUNNING']);
  expect(blueAndGreen()).toEqual([2, 0]);
  expect(await sandbox.verify()).toMatchObject({ fault: 'HEALTHY' });
  expect(sandbox.messages.all.map(({ text }) => text).join('\n')).toContain('LIVENESS_FAILED');
});

test('a good one gets the traffic, and the old one goes', async () => {
  const before = sandbox.tasks();
  expect(await sandbox.deploy(SERVICE)).toEqual({ status: 'SUCCESSFUL' });
  expect(sandbox.tasks()).toHaveLength(2);
  expect(before.map(({ lastStatus }) => lastStatus)).toEqual(['STOPPED', 'STOPPED']);
  expect(blueAndGreen()).toEqual([0, 2]);
  expect(await sandbox.verify()).toMatchObject({ fault: 'HEALTHY' });
});
