import { answerText } from './answer';
import { answerJson } from './answer-json';
import { Calls, type Turns } from './calls';
import { createAccountClients } from './clients';
import { diagnose, type ServiceAnswer } from './diagnose';
import { driftOf, type Drift } from './drift';
import type { OperationName } from './operations';
import { doctorPage } from './page';
import type { Ask } from './probe-services';
import { instanceReader, readAccount, taskReader } from './read-account';
import { templateOf } from './template';
import { statusOf, tell } from './told';
import { turnsWithin } from './turns';
import { probe } from '../../lambda/engine/probe';
import { timeout } from '../../lambda/shared/timeout';
import type { Status } from '../../lambda/shared/verdict';
import type { Severity } from '../../src/lint/rule';
import type { TemplateFile } from '../../src/lint/template';

/** What a person asks for. */
export interface DoctorRequest {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  /** Whether the tasks are asked as well, from where this runs. */
  readonly probe?: boolean;
  readonly json: boolean;
  /** With which what runs is compared; absent: with none. */
  readonly templates?: readonly TemplateFile[];
  /** Whether the answer is made as a page as well. */
  readonly html?: boolean;
  readonly color: boolean;
  /** Milliseconds back from now: what stopped before is not told. */
  readonly sinceMs: number;
}

/** What doctor answers. */
export interface DoctorResult {
  readonly text: string;
  readonly page?: string;
  readonly exitCode: number;
}

/** What differs in a test. */
export interface DoctorWorld {
  /** Whose turn it is to call an operation. */
  readonly turnsOf: (operation: OperationName) => Turns;
  /** Asks tasks. */
  readonly ask: Ask;
  /** Milliseconds since the epoch. */
  now(): number;
}

const THIS_WORLD: DoctorWorld = { now: Date.now, turnsOf: turnsWithin(), ask: (questions) => probe(questions, { allowLocal: true }) };

/** Reading ends then, with whatever has been read. */
const READING_MS = 45_000;

/** Timelines and contracts of more services than these nobody reads: they fill a terminal, and pages of a page. */
const TIMELINES = { terminal: 1, page: 10 };

/** How the SDK says that it does not know as whom to ask. */
const NO_CREDENTIALS = /Credential|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|token .*expired/i;

const OF_STATUS: Readonly<Record<Status, number>> = { UP: 0, DEGRADED: 1, OUT_OF_SERVICE: 1, DOWN: 2, UNKNOWN: 3 };
const OF_SEVERITY: Readonly<Record<Severity, number>> = { note: 0, info: 0, warning: 1, error: 2 };

/**
 * Reads an account and answers. Rejects where nobody says which region, or as whom.
 * @param progress is told what is being done
 */
export async function runDoctor(
  request: DoctorRequest, progress: (what: string) => void, { now, turnsOf, ask }: DoctorWorld = THIS_WORLD,
): Promise<DoctorResult> {
  const clients = createAccountClients(request);
  const region = await clients.region();
  const signal = timeout(READING_MS);
  const calls = new Calls(turnsOf, signal);
  const account = await readAccount(clients, calls, region, request, now, progress);
  const nobody = calls.unread.find(({ reason }) => NO_CREDENTIALS.test(reason));
  if (nobody && account.services.length === 0) { throw new Error(nobody.reason); }
  progress(`${request.probe ? 'Probing and explaining' : 'Explaining'} ${account.services.length} services`);
  const answers = await diagnose(account, account.readAt - request.sinceMs, {
    clients,
    readInstances: instanceReader(clients, calls),
    readTasks: taskReader(clients, calls),
    signal,
    ...request.probe ? { ask } : {},
  });
  const isNamed = request.services.length > 0;
  const live = request.templates && templateOf(account);
  const drift = live && driftOf(request.templates, live.template, live.names);
  const read = { ...account, unread: calls.unread, calls: calls.made };
  return {
    text: request.json ? answerJson(read, answers, drift)
      : answerText(tell(read, answers, { isNamed, most: TIMELINES.terminal, drift }), request.color),
    ...request.html ? { page: doctorPage(tell(read, answers, { isNamed, most: TIMELINES.page, drift }), account.readAt) } : {},
    exitCode: exitCodeOf(answers, drift),
  };
}

/** The highest of `probe` and `lint`: nothing that was read is not known. What differs from a template, or was not found, is a warning. */
function exitCodeOf(answers: readonly ServiceAnswer[], drift: Drift | undefined): number {
  const differs = drift && (drift.unmatched.length > 0 || drift.pairs.some(({ differences }) => differences.length > 0));
  return answers.length === 0 ? OF_STATUS.UNKNOWN : Math.max(differs ? OF_SEVERITY.warning : 0, ...answers.flatMap((answer) => [
    OF_STATUS[statusOf(answer)], ...answer.findings.map(({ finding }) => OF_SEVERITY[finding.severity]),
  ]));
}
