import { CAUSES } from './causes';
import { judge, type Judgement, type Wrong } from './judge';
import { figures, story, summary } from './report';
import { expectGenerated } from '../docs/generated';
import { IS_USUAL_SEED, runs, SEED } from '../runs';

/** In full 10,000; other ones with another TEST_SEED. */
const WORLDS = runs(10_000);
const FIRST = IS_USUAL_SEED ? 1 : SEED * 100_000;

const judgements = Array.from({ length: WORLDS }, (_, at) => judge(FIRST + at));
const due = judgements.filter(({ isScored }) => isScored);

function worldsWith(...wrongs: readonly Wrong[]): number[] {
  return judgements.filter(({ wrong }) => wrong.some(({ what }) => wrongs.includes(what))).map(({ world: { seed } }) => seed);
}

function explained(seeds: readonly number[]): string {
  return seeds.length === 0 ? '' : `${summary(judgements)}\n\n${story(seeds[0])}`;
}

test('in at least 99 % of random worlds the cause and the remedy are right once all observers have settled', () => {
  const wrong = worldsWith('wrong cause', 'wrong remedy');
  if (wrong.length > due.length / 100) { throw new Error(explained(wrong)); }
  expect(due.length).toBeGreaterThan(WORLDS / 3);
});

test('in at most 5 % of them two causes remain that nobody can tell apart', () => {
  expect(due.filter(({ isCareful }: Judgement) => isCareful).length / due.length).toBeLessThanOrEqual(0.05);
});

test.each(['harmful', 'silent', 'called'] as const)('not one world is %s', (what) => {
  expect(explained(worldsWith(what))).toBe('');
});

test('every cause is drawn', () => {
  expect(CAUSES.map(({ name }) => name).filter((name) => !judgements.some(({ world: { cause } }) => cause?.name === name))).toEqual([]);
});

const DOCUMENTED = 500;
const isDocumented = IS_USUAL_SEED && WORLDS >= DOCUMENTED;

(isDocumented ? test : test.skip)('docs/accuracy.md says what was measured', () => {
  expectGenerated('docs/accuracy.md', 'truth', figures(judgements.slice(0, DOCUMENTED)));
});
