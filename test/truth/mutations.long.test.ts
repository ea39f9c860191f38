import { judge } from './judge';
import { TASK_CAUSES } from '../../lambda/diagnosis/task-causes';
import type { Fault } from '../../lambda/shared/verdict';
import type { TimingPlan } from '../../src/shared/plan';

/** Enough that every cause is drawn several times. */
const WORLDS = 700;

/** For each world in which nothing goes wrong, the faults that were said of its tasks, and of the service while it was deployed. */
const right = new Map<number, ReadonlySet<Fault>>();

beforeAll(() => {
  for (let seed = 1; seed <= WORLDS; seed += 1) {
    const said = new Set<Fault>();
    const { wrong } = judge(seed, (_, { look }) => {
      for (const {
        diagnosis: { fault },
        further,
      } of look?.seen.tasks ?? []) {
        [fault, ...further.map((each) => each.fault)].forEach((each) => said.add(each));
      }
      if (look?.seen.deployment) { said.add('DEPLOYING'); }
    });
    if (wrong.length === 0) { right.set(seed, said); }
  }
}, 120_000);

/** Worlds in which the fault was said of a task. */
function worldsOf(fault: Fault): number[] {
  return [...right].filter(([, said]) => said.has(fault)).map(([seed]) => seed);
}

const PLAYED = TASK_CAUSES.map((row, index) => [index, row.fault] as const);

test.each(PLAYED)('without row %i, %s, a world goes wrong', (index, fault) => {
  const rows = TASK_CAUSES as unknown as object[];
  const [removed] = rows.splice(index, 1);
  try {
    expect(worldsOf(fault).some((seed) => judge(seed).wrong.length > 0)).toBe(true);
  } finally {
    rows.splice(index, 0, removed!);
  }
}, 120_000);

const EVER = 1e9;

/** What makes each excuse one without an end, and the fault that it stands for. */
const ENDLESS: readonly (readonly [string, Fault, Partial<TimingPlan>])[] = [
  ['starting', 'STARTING', { startupSeconds: EVER, containerSeconds: EVER }],
  ['draining, or out of service on purpose', 'DRAINING', { drainSeconds: EVER }],
  ['being let in again', 'LOAD_BALANCER_RETURNING', { target: { failsSeconds: 75, recoversSeconds: EVER } }],
  ['a deployment', 'DEPLOYING', { deploymentSeconds: EVER }],
  ['a replacement', 'STARTING', { replacementSeconds: EVER }],
];

test.each(ENDLESS)('if %s were an excuse for ever, a world would go wrong', (_, fault, believed) => {
  expect(worldsOf(fault).some((seed) => judge(seed, undefined, believed).wrong.length > 0)).toBe(true);
}, 120_000);
