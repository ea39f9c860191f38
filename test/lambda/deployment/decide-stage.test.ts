import * as fc from 'fast-check';
import {
  decideStage, type DecisionTerms, type RevisionVerdict, type StageDecision, type StageProgress,
} from '../../../lambda/deployment/decide-stage';

const STAGE = 'POST_SCALE_UP';
const TERMS: DecisionTerms = { consecutiveVerifications: 3, patienceSeconds: 120, unverified: 'ROLL_BACK' };

const found = (seen: RevisionVerdict['verdict'], tasks = 'a'): RevisionVerdict => ({ verdict: seen, tasks, reasons: [seen] });

/** Plays verifications until the stage is decided, each some seconds after the one before. */
function play(looks: readonly RevisionVerdict[], terms: DecisionTerms = TERMS, seconds = 15): StageDecision[] {
  const decisions: StageDecision[] = [];
  let progress: StageProgress | undefined;
  for (const [index, look] of looks.entries()) {
    // As ECS hands it back: written down and read again.
    const decision = decideStage(
      look,
      progress && (JSON.parse(JSON.stringify(progress)) as StageProgress),
      STAGE,
      terms,
      1_000_000 + index * seconds * 1000,
    );
    decisions.push(decision);
    if (decision.hookStatus !== 'IN_PROGRESS') { break; }
    ({ progress } = decision);
  }
  return decisions;
}

const last = (decisions: readonly StageDecision[]) => decisions[decisions.length - 1];
const repeat = (look: RevisionVerdict, times: number) => Array.from({ length: times }, () => look);

test('it takes as many verifications in a row as the terms say', () => {
  expect(play(repeat(found('VERIFIED'), 5)).map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(play(repeat(found('DOWN'), 5)).map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
  expect(last(play([found('VERIFIED'), found('VERIFIED'), found('DOWN'), ...repeat(found('VERIFIED'), 3)]))).toMatchObject({
    hookStatus: 'SUCCEEDED',
    progress: { verified: 3 },
  });
});

test('a task that was replaced has to prove itself as often', () => {
  const decisions = play([found('VERIFIED', 'a'), found('VERIFIED', 'a'), ...repeat(found('VERIFIED', 'b'), 3)]);
  expect(decisions.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
});

test('what an earlier stage left does not count', () => {
  const progress: StageProgress = { stage: 'POST_SCALE_UP', began: 0, verified: 2, down: 2, tasks: 'a', judged: true };
  expect(decideStage(found('VERIFIED'), progress, 'POST_TEST_TRAFFIC_SHIFT', TERMS, 1_000_000)).toEqual({
    hookStatus: 'IN_PROGRESS',
    why: 'VERIFYING',
    progress: { stage: 'POST_TEST_TRAFFIC_SHIFT', began: 1_000_000, verified: 1, down: 0, tasks: 'a', judged: true },
  });
});

test.each([
  ['tasks that never come up', repeat(found('WAIT'), 20), 'ROLL_BACK', 'FAILED', 'LATE'],
  [
    'tasks that come and go',
    Array.from({ length: 20 }, (_, index) => found(index % 2 ? 'VERIFIED' : 'DOWN')),
    'CONTINUE',
    'FAILED',
    'LATE',
  ],
  ['no verdict ever', repeat(found('UNKNOWN'), 20), 'ROLL_BACK', 'FAILED', 'UNVERIFIED'],
  ['no verdict ever, where the terms say to continue', repeat(found('UNKNOWN'), 20), 'CONTINUE', 'SUCCEEDED', 'UNVERIFIED'],
  ['a verdict at first', [found('WAIT'), ...repeat(found('UNKNOWN'), 20)], 'CONTINUE', 'FAILED', 'LATE'],
] as const)('time is up: %s', (_, looks, unverified, hookStatus, why) => {
  expect(last(play(looks, { ...TERMS, unverified }))).toMatchObject({ hookStatus, why });
});

const anyVerdict = fc.record({
  verdict: fc.constantFrom('VERIFIED', 'WAIT', 'DOWN', 'UNKNOWN') as fc.Arbitrary<RevisionVerdict['verdict']>,
  tasks: fc.constantFrom('a', 'a', 'b'),
  reasons: fc.constant([]),
});
const anyTerms = fc.record({
  consecutiveVerifications: fc.integer({ min: 1, max: 5 }),
  patienceSeconds: fc.integer({ min: 30, max: 600 }),
  unverified: fc.constant('ROLL_BACK' as const),
});

test('a stage is never passed unless the same tasks were all verified in each of the last verifications', () => {
  fc.assert(fc.property(fc.array(anyVerdict, { maxLength: 60 }), anyTerms, (looks, terms) => {
    const decisions = play(looks, terms);
    const passed = decisions.findIndex(({ hookStatus }) => hookStatus === 'SUCCEEDED');
    if (passed < 0) { return true; }
    const lastLooks = looks.slice(0, passed + 1).slice(-terms.consecutiveVerifications);
    const isSame = ({ verdict, tasks }: RevisionVerdict) => verdict === 'VERIFIED' && tasks === lastLooks[0].tasks;
    return lastLooks.length === terms.consecutiveVerifications && lastLooks.every(isSame);
  }), { numRuns: 2_000 });
});

test('a stage is refused for a fault only when each of the last verifications found one', () => {
  fc.assert(fc.property(fc.array(anyVerdict, { maxLength: 60 }), anyTerms, (looks, terms) => {
    const decisions = play(looks, terms);
    const refused = decisions.findIndex(({ why }) => why === 'REFUSED');
    const lastLooks = looks.slice(0, refused + 1).slice(-terms.consecutiveVerifications);
    return refused < 0 || lastLooks.filter(({ verdict }) => verdict === 'DOWN').length === terms.consecutiveVerifications;
  }), { numRuns: 2_000 });
});

test('every stage ends, whatever is found', () => {
  fc.assert(fc.property(fc.infiniteStream(anyVerdict), anyTerms, fc.integer({ min: 5, max: 300 }), (stream, terms, seconds) => {
    const most = Math.ceil(terms.patienceSeconds / seconds) + 1;
    const decisions = play([...stream.take(most)], terms, seconds);
    return last(decisions).hookStatus !== 'IN_PROGRESS';
  }), { numRuns: 2_000 });
});
