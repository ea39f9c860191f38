import { createRecoveryDeps } from '../../../../lambda/recovery/services/recovery-deps';
import { AwsServer } from '../../verification/evidence/aws-server';

const TASK = 'arn:aws:ecs:eu-west-1:111122223333:task/prod/0f3c1a9e';
const MISSING = { failures: [{ arn: TASK, reason: 'MISSING' }] };

let aws: AwsServer;
let answer: object = {};

beforeAll(async () => {
  aws = new AwsServer(() => answer);
  const AWS_ENDPOINT_URL = await aws.start();
  Object.assign(process.env, { AWS_ENDPOINT_URL, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 's' });
});
afterAll(() => aws.stop());

test.each([
  ['it is', { protectedTasks: [{ taskArn: TASK, protectionEnabled: true }] }, true],
  ['it is not', { protectedTasks: [{ taskArn: TASK, protectionEnabled: false }], failures: [] }, false],
  ['a refusal', { protectedTasks: [], ...MISSING }, undefined],
  ['a refusal alone', MISSING, undefined],
  ['nothing', {}, undefined],
  ['another task', { protectedTasks: [{ taskArn: `${TASK}0`, protectionEnabled: false }] }, undefined],
])('whether a task is protected, where ECS answers: %s', async (_, given, expected) => {
  answer = given;
  expect(await createRecoveryDeps().isProtected('prod', TASK)).toBe(expected);
});

test.each([
  ['the service', { services: [{ status: 'ACTIVE', desiredCount: 2 }] }, expect.objectContaining({ status: 'ACTIVE', desired: 2 })],
  ['a refusal', { services: [], ...MISSING }, undefined],
  ['nothing', {}, undefined],
])('the service, where ECS answers: %s', async (_, given, expected) => {
  answer = given;
  expect(await createRecoveryDeps().readService({ cluster: 'prod', name: 'orders' })).toEqual(expected);
});
