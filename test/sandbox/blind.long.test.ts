import { Cluster } from 'aws-cdk-lib/aws-ecs';
import { ApplicationProtocol, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SERVICE } from './fixtures/messages';
import { Sandbox } from '../../sandbox/sandbox';
import type { Message } from '../../sandbox/shared/message-log';
import { ContainerProbe, LayeredHealth } from '../../src';
import { contract, fargateService, stackWithVpc, Template } from '../fixtures';

const SERVICES = 6;
/** A minute of CloudWatch in a second. */
const TIME_SCALE = 60;
const MINUTE_MS = 60_000 / TIME_SCALE;
const PATIENCE_MS = 60_000;

/** Services of one task each that share a verifier, each with an alarm of its own. */
function fleet(): object {
  const { stack, vpc } = stackWithVpc();
  const cluster = new Cluster(stack, 'Cluster', { vpc });
  const topic = new Topic(stack, 'Alerts');
  for (let index = 0; index < SERVICES; index += 1) {
    const service = fargateService(stack, cluster, `Service${index}`);
    const targets = { vpc, port: 3000, protocol: ApplicationProtocol.HTTP, targets: [service] };
    new LayeredHealth(stack, `Health${index}`, {
      contract: contract(),
      service,
      targetGroups: [new ApplicationTargetGroup(stack, `Group${index}`, targets)],
      containerProbe: ContainerProbe.node(),
      alert: { topic },
    });
  }
  return Template.fromStack(stack).toJSON();
}

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await Sandbox.start({ template: fleet(), run: { web: SERVICE }, timeScale: TIME_SCALE, alarms: true });
  await sandbox.until(() => sandbox.services.every(({ deployed }) => deployed), PATIENCE_MS, 'all services to be deployed');
  // On a busy machine the first minutes may have been told.
  await sandbox.until(() => sandbox.alarms.minutes > 0 && sandbox.alarms.inAlarm.length === 0, PATIENCE_MS, 'the verifier to see all');
}, 2 * PATIENCE_MS);

afterAll(async () => sandbox?.stop());

const minutes = async (count: number) => new Promise((resolve) => setTimeout(resolve, count * MINUTE_MS));

test('while the verifier does not run, people are told once, whatever the number of services', async () => {
  const told = await messagesWhile(() => { sandbox.alarms.paused = true; }, () => { sandbox.alarms.paused = false; });
  expect(told.map(({ subject }) => subject)).toEqual([expect.stringMatching(/^verifier .*: it verifies when it is called$/)]);
  expect(told[0].text).toContain(`it verifies all ${SERVICES}: either what kept it has passed, or its schedule does not call it.`);
}, 4 * PATIENCE_MS);

test('while it cannot verify any of them, they are told once, and which services these are', async () => {
  let resume = () => {};
  const told = await messagesWhile(() => { resume = sandbox.api.set('DescribeServices', { fault: 'denied' }); }, () => resume());
  const subjects = told.map(({ subject }) => subject);
  expect(subjects).toEqual([expect.stringMatching(new RegExp(`cannot verify ${SERVICES} of ${SERVICES} services$`))]);
  expect(told[0].text).toContain('AccessDeniedException');
}, 4 * PATIENCE_MS);

/** What people are told from a fault on until ten minutes later, and then its end once. */
async function messagesWhile(cause: () => void, resume: () => void): Promise<readonly Message[]> {
  const before = sandbox.messages.all.length;
  const told = () => sandbox.messages.all.slice(before);
  cause();
  await sandbox.until(() => told().length > 0, PATIENCE_MS, 'a message');
  await minutes(10);
  const during = told();
  resume();
  await sandbox.until(() => told().length > during.length, PATIENCE_MS, 'its end');
  await minutes(3);
  expect(told().slice(during.length).map(({ subject }) => subject)).toEqual([expect.stringMatching(/verifies all services again/)]);
  return during;
}
