import * as fc from 'fast-check';
import { decide } from '../../../lambda/gate/decide';
import type { Decision, DecisionTerms, Finding, Progress } from '../../../lambda/gate/decide';

const STAGE = 'POST_SCALE_UP';
const TERMS: DecisionTerms = { looks: 3, patienceSeconds: 120, unverified: 'ROLL_BACK' };

const found = (seen: Finding['seen'], tasks = 'a'): Finding => ({ seen, tasks, reasons: [seen] });

/** Plays looks until the stage is decided, each some seconds after the one before. */
function play(looks: readonly Finding[], terms: DecisionTerms = TERMS, seconds = 15): Decision[] {
  const decisions: Decision[] = [];
  let progress: Progress | undefined;
  for (const [index, look] of looks.entries()) {
    // As ECS hands it back: written down and read again.
    const decision = decide(look, progress && JSON.parse(JSON.stringify(progress)) as Progress, STAGE, terms, 1_000_000 + index * seconds * 1000);
    decisions.push(decision);
    if (decision.hookStatus !== 'IN_PROGRESS') break;
    ({ progress } = decision);
  }
  return decisions;
}

const last = (decisions: readonly Decision[]) => decisions[decisions.length - 1];
const repeat = (look: Finding, times: number) => Array.from({ length: times }, () => look);

test('it takes as many looks in a row as are asked for', () => {
  expect(play(repeat(found('VERIFIED'), 5)).map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
  expect(play(repeat(found('DOWN'), 5)).map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'FAILED']);
  expect(last(play([found('VERIFIED'), found('VERIFIED'), found('DOWN'), ...repeat(found('VERIFIED'), 3)]))).toMatchObject({ hookStatus: 'SUCCEEDED', progress: { verified: 3 } });
});

test('a task that was replaced has to prove itself as often', () => {
  const decisions = play([found('VERIFIED', 'a'), found('VERIFIED', 'a'), ...repeat(found('VERIFIED', 'b'), 3)]);
  expect(decisions.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS', 'SUCCEEDED']);
});

test('what an earlier stage left does not count', () => {
  const progress: Progress = { stage: 'POST_SCALE_UP', began: 0, verified: 2, down: 2, tasks: 'a', judged: true };
  expect(decide(found('VERIFIED'), progress, 'POST_TEST_TRAFFIC_SHIFT', TERMS, 1_000_000))
    .toEqual({ hookStatus: 'IN_PROGRESS', why: 'LOOKING', progress: { stage: 'POST_TEST_TRAFFIC_SHIFT', began: 1_000_000, verified: 1, down: 0, tasks: 'a', judged: true } });
});

test.each([
  ['tasks that never come up', repeat(found('WAIT'), 20), 'ROLL_BACK', 'FAILED', 'LATE'],
  ['tasks that come and go', Array.from({ length: 20 }, (_, index) => found(index % 2 ? 'VERIFIED' : 'DOWN')), 'CONTINUE', 'FAILED', 'LATE'],
  ['nothing ever seen', repeat(found('UNKNOWN'), 20), 'ROLL_BACK', 'FAILED', 'UNVERIFIED'],
  ['nothing ever seen, and going on is wanted', repeat(found('UNKNOWN'), 20), 'CONTINUE', 'SUCCEEDED', 'UNVERIFIED'],
  ['something seen at first', [found('WAIT'), ...repeat(found('UNKNOWN'), 20)], 'CONTINUE', 'FAILED', 'LATE'],
] as const)('time is up: %s', (_, looks, unverified, hookStatus, why) => {
  expect(last(play(looks, { ...TERMS, unverified }))).toMatchObject({ hookStatus, why });
});

const anyLook = fc.record({
  seen: fc.constantFrom('VERIFIED', 'WAIT', 'DOWN', 'UNKNOWN') as fc.Arbitrary<Finding['seen']>,
  tasks: fc.constantFrom('a', 'a', 'b'),
  reasons: fc.constant([]),
});
const anyTerms = fc.record({ looks: fc.integer({ min: 1, max: 5 }), patienceSeconds: fc.integer({ min: 30, max: 600 }), unverified: fc.constant('ROLL_BACK' as const) });

test('a stage is never passed unless the same tasks were all verified in each of the last looks', () => {
  fc.assert(fc.property(fc.array(anyLook, { maxLength: 60 }), anyTerms, (looks, terms) => {
    const decisions = play(looks, terms);
    const passed = decisions.findIndex(({ hookStatus }) => hookStatus === 'SUCCEEDED');
    if (passed < 0) return true;
    const lastLooks = looks.slice(0, passed + 1).slice(-terms.looks);
    return lastLooks.length === terms.looks && lastLooks.every(({ seen, tasks }) => seen === 'VERIFIED' && tasks === lastLooks[0].tasks);
  }), { numRuns: 2_000 });
});

test('a stage is refused for a fault only when each of the last looks saw one', () => {
  fc.assert(fc.property(fc.array(anyLook, { maxLength: 60 }), anyTerms, (looks, terms) => {
    const decisions = play(looks, terms);
    const refused = decisions.findIndex(({ why }) => why === 'REFUSED');
    return refused < 0 || looks.slice(0, refused + 1).slice(-terms.looks).filter(({ seen }) => seen === 'DOWN').length === terms.looks;
  }), { numRuns: 2_000 });
});

test('every stage ends, whatever is seen', () => {
  fc.assert(fc.property(fc.infiniteStream(anyLook), anyTerms, fc.integer({ min: 5, max: 300 }), (stream, terms, seconds) => {
    const most = Math.ceil(terms.patienceSeconds / seconds) + 1;
    const decisions = play([...stream.take(most)], terms, seconds);
    return last(decisions).hookStatus !== 'IN_PROGRESS';
  }), { numRuns: 2_000 });
});
