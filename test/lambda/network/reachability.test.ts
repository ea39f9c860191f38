import * as fc from 'fast-check';
import { BLOCKED, Ec2Account, FAILED, OPEN } from './ec2-account';
import type { ExaminedTask } from '../../../lambda/diagnosis/evidence';
import { diagnosis } from '../../../lambda/diagnosis/faults';
import type { Analysis } from '../../../lambda/network/analyses';
import * as analyzer from '../../../lambda/network/analyses';
import { type Analyzer, Reachability } from '../../../lambda/network/reachability';
import type { Fault } from '../../../lambda/shared/verdict';
import type { Plan } from '../../../src/shared/plan';
import { NOW, PLAN, taskEvidence } from '../diagnosis/diagnosis-fixtures';
import { AwsServer } from '../verification/evidence/aws-server';

const HOUR = 3_600_000;
const ASKING: Plan = { ...PLAN, reachability: { source: { filter: 'group-id', value: 'sg-prober' }, intervalSeconds: 3_600, perDay: 4 } };

let now = NOW;
let account: Ec2Account;
let aws: AwsServer;

beforeAll(async () => {
  aws = new AwsServer((call) => account.answer(call));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_EC2: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});

afterAll(() => aws.stop());

beforeEach(() => {
  now = NOW;
  account = new Ec2Account(() => now);
  aws.calls.length = 0;
});

function taskWith(fault: Fault, task = 'task-1', networkInterface: string | undefined = 'eni-task'): ExaminedTask {
  return { evidence: { ...taskEvidence({ task }), networkInterface }, diagnosis: diagnosis(fault, ['no answer']), further: [] };
}

const FILTERED = [taskWith('PORT_FILTERED')];
const environment = () => new Reachability(() => analyzer, () => now);
const actions = () => aws.calls.map(({ action }) => action);

test('one look starts an analysis, a later one finds its answer', async () => {
  const reachability = environment();
  expect(await reachability.explain(ASKING, FILTERED)).toEqual({
    notes: ['the Reachability Analyzer is analysing the path to task task-1: a later verification reports the result'],
  });
  const tags = { LayeredHealthService: 'prod/orders', LayeredHealthTask: 'task-1' };
  expect([...account.paths.values()]).toEqual([
    expect.objectContaining({ source: 'eni-a', destination: 'eni-task', port: '8080', protocol: 'tcp', tags }),
  ]);
  expect([...account.analyses.values()]).toEqual([expect.objectContaining({ pathId: 'nip-1', tags })]);
  now += 60_000;
  expect(await reachability.explain(ASKING, FILTERED)).toEqual({
    notes: ['the Reachability Analyzer has been analysing the path to task task-1 since 2026-11-20T03:12:00.000Z'],
  });
  account.outcome = BLOCKED;
  now += 60_000;
  // Also where another execution environment looks.
  for (const reader of [reachability, environment()]) {
    expect(await reader.explain(ASKING, FILTERED)).toEqual({
      task: 'task-1',
      cause:
        'Reachability Analyzer at 2026-11-20T03:12:00.000Z, task task-1: no inbound rule of security group '
        + 'sg-02f0d35a850ba727f lets the packet through at eni-task',
      notes: [],
    });
  }
  expect(account.analyses.size).toBe(1);
});

test('of the interfaces that the filter finds, never the task\'s own; the filter is the plan\'s', async () => {
  account.interfaces = ['eni-task', 'eni-z'];
  await environment().explain({ ...ASKING, liveness: { ...PLAN.liveness, protocol: 'udp', port: 53 } }, FILTERED);
  const asked = aws.calls.find(({ action }) => action === 'DescribeNetworkInterfaces')!.input;
  expect(asked).toMatchObject({ 'Filter.1.Name': 'group-id', 'Filter.1.Value.1': 'sg-prober' });
  expect([...account.paths.values()]).toEqual([expect.objectContaining({ source: 'eni-z', port: '53', protocol: 'udp' })]);
});

test('nobody asks where the plan does not, where packets arrive, and where there is no interface to ask about', async () => {
  expect(await environment().explain(PLAN, FILTERED)).toBeUndefined();
  expect(await environment().explain(ASKING, [taskWith('PORT_CLOSED'), taskWith('HEALTHY'), taskWith('STARTING')])).toBeUndefined();
  expect(actions()).toEqual([]);
  expect(await environment().explain(ASKING, [{ ...taskWith('HOST_UNREACHABLE'), evidence: taskEvidence() }])).toEqual({ notes: [] });
  expect(account.paths.size).toBe(0);
});

test('an open way and a failed analysis are told as what they are', async () => {
  const reachability = environment();
  await reachability.explain(ASKING, [taskWith('HOST_UNREACHABLE')]);
  account.outcome = OPEN;
  expect(await reachability.explain(ASKING, FILTERED)).toEqual({
    task: 'task-1',
    notes: [
      'Reachability Analyzer at 2026-11-20T03:12:00.000Z, task task-1: routes, security groups and network ACLs let '
        + 'the packet through; check the host itself',
    ],
  });
  account.outcome = FAILED;
  expect(await reachability.explain(ASKING, FILTERED)).toEqual({
    notes: ['the Reachability Analyzer failed at 2026-11-20T03:12:00.000Z: The request failed due to insufficient permissions'],
  });
});

test('after the interval it is asked again; after a day what is old is deleted, analyses before their paths', async () => {
  const reachability = environment();
  account.outcome = BLOCKED;
  for (let hour = 0; hour < 30; hour += 1) {
    await reachability.explain(ASKING, FILTERED);
    now += HOUR;
  }
  // Four in the first four hours, four more once those are a day old: of these, those of the last day are left.
  const starts = [...account.analyses.values()].map(({ startedAt }) => (startedAt - NOW) / HOUR);
  expect(starts).toEqual([24, 25, 26, 27]);
  expect([...account.paths.keys()]).toEqual([...account.analyses.values()].map(({ pathId }) => pathId));
  expect(actions().filter((action) => action === 'StartNetworkInsightsAnalysis')).toHaveLength(8);
});

test('where EC2 refuses, the look goes on, says so, and does not try again every minute', async () => {
  const reachability = environment();
  account.refused.add('StartNetworkInsightsAnalysis');
  expect((await reachability.explain(ASKING, FILTERED))!.notes[0]).toMatch(/^the Reachability Analyzer did not answer: /);
  expect(account.paths.size).toBe(0); // what was made for it is gone
  now += 60_000;
  expect(await reachability.explain(ASKING, FILTERED)).toEqual({ notes: [] });
  expect(actions().filter((action) => action === 'StartNetworkInsightsAnalysis')).toHaveLength(1);
  account.refused.add('DescribeTags');
  expect((await reachability.explain(ASKING, FILTERED))!.notes).toHaveLength(1);
  account.refused.clear();
  account.interfaces = [];
  expect((await environment().explain(ASKING, FILTERED))!.notes[0]).toContain('no network interface has group-id sg-prober');
});

test('runs that do not see each other\'s tags start one analysis between them', async () => {
  const blind: Analyzer = { ...analyzer, readAnalyses: async () => [] };
  await Promise.all([1, 2, 3].map(() => new Reachability(() => blind, () => now).explain(ASKING, FILTERED)));
  expect(account.analyses.size).toBe(1);
  expect(account.paths.size).toBe(1);
});

test('however often, wherever and with whatever luck runs come, a service never has more analyses than it may', async () => {
  const pauses = fc.oneof(fc.integer({ min: 0, max: 120_000 }), fc.integer({ min: 0, max: 12 * HOUR }));
  const step = fc.record({ pause: pauses, cold: fc.boolean(), fails: fc.boolean() });
  const limits = fc.record({ perDay: fc.integer({ min: 1, max: 5 }), intervalSeconds: fc.integer({ min: 60, max: 7_200 }) });
  let most = 0;
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 120 }), limits, async (steps, { perDay, intervalSeconds }) => {
    const plan: Plan = { ...ASKING, reachability: { ...ASKING.reachability!, perDay, intervalSeconds } };
    const made: number[] = [];
    let kept: Analysis[] = [];
    let at = NOW;
    let fails = false;
    const fake: Analyzer = {
      readAnalyses: async () => [...kept].reverse(),
      startAnalysis: async ({ task }) => {
        if (fails) { throw new Error('throttled'); }
        made.push(at);
        kept.push({ id: `nia-${made.length}`, task, startedAt: at, status: 'succeeded', pathFound: true, explanations: [] });
      },
      discardAnalysis: async ({ id }) => { kept = kept.filter((analysis) => analysis.id !== id); },
    };
    let reachability = new Reachability(() => fake, () => at);
    for (const { pause, cold, fails: failing } of steps) {
      at += pause;
      fails = failing;
      if (cold) { reachability = new Reachability(() => fake, () => at); }
      await reachability.explain(plan, FILTERED);
    }
    most = Math.max(most, made.length);
    made.forEach((start, index) => {
      if (index > 0) { expect(start - made[index - 1]).toBeGreaterThanOrEqual(intervalSeconds * 1_000); }
      expect(made.filter((other) => other <= start && start - other < 24 * HOUR).length).toBeLessThanOrEqual(perDay);
    });
  }), { numRuns: 60 });
  // Otherwise nothing would have been compared.
  expect(most).toBeGreaterThan(1);
});
