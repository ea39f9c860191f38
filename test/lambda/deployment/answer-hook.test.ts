import * as fc from 'fast-check';
import { BLUE, call, GREEN, report, SERVICE_ARN, task, TERMS, TOPIC, VERIFIER } from './gate-fixtures';
import { answerHook, type GateDeps, type HookJudgement } from '../../../lambda/deployment/answer-hook';
import { readHookCall } from '../../../lambda/deployment/hook-call';
import { checkPlan } from '../../../lambda/verification/plan-check';
import type { Report } from '../../../lambda/verification/report/report';
import type { Plan } from '../../../src/shared/plan';

const NOW = Date.parse('2026-11-20T03:12:00.000Z');
const plans: Plan[] = [];
const messages: string[] = [];

beforeEach(() => { plans.length = messages.length = 0; });

function depsOf(answer: Report | Error | unknown = report([task('1'), task('2')]), now = NOW): GateDeps {
  return {
    verify: (verifier, plan) => {
      expect(verifier).toBe(VERIFIER);
      plans.push(plan);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    notify: (message, { topicArn }) => {
      expect(topicArn).toBe(TOPIC);
      messages.push(message.sentence);
      return Promise.resolve();
    },
    now: () => now,
  };
}

/** Calls as ECS does until the stage is decided, and hands back what was left. */
async function deploy(answer: unknown, stage = 'POST_SCALE_UP', terms: object = TERMS): Promise<HookJudgement> {
  let hookDetails: unknown = { terms };
  for (let index = 0; index < 50; index += 1) {
    const judged = await answerHook(call(stage, hookDetails), depsOf(answer, NOW + index * 15_000));
    if (judged.answer.hookStatus !== 'IN_PROGRESS') { return judged; }
    expect(judged.answer.callBackDelay).toBe(15);
    hookDetails = JSON.parse(JSON.stringify(judged.answer.hookDetails));
  }
  throw new Error('the stage never ends');
}

test('a good revision passes after three verifications of its own tasks', async () => {
  expect((await deploy(report([task('1'), task('2')]))).answer).toEqual({ hookStatus: 'SUCCEEDED' });
  expect(plans).toHaveLength(3);
  expect(plans[0]).toMatchObject({
    service: { cluster: 'prod', name: 'orders', container: 'app' },
    deployment: { id: 'ecs-svc/9313423515462893900', hasListener: false },
    timing: { rounds: 1 },
  });
  expect(plans[0].frontDoor).toBeUndefined();
  expect(checkPlan(JSON.parse(JSON.stringify(plans[0])))).toHaveProperty('plan');
  expect(messages).toEqual([]);
});

test('once test traffic reaches the new tasks, they are probed through the test listener as well', async () => {
  await answerHook(call('POST_TEST_TRAFFIC_SHIFT'), depsOf());
  expect(plans[0]).toMatchObject({ frontDoor: { host: '10.0.0.9', port: 8443 }, deployment: { hasListener: true } });
});

test('a bad revision is refused with the diagnosis, and one message is sent', async () => {
  const judged = await deploy(report([task('1'), task('2', 'LIVENESS_FAILED')]));
  expect(judged.answer).toEqual({
    hookStatus: 'FAILED',
    hookDetails: { why: 'REFUSED', reasons: ['task 2: LIVENESS_FAILED, it is LIVENESS_FAILED'] },
  });
  expect(messages).toEqual([
    'The deployment of revision 9313423515462893900 of orders in cluster prod was refused: its new tasks failed '
      + 'verification (at POST_SCALE_UP): task 2: LIVENESS_FAILED, it is LIVENESS_FAILED.',
  ]);
});

test('without a verdict the terms decide, and a message is sent either way', async () => {
  expect((await deploy(new Error('no clients'))).answer).toMatchObject({ hookStatus: 'FAILED', hookDetails: { why: 'UNVERIFIED' } });
  expect((await deploy({ nonsense: true }, 'POST_SCALE_UP', { ...TERMS, unverified: 'CONTINUE' })).answer).toEqual({
    hookStatus: 'SUCCEEDED',
  });
  expect(messages).toEqual([
    expect.stringMatching(/was refused: it could not be verified .* the verifier did not answer: Error: no clients/),
    expect.stringMatching(/continues, although it could not be verified/),
  ]);
});

test('a message that cannot be sent does not let a bad revision pass', async () => {
  const hookDetails = { terms: { ...TERMS, consecutiveVerifications: 1 } };
  const judgement = await answerHook(call('POST_SCALE_UP', hookDetails), {
    ...depsOf(report([task('1', 'HUNG')])),
    notify: () => Promise.reject(new Error('throttled')),
  });
  expect(judgement).toMatchObject({ answer: { hookStatus: 'FAILED' }, notificationError: 'Error: throttled' });
});

test('fields at the top level mean the same as under executionDetails, and details may be a string', () => {
  const nested = call('POST_SCALE_UP') as { executionDetails: object };
  const { executionDetails, ...top } = nested;
  expect(readHookCall({ ...top, ...executionDetails })).toEqual(readHookCall(nested));
  expect(readHookCall({ ...top, ...executionDetails, hookDetails: JSON.stringify({ terms: TERMS }) })).toEqual(readHookCall(nested));
  expect(readHookCall(nested)).toMatchObject({
    serviceArn: SERVICE_ARN,
    revisionArn: GREEN,
    terms: TERMS,
    rollingBack: false,
    tooEarly: false,
  });
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
      const judged = await answerHook(nested ? event : { ...top, ...executionDetails }, depsOf(new Error('no verification may run')));
      expect(judged).toMatchObject({ answer: { hookStatus: 'SUCCEEDED' }, why: 'ROLLING_BACK' });
    }));
    expect(plans).toEqual([]);
  });
});

test('before there are tasks nothing is verified', async () => {
  expect(await answerHook(call('PRE_SCALE_UP'), depsOf())).toMatchObject({ answer: { hookStatus: 'SUCCEEDED' }, why: 'TOO_EARLY' });
  expect(plans).toEqual([]);
});

test('whatever the call is, there is an answer that ECS understands', async () => {
  await fc.assert(fc.asyncProperty(fc.anything(), fc.jsonValue(), async (event, hookDetails) => {
    for (const sent of [event, call('POST_SCALE_UP', hookDetails)]) {
      expect(['SUCCEEDED', 'FAILED']).toContain((await answerHook(sent, depsOf())).answer.hookStatus);
    }
  }));
});

test('whatever a part of the terms or of the progress is replaced by, there is an answer', async () => {
  const hookDetails = { terms: TERMS, progress: { stage: 'POST_SCALE_UP', began: 1, verified: 2, down: 2, tasks: 'a', judged: true } };
  await fc.assert(fc.asyncProperty(fc.constantFrom(...pathsOf(hookDetails)), fc.jsonValue(), async (path, value) => {
    const { answer } = await answerHook(call('POST_SCALE_UP', replaced(hookDetails, path, value)), depsOf(report([task('1', 'HUNG')])));
    expect(['SUCCEEDED', 'FAILED', 'IN_PROGRESS']).toContain(answer.hookStatus);
  }), { numRuns: 500 });
  // Each part once by null, which is an object as well.
  for (const path of pathsOf(hookDetails)) {
    await expect(answerHook(call('POST_SCALE_UP', replaced(hookDetails, path, null)), depsOf())).resolves.toBeDefined();
  }
});

/** The paths of all members, however deep. */
function pathsOf(value: unknown): string[][] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map((path) => [name, ...path])])
    : [];
}

function replaced(value: any, [name, ...rest]: readonly string[], by: unknown): any {
  const copy = structuredClone(value);
  copy[name!] = rest.length === 0 ? by : replaced(copy[name!], rest, by);
  return copy;
}
