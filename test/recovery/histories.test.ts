import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { bundled, loadPlayer, type Player } from './histories/code';
import { counted } from './histories/counts';
import { type History, histories } from './histories/history';
import type { Definition } from './histories/machine';
import { BROKEN_BY, SHOWN_IN, WITHOUT, withoutGuard } from './histories/mutations';
import type { PropertyName } from './histories/properties';
import { synthesizedMachines } from './histories/synthesized';
import { type Trace, traceOf } from './histories/trace';
import { cannotExecute, NODE, RUNTIMES } from './interpreter';
import { GUARDS } from '../../lambda/recovery/guards';
import { needing } from '../needs';

/** So many histories that nobody has played before, or those of RECOVERY_SEED; where it is not set, always the same ones. */
const ASKED = Number(process.env.RECOVERY_HISTORIES ?? 0);
const RUNS = ASKED || 10_000;
const SEED = ASKED ? Number(process.env.RECOVERY_SEED ?? Date.now()) : 2027;

const machines = synthesizedMachines();
const random = histories(machines.length);

test('in 10,000 random histories recovery never does what it must not', async () => {
  const player = await loadPlayer();
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  await fc.assert(fc.asyncProperty(random, async (history) => {
    const { chronicle, violated } = await player.playAndJudge(history, machines[history.machine]);
    counted(chronicle, count);
    expect(violated).toEqual([]);
  }), { numRuns: RUNS, seed: SEED });
  // Of other histories nobody knows whether they hold what is rare.
  if (ASKED) { console.log(`RECOVERY_SEED=${SEED}`, Object.fromEntries([...counts].sort())); return; }

  // Otherwise it would be easy to be good.
  const tooSeldom = (least: number, ...what: readonly string[]) => what.filter((one) => (counts.get(one) ?? 0) < least);
  expect(tooSeldom(20, ...GUARDS, 'overtaken by events')).toEqual([]);
  expect(tooSeldom(100, 'RECOVERED', 'ESCALATED', 'NEXT_TASK', 'LOOK_AGAIN', 'NOTHING_TO_DO', 'ASK_PEOPLE')).toEqual([]);
  expect(tooSeldom(1_000, 'ASK', 'EXIT', 'STOP', 'execution')).toEqual([]);
}, 900_000);

test.each(GUARDS)('without the guard %s they show a violation', async (guard) => {
  const player = await loadPlayer(withoutGuard(guard));
  expect(await firstViolation(player, guard)).toContain(BROKEN_BY[guard]);
}, 300_000);

test.each(Object.keys(WITHOUT))('without %s they show a violation', async (what) => {
  const { change, breaks } = WITHOUT[what];
  expect(await firstViolation(await loadPlayer(), what, breaks, change)).toContain(breaks);
}, 300_000);

/** The properties that the first history which breaks the expected one breaks; what was expected where there is no such history. */
async function firstViolation(
  player: Player, what: string, expected: PropertyName = BROKEN_BY[what as keyof typeof BROKEN_BY], change = (definition: Definition) => definition,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (const history of sample(SHOWN_IN[what] ? 20_000 : 2_000).filter(SHOWN_IN[what] ?? (() => true)).slice(0, 2_000)) {
    const { violated } = await player.playAndJudge(history, change(machines[history.machine]));
    violated.forEach((name) => seen.add(name));
    if (violated.includes(expected)) break;
  }
  return [...seen];
}

const INTERPRETER = join(RUNTIMES, 'aws-local-stepfunctions', 'build', 'main.node.cjs');

needing(cannotExecute).test('a complete interpreter of the language plays the same histories in the same way', async () => {
  const some = sample(400);
  const player = await loadPlayer();
  const own: Trace[] = [];
  for (const history of some) own.push(traceOf((await player.playAndJudge(history, machines[history.machine])).chronicle));
  const theirs = await interpreted(some);
  expect(theirs).toHaveLength(some.length);
  some.forEach((history, index) => { expect({ history, ...theirs[index] }).toEqual({ history, ...JSON.parse(JSON.stringify(own[index])) }); });
  expect(own.flatMap(({ acts }) => acts).length).toBeGreaterThan(200);
}, 300_000);

async function interpreted(some: readonly History[]): Promise<Trace[]> {
  const child = spawn(NODE, ['-', INTERPRETER], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(`const GIVEN = ${JSON.stringify({ histories: some, definitions: machines })};\n${await bundled('interpreter')}`);
  let text = '';
  for await (const chunk of child.stdout) text += String(chunk);
  return JSON.parse(text) as Trace[];
}

function sample(count: number): History[] {
  return fc.sample(random, { numRuns: count, seed: 11 });
}
