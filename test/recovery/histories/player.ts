import type { Player } from './code';
import { walk } from './machine';
import { play } from './play';
import { violations } from './properties';

/** Plays a history with this folder's own interpreter, and says which properties do not hold. */
export const playAndJudge: Player['playAndJudge'] = async (history, definition) => {
  const chronicle = await play(history, definition, walk);
  return { chronicle, violated: violations(chronicle, history) };
};
