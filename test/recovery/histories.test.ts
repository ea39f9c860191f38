import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { bundled, loadPlayer } from './histories/code';
import { counted } from './histories/counts';
import { type History, histories } from './histories/history';
import { synthesizedMachines } from './histories/synthesized';
import { type Trace, traceOf } from './histories/trace';
import { cannotExecute, NODE, RUNTIMES } from './interpreter';
import { GUARDS } from '../../lambda/recovery/services/guards';
import { needing } from '../needs';
import { IS_USUAL_SEED, runs, SEED } from '../runs';

const machines = synthesizedMachines();
const random = histories(machines.length);

test('in random histories, 10,000 of them in full, recovery never does what it must not', async () => {
  const player = await loadPlayer();
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  await fc.assert(fc.asyncProperty(random, async (history) => {
    const { chronicle, violated } = await player.playAndJudge(history, machines[history.machine]);
    counted(chronicle, count);
    expect(violated).toEqual([]);
  }), { numRuns: runs(10_000), seed: SEED });
  // Of other histories nobody knows whether they hold what is rare.
  if (!IS_USUAL_SEED) { console.log(`TEST_SEED=${SEED}`, Object.fromEntries([...counts].sort())); return; }

  // Otherwise it would be easy to be good.
  const tooSeldom = (ofAll: number, ...what: readonly string[]) => what.filter((one) => (counts.get(one) ?? 0) < runs(ofAll));
  expect(tooSeldom(20, ...GUARDS, 'overtaken by events', 'VERIFY_AGAIN')).toEqual([]);
  expect(tooSeldom(100, 'RECOVERED', 'ESCALATED', 'NEXT_TASK', 'NOTHING_TO_DO', 'REQUEST_APPROVAL')).toEqual([]);
  expect(tooSeldom(1_000, 'ASK', 'EXIT', 'STOP', 'execution')).toEqual([]);
}, 900_000);

const INTERPRETER = join(RUNTIMES, 'aws-local-stepfunctions', 'build', 'main.node.cjs');

needing(cannotExecute).test('a complete interpreter of the language plays the same histories in the same way', async () => {
  const some = fc.sample(random, { numRuns: runs(400), seed: 11 });
  const player = await loadPlayer();
  const own: Trace[] = [];
  for (const history of some) { own.push(traceOf((await player.playAndJudge(history, machines[history.machine])).chronicle)); }
  const theirs = await interpreted(some);
  expect(theirs).toHaveLength(some.length);
  some.forEach((history, index) => {
    expect({ history, ...theirs[index] }).toEqual({ history, ...JSON.parse(JSON.stringify(own[index])) });
  });
  expect(own.flatMap(({ acts }) => acts).length).toBeGreaterThan(runs(200));
}, 300_000);

async function interpreted(some: readonly History[]): Promise<Trace[]> {
  const child = spawn(NODE, ['-', INTERPRETER], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`const GIVEN = ${JSON.stringify({ histories: some, definitions: machines })};\n${await bundled('interpreter')}`);
  let text = '';
  for await (const chunk of child.stdout) { text += String(chunk); }
  return JSON.parse(text) as Trace[];
}
