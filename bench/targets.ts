import type { Account } from './contender.process';
import type { BenchProtocol, BundleFigures, Contender, ManyTargets, SynthResults, Target } from './results';
import type { Rounds } from './side-by-side';
import { medianRatio } from './statistics';

/** The figures that the project has promised, against what was measured; what could not be measured is not among them. */
export function judge(
  rounds: Readonly<Record<BenchProtocol, Rounds>>, many: ManyTargets, bundles: readonly BundleFigures[], { addedRatios }: SynthResults,
): Target[] {
  const prober = bundles.find(({ name }) => name === 'prober');
  const verifier = bundles.find(({ name }) => name === 'verifier');
  return [
    ratio('HTTP: probes a second against blackbox_exporter', rounds.http, 'blackbox', 'perSecond', 'at least', 2),
    ratio('HTTP: CPU a probe against blackbox_exporter', rounds.http, 'blackbox', 'cpuMicroseconds', 'at most', 0.5),
    ratio('HTTP: CPU a probe against the floor', rounds.http, 'floor', 'cpuMicroseconds', 'at most', 1.5),
    ratio('TCP: probes a second against blackbox_exporter', rounds.tcp, 'blackbox', 'perSecond', 'at least', 2),
    ratio('TCP: CPU a probe against blackbox_exporter', rounds.tcp, 'blackbox', 'cpuMicroseconds', 'at most', 0.5),
    target(`${many.targets} targets, 5 % dead: seconds`, 'at most', 60, many.seconds),
    target(`${many.targets} targets, 5 % dead: peak memory, MiB`, 'at most', 512, many.peakMemoryMib),
    target('prober bundle: KiB', 'at most', 120, prober?.kib),
    target('prober bundle: packages of AWS in it', 'at most', 0, prober && Number(prober.containsAwsCode)),
    target('verifier bundle: KiB', 'at most', 1024, verifier?.kib),
    target('verifier bundle: module load against its bare SDK clients', 'at most', 1.25, verifier?.loadRatio),
    ...addedRatios.map(({ services, ratio: added }) => (
      target(`synthesis of ${counted(services)}: CPU added, against cdk-monitoring-constructs`, 'at most', 1, added)
    )),
  ].flatMap((found) => found ?? []);
}

function ratio(
  name: string, rounds: Rounds, other: Contender, figure: keyof Account, word: 'at least' | 'at most', limit: number,
): Target | undefined {
  const theirs = rounds[other];
  return theirs && target(name, word, limit, medianRatio(series(rounds.engine ?? [], figure), series(theirs, figure)));
}

function counted(services: number): string {
  return services === 1 ? 'one service' : `${services} services`;
}

function series(rounds: readonly Account[], figure: keyof Account): number[] {
  return rounds.map((account) => account[figure]);
}

function target(name: string, word: 'at least' | 'at most', limit: number, measured: number | undefined): Target | undefined {
  if (measured === undefined) { return undefined; }
  return { name, limit: `${word} ${limit}`, measured, reached: word === 'at least' ? measured >= limit : measured <= limit };
}
