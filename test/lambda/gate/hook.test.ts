import * as fc from 'fast-check';
import { BLUE, call, GREEN, report, SERVICE_ARN, task, TERMS, TOPIC, VERIFIER } from './given';
import { judgeHook } from '../../../lambda/gate/hook';
import type { GateSurroundings, Judged } from '../../../lambda/gate/hook';
import { readHookCall } from '../../../lambda/gate/hook-call';
import { checkPlan } from '../../../lambda/plan-check';
import type { Report } from '../../../lambda/report/report';
import type { Plan } from '../../../src/verification/plan';

const NOW = Date.parse('2026-11-20T03:12:00.000Z');
const plans: Plan[] = [];
const told: string[] = [];

beforeEach(() => { plans.length = told.length = 0; });

function around(answer: Report | Error | unknown = report([task('1'), task('2')]), now = NOW): GateSurroundings {
  return {
    verify: (verifier, plan) => {
      expect(verifier).toBe(VERIFIER);
      plans.push(plan);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    tell: (message, { topicArn }) => {
      expect(topicArn).toBe(TOPIC);
      told.push(message.sentence);
      return Promise.resolve();
    },
    now: () => now,
  };
}

/** Calls as ECS does until the stage is decided, and hands back what was left. */
async function deploy(answer: unknown, stage = 'POST_SCALE_UP', terms: object = TERMS): Promise<Judged> {
  let hookDetails: unknown = { terms };
  for (let index = 0; index < 50; index += 1) {
    const judged = await judgeHook(call(stage, hookDetails), around(answer, NOW + index * 15_000));
    if (judged.answer.hookStatus !== 'IN_PROGRESS') return judged;
    expect(judged.answer.callBackDelay).toBe(15);
    hookDetails = JSON.parse(JSON.stringify(judged.answer.hookDetails));
  }
  throw new Error('the stage never ends');
}

test('a good revision passes after three looks at its own tasks', async () => {
  expect((await deploy(report([task('1'), task('2')]))).answer).toEqual({ hookStatus: 'SUCCEEDED' });
  expect(plans).toHaveLength(3);
  expect(plans[0]).toMatchObject({ service: { cluster: 'prod', name: 'orders', container: 'app' }, deployment: { id: 'ecs-svc/9313423515462893900', hasListener: false }, timing: { rounds: 1 } });
  expect(plans[0].frontDoor).toBeUndefined();
  expect(checkPlan(JSON.parse(JSON.stringify(plans[0])))).toHaveProperty('plan');
  expect(told).toEqual([]);
});

test('once test traffic leads to the new tasks, they are asked through the test listener as well', async () => {
  await judgeHook(call('POST_TEST_TRAFFIC_SHIFT'), around());
  expect(plans[0]).toMatchObject({ frontDoor: { host: '10.0.0.9', port: 8443 }, deployment: { hasListener: true } });
});

test('a bad revision is refused with the diagnosis, and people are told once', async () => {
  const judged = await deploy(report([task('1'), task('2', 'LIVENESS_FAILED')]));
  expect(judged.answer).toEqual({ hookStatus: 'FAILED', hookDetails: { why: 'REFUSED', reasons: ['task 2: LIVENESS_FAILED, it is LIVENESS_FAILED'] } });
  expect(told).toEqual(['The deployment of revision 9313423515462893900 of orders in cluster prod was refused: its new tasks do not verify (at POST_SCALE_UP): task 2: LIVENESS_FAILED, it is LIVENESS_FAILED.']);
});

test('a verifier that cannot judge decides as the author wants, and people are told either way', async () => {
  expect((await deploy(new Error('no clients'))).answer).toMatchObject({ hookStatus: 'FAILED', hookDetails: { why: 'UNVERIFIED' } });
  expect((await deploy({ nonsense: true }, 'POST_SCALE_UP', { ...TERMS, unverified: 'CONTINUE' })).answer).toEqual({ hookStatus: 'SUCCEEDED' });
  expect(told).toEqual([expect.stringMatching(/was refused: it could not be verified .* the verifier did not answer: Error: no clients/), expect.stringMatching(/goes on, although it could not be verified/)]);
});

test('a message that cannot be sent does not let a bad revision pass', async () => {
  let hookDetails: unknown = { terms: { ...TERMS, looks: 1 } };
  const untold = await judgeHook(call('POST_SCALE_UP', hookDetails), { ...around(report([task('1', 'HUNG')])), tell: () => Promise.reject(new Error('throttled')) });
  expect(untold).toMatchObject({ answer: { hookStatus: 'FAILED' }, untold: 'Error: throttled' });
});

test('fields at the top level mean the same as under executionDetails, and details may be a string', () => {
  const nested = call('POST_SCALE_UP') as { executionDetails: object };
  const { executionDetails, ...top } = nested;
  expect(readHookCall({ ...top, ...executionDetails })).toEqual(readHookCall(nested));
  expect(readHookCall({ ...top, ...executionDetails, hookDetails: JSON.stringify({ terms: TERMS }) })).toEqual(readHookCall(nested));
  expect(readHookCall(nested)).toMatchObject({ serviceArn: SERVICE_ARN, revisionArn: GREEN, terms: TERMS, rollingBack: false, tooEarly: false });
});

describe('rollback', () => {
  const back = { [GREEN]: 0, [BLUE]: 100 };
  const forth = { [GREEN]: 10, [BLUE]: 90 };

  test.each([
    ['PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: back }, true],
    ['PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: forth }, false],
    ['TEST_TRAFFIC_SHIFT', { testTrafficWeights: back }, true],
    ['TEST_TRAFFIC_SHIFT', { testTrafficWeights: forth }, false],
    ['TEST_TRAFFIC_SHIFT', {}, true],
    // Before each shift the new revision has no traffic yet, which is no rollback.
    ['PRE_PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: back }, false],
  ])('%s with %j', (stage, weights, expected) => {
    expect(readHookCall(call(stage, {}, weights)).rollingBack).toBe(expected);
  });

  test('is never held up, whatever comes', async () => {
    const stage = fc.constantFrom('PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT');
    await fc.assert(fc.asyncProperty(stage, fc.jsonValue(), fc.boolean(), async (lifecycleStage, details, nested) => {
      const weights = { testTrafficWeights: back, productionTrafficWeights: back };
      const event = call(lifecycleStage, details, weights) as { executionDetails: object };
      const { executionDetails, ...top } = event;
      const judged = await judgeHook(nested ? event : { ...top, ...executionDetails }, around(new Error('nobody may ask')));
      expect(judged).toMatchObject({ answer: { hookStatus: 'SUCCEEDED' }, why: 'ROLLING_BACK' });
    }));
    expect(plans).toEqual([]);
  });
});

test('before there are tasks nothing is asked', async () => {
  expect(await judgeHook(call('PRE_SCALE_UP'), around())).toMatchObject({ answer: { hookStatus: 'SUCCEEDED' }, why: 'TOO_EARLY' });
  expect(plans).toEqual([]);
});

test('whatever the call is, there is an answer that ECS understands', async () => {
  await fc.assert(fc.asyncProperty(fc.anything(), fc.jsonValue(), async (event, hookDetails) => {
    for (const sent of [event, call('POST_SCALE_UP', hookDetails)]) {
      expect(['SUCCEEDED', 'FAILED']).toContain((await judgeHook(sent, around())).answer.hookStatus);
    }
  }));
});
