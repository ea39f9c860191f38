import { createHash } from 'node:crypto';
import { roomOf, type Mutant } from './mutant';

/** Numbers from 0 up to 1, the same for the same seed. */
function randomNumbers(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE() / 2 ** 32;
  };
}

/**
 * All mutants in an order that the seed decides: the first N are a sample that is spread over the rooms, and within a room over the kinds,
 * because strings and properties are by far the most.
 */
export function* sampled(mutants: readonly Mutant[], seed: number): Generator<Mutant> {
  const random = randomNumbers(seed);
  const rooms = shuffled(grouped(shuffled(mutants, random), roomOf), random).map((room) =>
    shuffled(
      grouped(room, ({ kind }) => kind),
      random,
    ),
  );
  while (rooms.some((kinds) => kinds.length > 0)) {
    for (const kinds of rooms) {
      const kind = kinds.shift();
      if (kind === undefined) { continue; }
      yield kind.pop()!;
      if (kind.length > 0) { kinds.push(kind); }
    }
  }
}

function grouped(mutants: readonly Mutant[], by: (mutant: Mutant) => string): Mutant[][] {
  const groups = new Map<string, Mutant[]>();
  for (const mutant of mutants) {
    if (!groups.has(by(mutant))) { groups.set(by(mutant), []); }
    groups.get(by(mutant))!.push(mutant);
  }
  return [...groups.values()];
}

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const left = [...all];
  return all.map(() => left.splice(Math.floor(random() * left.length), 1)[0]!);
}
