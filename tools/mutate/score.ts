import { roomOf, type Mutant } from './mutant';
import type { Outcome } from './trial';

export type Tried = Outcome & { readonly mutant: Mutant };

interface Counts {
  killed: number;
  survived: number;
  noTest: number;
  undecided: number;
}

/** The share of mutants that tests kill, by room. What is undecided is in no score. */
export function scoreTable(tried: readonly Tried[]): string {
  const rooms = [...new Set(tried.map(({ mutant }) => roomOf(mutant)))].sort();
  const rows = rooms.map((room) => row(room, tried.filter(({ mutant }) => roomOf(mutant) === room)));
  return [
    '| Room | Killed | Survived | No test | Undecided | Score |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    row('**All**', tried),
  ].join('\n');
}

function row(name: string, tried: readonly Tried[]): string {
  const { killed, survived, noTest, undecided } = countsOf(tried);
  const decided = killed + survived + noTest;
  return (
    `| ${name} | ${killed} | ${survived} | ${noTest} | ${undecided} | `
    + `${decided === 0 ? '–' : `${Math.round((100 * killed) / decided)} %`} |`
  );
}

function countsOf(tried: readonly Tried[]): Counts {
  const count = (verdict: Outcome['verdict']) => tried.filter((each) => each.verdict === verdict).length;
  return { killed: count('killed'), survived: count('survived'), noTest: count('no test'), undecided: count('undecided') };
}
