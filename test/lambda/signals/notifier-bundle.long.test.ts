import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALARMS, alarmEvent, reportOf, PLAN_ID, task, TASKS, TOPIC, VERIFIER, WELL } from './incident-fixtures';
import { runProgram } from '../../run-program';
import { PLAN } from '../diagnosis/diagnosis-fixtures';
import { OUT_OF_MEMORY } from './events/samples';
import { planParameter, verifierParameter } from '../../../src/shared/registry';
import { AwsServer } from '../verification/evidence/aws-server';

const ROOT = join(__dirname, '..', '..', '..');
const output = mkdtempSync(join(tmpdir(), 'layered-health-notifier-'));
const plan = { ...PLAN, alerts: { topicArn: TOPIC, format: 'TEXT' } };

/** Calls the bundle as Lambda does, and says which of its files were loaded. */
const CALL = `
  const { handler } = require(process.argv[1]);
  handler(JSON.parse(process.argv[2])).then((result) => {
    const loaded = Object.keys(require.cache).map((file) => require('path').basename(file));
    console.log(JSON.stringify({ result, loaded }));
  });
`;

let aws: AwsServer;
let endpoint: string;

beforeAll(async () => {
  aws = new AwsServer(({ action }) => {
    if (action === 'GetParameters') {
      return {
        Parameters: [
          { Name: planParameter('prod', PLAN_ID.split('.')[1]), Value: JSON.stringify(plan) },
          { Name: verifierParameter('prod'), Value: JSON.stringify({ function: VERIFIER, shards: 1 }) },
        ],
      };
    }
    return action === 'Invoke'
      ? reportOf([task(TASKS[0], 'HUNG'), ...WELL.slice(1)])
      : '<PublishResponse><PublishResult/></PublishResponse>';
  });
  endpoint = await aws.start();
  await run(['--import', 'tsx', join(ROOT, 'tools', 'bundle.ts'), output]);
}, 60_000);

afterAll(async () => {
  rmSync(output, { recursive: true, force: true });
  await aws.stop();
});

beforeEach(() => { aws.calls.length = 0; });

async function run(args: string[]): Promise<string> {
  const env = {
    PATH: process.env.PATH,
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  };
  return (await runProgram(process.execPath, args, env)).text;
}

async function call(event: object): Promise<{ result: { notified: boolean; kind: string }; loaded: string[] }> {
  const lines = (await run(['-e', CALL, join(output, 'notifier', 'index.js'), JSON.stringify(event)])).trim().split('\n');
  return JSON.parse(lines[lines.length - 1]);
}

test('the bundle that is shipped sends the message about an alarm with the real clients', async () => {
  const { result, loaded } = await call(alarmEvent('ALARM', [ALARMS.faults]));
  expect(result).toMatchObject({ notified: true, kind: 'HUNG' });
  expect(loaded).toEqual(['index.js', 'verification-clients.js']);
  expect(aws.calls.map(({ action }) => action)).toEqual(['GetParameters', 'Invoke', 'Publish']);
  expect(aws.calls[2].input.Message).toMatch(/^orders in cluster prod is DEGRADED, HUNG/);
}, 30_000);

test('an event that needs no verification loads no client but that of SNS', async () => {
  const { result, loaded } = await call({ topicArn: TOPIC, format: 'TEXT', always: [], quietSeconds: 0, event: OUT_OF_MEMORY });
  expect(result).toMatchObject({ notified: true, kind: 'OUT_OF_MEMORY' });
  expect(loaded).toEqual(['index.js']);
}, 30_000);
