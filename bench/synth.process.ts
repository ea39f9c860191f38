/** Synthesizes the same services with each contender in turn, and tells what a round took. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SynthContender } from './results';
import { monitoringConstructs, synthApp } from './synth-app';

export interface SynthOrder {
  /** Services in a stack, of one stack after the other. */
  readonly sizes: readonly number[];
  readonly rounds: number;
}

/** Of one contender, in the order of the rounds. */
export interface SynthAccount {
  /** CPU, user and system, from the first construct until the template is written. */
  readonly milliseconds: readonly number[];
  readonly resources: number;
}

export type SynthAccounts = Partial<Record<SynthContender, SynthAccount>>;

function measure(contender: SynthContender, services: number): { readonly milliseconds: number; readonly resources: number } {
  const folder = mkdtempSync(join(tmpdir(), 'layered-health-synth-'));
  try {
    const before = process.cpuUsage();
    synthApp(contender, services, folder).synth();
    const { user, system } = process.cpuUsage(before);
    const { Resources: resources } = JSON.parse(readFileSync(join(folder, 'Stack.template.json'), 'utf8')) as {
      readonly Resources: object;
    };
    return { milliseconds: (user + system) / 1000, resources: Object.keys(resources).length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function account(services: number, rounds: number, contenders: readonly SynthContender[]): SynthAccounts {
  const measured: Partial<Record<SynthContender, { milliseconds: number[]; resources: number }>> = {};
  for (let round = 0; round < rounds; round += 1) {
    // Not always the same one goes first.
    const turn = round % contenders.length;
    for (const contender of [...contenders.slice(turn), ...contenders.slice(0, turn)]) {
      const { milliseconds, resources } = measure(contender, services);
      (measured[contender] ??= { milliseconds: [], resources }).milliseconds.push(milliseconds);
    }
  }
  return measured;
}

/** As many rounds more go before, which are not counted: they warm all contenders up. */
function accounts({ sizes, rounds }: SynthOrder): SynthAccounts[] {
  const contenders: SynthContender[] = ['plain', ...monitoringConstructs() ? ['monitoring'] as const : [], 'layeredHealth'];
  account(sizes[0]!, rounds, contenders);
  return sizes.map((services) => account(services, rounds, contenders));
}

process.on('message', (order: SynthOrder) => process.send!(accounts(order)));
process.on('disconnect', () => process.exit());
