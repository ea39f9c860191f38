import type { FaultName } from './faults';
import type { Fault, FaultLayer, Remedy, Status } from '../../lambda/shared/verdict';

/** A scenario file, read. */
export interface Scenario {
  readonly name: string;
  /** Path of the file. */
  readonly file: string;
  /** Path of the template; absent where the command line has to give it. */
  readonly template?: string;
  readonly run: Readonly<Record<string, string>>;
  /** Variables of each container. */
  readonly environment: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Working directory of the processes; absent for the present one. */
  readonly directory?: string;
  /** Seconds of AWS in a real second; absent for the default. */
  readonly timeScale?: number;
  /** Whether timeouts of checks are scaled too. */
  readonly scaledTimeouts: boolean;
  /** Name of the service that it is about; absent where the template has one alone. */
  readonly service?: string;
  readonly steps: readonly Step[];
}

/** Where a step stands in its file. */
interface Placed {
  readonly line: number;
}

export type Step = Placed & (WaitStep | DoStep | ExpectStep | NeverStep);

/** Lets time pass: until the service is healthy, or some seconds of AWS. */
export interface WaitStep {
  readonly kind: 'wait';
  readonly until: 'healthy' | number;
  readonly withinSeconds: number;
}

/** Something happens. */
export interface DoStep {
  readonly kind: 'do';
  readonly fault: FaultName;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Something is observed in time. */
export interface ExpectStep {
  readonly kind: 'expect';
  readonly expected: Expectation;
  readonly withinSeconds: number;
}

/** Something is not observed, from here on. */
export interface NeverStep {
  readonly kind: 'never';
  readonly expected: Expectation;
  /** Absent: to the end. */
  readonly forSeconds?: number;
}

/** A count, exact or compared. */
export interface Count {
  readonly comparison: '=' | '>=' | '<=';
  readonly number: number;
}

/** What observers say; every member that is there has to hold at the same time. */
export interface Expectation {
  readonly status?: readonly Status[];
  readonly fault?: readonly Fault[];
  readonly layer?: readonly FaultLayer[];
  readonly remedy?: readonly Remedy[];
  readonly serving?: Count;
  readonly tasks?: Count;
  readonly message?: boolean | RegExp;
  readonly alarm?: boolean | RegExp;
  readonly event?: RegExp;
  readonly failing?: Count;
  readonly answer?: RegExp;
  readonly target?: readonly string[];
  readonly container?: readonly string[];
}
