import Table from 'cli-table3';
import type { BenchResults, SynthResults } from './results';
import { rounded } from './statistics';

const NAMES = { engine: 'this engine', blackbox: 'blackbox_exporter', floor: 'floor (bare socket)' } as const;

const SYNTH_NAMES = { plain: 'plain L2', monitoring: 'cdk-monitoring-constructs, 4 alarms', layeredHealth: 'LayeredHealth' } as const;

/** The results as tables for a person. */
export function formatResults(results: BenchResults): string {
  const contenders = table(['', 'CPU µs a probe', 'probes a second', 'peak memory MiB']);
  for (const protocol of ['http', 'tcp'] as const) {
    for (const [contender, measured] of Object.entries(results.sideBySide[protocol])) {
      contenders.push([
        `${protocol.toUpperCase()}, ${NAMES[contender as keyof typeof NAMES]}`,
        ...[measured.cpuMicroseconds, measured.perSecond, measured.peakMemoryMib].map(figure),
      ]);
    }
  }
  const targets = table(['promised', 'limit', 'measured', '']);
  for (const { name, limit, measured, reached } of results.targets) {
    targets.push([name, limit, figure(measured), reached ? 'reached' : 'NOT REACHED']);
  }
  const bundles = table(['bundle', 'KiB', 'load ms', 'bare SDK clients KiB', 'their load ms', 'load ratio, clients trimmed like ours']);
  for (const { name, kib, loadMilliseconds, clientsKib, clientsLoadMilliseconds, trimmedRatio } of results.bundles) {
    bundles.push([name, ...[kib, loadMilliseconds, clientsKib, clientsLoadMilliseconds, trimmedRatio].map(figure)]);
  }
  return [
    `${results.machine}, Node ${results.node}; medians of rounds in turn, ratios within rounds`,
    contenders.toString(),
    bundles.toString(),
    synthTable(results.synth).toString(),
    ...fleets(results),
    targets.toString(),
    'Not measured:',
    ...results.notMeasured.map((line) => `  - ${line}`),
    '',
  ].join('\n');
}

function synthTable({ figures }: SynthResults): Table.Table {
  const synth = table(['synthesis', 'services', 'CPU ms', 'added a service', 'resources', 'added a service']);
  for (const { contender, services, milliseconds, addedMillisecondsPerService, resources, addedResourcesPerService } of figures) {
    synth.push([
      SYNTH_NAMES[contender],
      ...[services, milliseconds, addedMillisecondsPerService, resources, addedResourcesPerService].map(figure),
    ]);
  }
  return synth;
}

function fleets({ manyTargets: many, scheduledRuns: runs }: BenchResults): string[] {
  return [
    ...many
      ? [
        `${many.targets} targets in one run: ${figure(many.seconds)} s, ${figure(many.cpuSeconds)} s of CPU, `
            + `${figure(many.peakMemoryMib)} MiB; ${counts(many.outcomes)}`,
      ]
      : [],
    ...runs
      ? [
        `${runs.services} services × ${runs.tasksEach} tasks: ${figure(runs.seconds)} s, a run `
            + `${figure(runs.cpuMillisecondsPerRun)} ms of CPU and ${figure(runs.medianRunMilliseconds)} ms `
            + `(slowest ${figure(runs.slowestRunMilliseconds)} ms), ${figure(runs.peakMemoryMib)} MiB; ${counts(runs.faults)}`,
      ]
      : [],
  ];
}

function counts(all: Readonly<Record<string, number>>): string {
  return Object.entries(all).map(([name, count]) => `${name} ${count}`).join(', ');
}

function figure(value: number | undefined): string {
  return value === undefined ? '' : String(rounded(value));
}

function table(head: string[]): Table.Table {
  return new Table({ head, style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right', 'right', 'right'] });
}
