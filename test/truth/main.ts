/**
 * Plays random worlds with a known cause, minute by minute, and scores what the diagnosis says of them.
 *
 * npm run truth -- --worlds 10000 --seed 1      plays worlds 1 to 10000
 * npm run truth -- --seed 17                    prints world 17 minute by minute
 */
import { parseArgs } from 'node:util';
import { judge } from './judge';
import { story, summary } from './report';

const { values } = parseArgs({ options: { worlds: { type: 'string' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? 1);
if (values.worlds === undefined && values.seed !== undefined) {
  console.log(story(seed));
} else {
  const judgements = Array.from({ length: Number(values.worlds ?? 1000) }, (_, at) => judge(seed + at));
  console.log(summary(judgements));
  process.exitCode = judgements.some(({ wrong }) => wrong.length > 0) ? 1 : 0;
}
