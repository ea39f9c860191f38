import { BLUE, call, GREEN, TERMS } from './gate-fixtures';
import { readHookCall } from '../../../lambda/deployment/hook-call';
import { refusalMessage } from '../../../lambda/deployment/refusal-message';

const termsOf = (terms: unknown) => readHookCall(call('POST_SCALE_UP', { terms })).terms;
const PROGRESS = { stage: 'POST_SCALE_UP', tasks: 'a b', began: 1, verified: 0, down: 0, judged: false };

test('whole terms are read, with and without a topic', () => {
  expect(termsOf(TERMS)).toEqual(TERMS);
  const { alerts: _, ...silent } = TERMS;
  expect(termsOf(silent)).toEqual(silent);
});

test.each<[missing: string, terms: object]>([
  ...(['plan', 'verifier', 'consecutiveVerifications', 'intervalSeconds', 'patienceSeconds'] as const).map(
    (name) => [name, { ...TERMS, [name]: undefined }] as [string, object],
  ),
  ['the cluster', { ...TERMS, plan: { ...TERMS.plan, service: {} } }],
  ['the deadline of a round', { ...TERMS, plan: { ...TERMS.plan, timing: { ...TERMS.plan.timing, roundDeadlineMs: undefined } } }],
  ['a number as text', { ...TERMS, consecutiveVerifications: '3' }],
  ['the topic', { ...TERMS, alerts: { format: 'TEXT' } }],
  ['alerts that are an object', { ...TERMS, alerts: null }],
  ['a plan that is an object', { ...TERMS, plan: JSON.stringify(TERMS.plan) }],
])('terms without %s are none', (_, terms) => expect(termsOf(terms)).toBeUndefined());

test('terms and progress may be strings, as all details may', () => {
  const { terms, progress } = readHookCall(call('POST_SCALE_UP', { terms: JSON.stringify(TERMS), progress: JSON.stringify(PROGRESS) }));
  expect([terms, progress]).toEqual([TERMS, PROGRESS]);
});

test.each(Object.keys(PROGRESS))('progress without %s is none', (name) => {
  const read = (progress: object) => readHookCall(call('POST_SCALE_UP', { terms: TERMS, progress })).progress;
  expect(read(PROGRESS)).toEqual(PROGRESS);
  expect(read({ ...PROGRESS, [name]: undefined })).toBeUndefined();
});

test.each<[stage: string, weights: object, rollingBack: boolean]>([
  ['PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: { [GREEN]: 100, [BLUE]: 0 } }, false],
  ['PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: { [GREEN]: 1 } }, false],
  ['PRODUCTION_TRAFFIC_SHIFT', { productionTrafficWeights: { [GREEN]: 0, [BLUE]: 100 } }, true],
  ['PRODUCTION_TRAFFIC_SHIFT', {}, true],
  ['TEST_TRAFFIC_SHIFT', { testTrafficWeights: { [GREEN]: 100 } }, false],
  ['TEST_TRAFFIC_SHIFT', { productionTrafficWeights: { [GREEN]: 100 } }, true],
  ['POST_SCALE_UP', {}, false],
])('at %s with %j', (stage, weights, rollingBack) =>
  expect(readHookCall(call(stage, { terms: TERMS }, weights)).rollingBack).toBe(rollingBack),
);

test.each([
  ['FAILED', 'UNVERIFIED', 'could not be verified'],
  ['SUCCEEDED', 'UNVERIFIED', 'continues unverified'],
  ['FAILED', 'REFUSED', 'refused'],
] as const)('the message about %s because of %s', (hookStatus, why, words) => {
  const reasons = Array.from({ length: 7 }, (_, index) => `reason ${index + 1}`);
  const message = refusalMessage(readHookCall(call()), { hookStatus, why, progress: PROGRESS } as never, reasons)!;
  expect(message.title).toContain(words);
  expect(message.sentence).toMatch(/\(at POST_SCALE_UP\): reason 1\.$/);
  expect(message.evidence.map(({ text }) => text)).toEqual(reasons.slice(0, 5));
  expect(message.facts).toContainEqual(['Revision', '9313423515462893900']);
  expect(message.resources).toHaveLength(2);
  expect(refusalMessage(readHookCall(call()), { hookStatus, why, progress: PROGRESS } as never, [])!.sentence).toMatch(
    /there is no evidence\.$/,
  );
});
