/**
 * Measures the engine side by side with blackbox_exporter and with a bare socket, and synthesis beside cdk-monitoring-constructs, prints
 * tables and writes all figures as JSON.
 *
 * `npm run bench -- [--json FILE] [--rounds N] [--probes N] [--concurrency N] [--loads N] [--targets N] [--services N]
 * [--syntheses N] [--strict]`, and for fleets of services `npm run bench -- fleet [--minutes N] [--fleets 300x200,…]
 * [--others N]`; for the command `doctor`, `npm run bench -- doctor [--fleets 300x3,…]`
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureDoctors } from './doctor';
import { measureFleets } from './fleet';
import { formatResults } from './print';
import { type BenchSettings, runBench } from './run';

const DEFAULTS: BenchSettings = { rounds: 9, probes: 3_000, concurrency: 100, loads: 15, targets: 10_000, services: 1_000, syntheses: 7 };

async function main(): Promise<void> {
  const number = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      /** Of `fleet`: how many minutes. */
      minutes: number,
      /** Of `fleet`: which, as SERVICESxTASKS, separated by commas. */
      fleets: number,
      /** Of `fleet`: reads a second that somebody else makes; both with none and with eight by default. */
      others: number,
      json: { type: 'string', default: join(__dirname, 'results.json') },
      /** Exit code 1 where a promised figure is not reached. */
      strict: { type: 'boolean', default: false },
      rounds: number,
      probes: number,
      concurrency: number,
      loads: number,
      targets: number,
      services: number,
      syntheses: number,
    },
  });
  if (positionals[0] === 'fleet') {
    const others = values.others === undefined ? undefined : [Number(values.others)];
    process.stdout.write(await measureFleets(Number(values.minutes ?? 5), values.fleets?.split(','), others));
    return;
  }
  if (positionals[0] === 'doctor') {
    process.stdout.write(await measureDoctors(values.fleets?.split(',') ?? ['300x3']));
    return;
  }
  const settings = Object.fromEntries(Object.entries(DEFAULTS).map(([name, value]) => {
    const given = Number(values[name as keyof BenchSettings] ?? value);
    if (!Number.isInteger(given) || given < 1) {
      throw new Error(`--${name} must be a whole number of at least 1, got ${values[name as keyof BenchSettings]}`);
    }
    return [name, given];
  })) as unknown as BenchSettings;

  const results = await runBench(settings, (text) => process.stderr.write(`measuring ${text} …\n`));
  process.stdout.write(formatResults(results));
  writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`All figures: ${values.json}\n`);
  if (values.strict && results.targets.some(({ reached }) => !reached)) { process.exitCode = 1; }
}

main().catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
