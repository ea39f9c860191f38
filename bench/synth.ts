import { join } from 'node:path';
import { Child } from './child';
import type { SynthContender, SynthFigures, SynthResults } from './results';
import { median } from './statistics';
import type { SynthAccount, SynthAccounts, SynthOrder } from './synth.process';

/** How many services stand in the stack. */
const SIZES = [1, 10, 50];

/** Lets the contenders synthesize the same services in turn, in a process of their own. */
export async function measureSynth(rounds: number): Promise<SynthResults> {
  const child = new Child(join(__dirname, 'synth.process.ts'), ['--import', 'tsx']);
  try {
    const all = await child.ask<SynthAccounts[]>({ sizes: SIZES, rounds } satisfies SynthOrder);
    return resultsOf(SIZES.map((services, index) => [services, all[index]!]));
  } finally {
    child.stop();
  }
}

function resultsOf(all: ReadonlyArray<readonly [number, SynthAccounts]>): SynthResults {
  return {
    figures: all.flatMap(([services, accounts]) => Object.entries(accounts).map(([contender, account]) => (
      figuresOf(contender as SynthContender, services, account, accounts.plain!)
    ))),
    addedRatios: all.flatMap(([services, { plain, monitoring, layeredHealth }]) => (
      monitoring ? [{ services, ratio: median(added(layeredHealth!, plain!)) / median(added(monitoring, plain!)) }] : []
    )),
  };
}

function figuresOf(contender: SynthContender, services: number, account: SynthAccount, plain: SynthAccount): SynthFigures {
  return {
    contender,
    services,
    milliseconds: median(account.milliseconds),
    resources: account.resources,
    ...account !== plain && {
      addedMillisecondsPerService: median(added(account, plain)) / services,
      addedResourcesPerService: (account.resources - plain.resources) / services,
    },
  };
}

/** What disturbs one round disturbs both of its numbers. */
function added(account: SynthAccount, plain: SynthAccount): number[] {
  return account.milliseconds.map((milliseconds, round) => milliseconds - plain.milliseconds[round]!);
}
