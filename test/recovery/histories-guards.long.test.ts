import * as fc from 'fast-check';
import { loadPlayer, type Player } from './histories/code';
import { histories, type History } from './histories/history';
import type { Definition } from './histories/machine';
import { BROKEN_BY, SHOWN_IN, WITHOUT, withoutGuard } from './histories/mutations';
import type { PropertyName } from './histories/properties';
import { synthesizedMachines } from './histories/synthesized';
import { GUARDS } from '../../lambda/recovery/services/guards';

const machines = synthesizedMachines();
const random = histories(machines.length);

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
  player: Player,
  what: string,
  expected: PropertyName = BROKEN_BY[what as keyof typeof BROKEN_BY],
  change = (definition: Definition) => definition,
): Promise<readonly string[]> {
  const seen = new Set<string>();
  for (const history of sample(SHOWN_IN[what] ? 20_000 : 2_000)
    .filter(SHOWN_IN[what] ?? (() => true))
    .slice(0, 2_000)) {
    const { violated } = await player.playAndJudge(history, change(machines[history.machine]));
    violated.forEach((name) => seen.add(name));
    if (violated.includes(expected)) { break; }
  }
  return [...seen];
}

function sample(count: number): History[] {
  return fc.sample(random, { numRuns: count, seed: 11 });
}
