/** Who is measured: our engine, blackbox_exporter, and a bare socket that does the least that can be done. */
export type Contender = 'engine' | 'blackbox' | 'floor';

export type BenchProtocol = 'http' | 'tcp';

/** One round of one contender. */
export interface Round {
  /** CPU, user and system, of the contender's own process, in microseconds a probe. */
  readonly cpuMicroseconds: number;
  readonly perSecond: number;
}

/** Medians over all rounds. */
export interface Measured extends Round {
  /** Highest resident memory of the contender's process so far, MiB. */
  readonly peakMemoryMib: number;
}

/** A figure that the project has promised, and what came of it. */
export interface Target {
  readonly name: string;
  readonly limit: string;
  readonly measured: number;
  readonly reached: boolean;
}

export interface ManyTargets {
  readonly targets: number;
  readonly dead: number;
  readonly seconds: number;
  readonly peakMemoryMib: number;
  readonly cpuSeconds: number;
  /** How many checks had which outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface ScheduledRuns {
  readonly services: number;
  readonly tasksEach: number;
  readonly seconds: number;
  readonly cpuMillisecondsPerRun: number;
  readonly medianRunMilliseconds: number;
  readonly slowestRunMilliseconds: number;
  readonly peakMemoryMib: number;
  /** How many reports had which fault. */
  readonly faults: Readonly<Record<string, number>>;
}

export interface BundleFigures {
  readonly name: string;
  readonly kib: number;
  /** Time from `require` to loaded in a fresh process, median. */
  readonly loadMilliseconds: number;
  /** SDK clients alone, bundled as esbuild does it by itself; absent where none is used. */
  readonly clientsKib?: number;
  readonly clientsLoadMilliseconds?: number;
  readonly loadRatio?: number;
  /** The same against clients from which is left out what is left out of our bundles. */
  readonly trimmedRatio?: number;
  readonly containsAwsCode: boolean;
}

/**
 * What is added to services of plain L2 constructs: nothing, the Fargate monitoring of cdk-monitoring-constructs with four alarms, or our
 * contract.
 */
export type SynthContender = 'plain' | 'monitoring' | 'layeredHealth';

/** One contender's synthesis of so many services in one stack. */
export interface SynthFigures {
  readonly contender: SynthContender;
  readonly services: number;
  /** CPU of one synthesis, median. */
  readonly milliseconds: number;
  /** What the contender adds to a service of plain L2 constructs, median of the differences within rounds; absent for these themselves. */
  readonly addedMillisecondsPerService?: number;
  readonly resources: number;
  readonly addedResourcesPerService?: number;
}

export interface SynthResults {
  readonly figures: readonly SynthFigures[];
  /**
   * What LayeredHealth adds, divided by what cdk-monitoring-constructs adds, by the number of services; empty where that is not
   * installed.
   */
  readonly addedRatios: ReadonlyArray<{ readonly services: number; readonly ratio: number }>;
}

/** All that one run of the bench found. */
export interface BenchResults {
  readonly at: string;
  readonly node: string;
  readonly machine: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly sideBySide: Readonly<Record<BenchProtocol, Readonly<Partial<Record<Contender, Measured>>>>>;
  readonly manyTargets?: ManyTargets;
  readonly scheduledRuns?: ScheduledRuns;
  readonly bundles: readonly BundleFigures[];
  readonly synth: SynthResults;
  readonly targets: readonly Target[];
  /** What could not be measured, and why. */
  readonly notMeasured: readonly string[];
}
