import type { Blackbox } from './blackbox';
import type { DriverOrder } from './blackbox-driver.process';
import { bundle, Child } from './child';
import type { Account, Order } from './contender.process';
import type { Ports } from './listener.process';
import type { BenchProtocol, Contender, Measured } from './results';
import { median } from './statistics';

export interface SideBySideSettings {
  readonly rounds: number;
  /** Probes of one contender in one round. */
  readonly probes: number;
  readonly concurrency: number;
}

/** The rounds of every contender in one protocol, in the order in which they were measured. */
export type Rounds = Partial<Record<Contender, Account[]>>;

/**
 * Lets the contenders probe the same listener in turn, round by round, each in a process of its own; a first round that is not
 * counted warms all of them up.
 */
export async function sideBySide(
  protocol: BenchProtocol, ports: Ports, blackbox: Blackbox | undefined, settings: SideBySideSettings, folder: string,
): Promise<Rounds> {
  const file = await bundle('bench/contender.process.ts', folder, 'contender');
  const children = { engine: new Child(file), floor: new Child(file) };
  const driver = blackbox ? new Child(await bundle('bench/blackbox-driver.process.ts', folder, 'driver')) : undefined;
  const own = async (contender: Order['contender']) =>
    children[contender].ask<Account>({ ...settings, contender, protocol, port: ports.http } satisfies Order);
  const turns: Array<[Contender, () => Promise<Account>]> = [
    ['floor', async () => own('floor')],
    ['engine', async () => own('engine')],
    ...blackbox && driver
      ? [['blackbox', async () => ask(blackbox, driver, protocol, ports, settings)] as [Contender, () => Promise<Account>]]
      : [],
  ];
  const rounds: Rounds = {};
  try {
    for (let round = 0; round <= settings.rounds; round += 1) {
      // Not always the same one goes first.
      for (const [contender, run] of [...turns.slice(round % turns.length), ...turns.slice(0, round % turns.length)]) {
        const account = await run();
        if (round > 0) { (rounds[contender] ??= []).push(account); }
      }
    }
    return rounds;
  } finally {
    for (const child of [children.engine, children.floor, driver]) { child?.stop(); }
  }
}

/** The medians of a contender's rounds. */
export function summarize(rounds: readonly Account[]): Measured {
  return {
    cpuMicroseconds: median(rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)),
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    peakMemoryMib: Math.max(...rounds.map(({ peakMemoryMib }) => peakMemoryMib)),
  };
}

async function ask(
  blackbox: Blackbox, driver: Child, protocol: BenchProtocol, ports: Ports, { probes, concurrency }: SideBySideSettings,
): Promise<Account> {
  const target = protocol === 'http' ? `http://127.0.0.1:${ports.http}/health` : `127.0.0.1:${ports.http}`;
  const order: DriverOrder = { exporter: blackbox.port, module: protocol, target, probes, concurrency };
  const before = blackbox.cpuMicroseconds();
  const { perSecond } = await driver.ask<{ perSecond: number }>(order);
  return { cpuMicroseconds: (blackbox.cpuMicroseconds() - before) / probes, perSecond, peakMemoryMib: blackbox.peakMemoryMib() };
}
