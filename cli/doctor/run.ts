import { answerText, statusOf } from './answer';
import { answerJson } from './answer-json';
import { Calls, type Turns } from './calls';
import { createAccountClients } from './clients';
import { diagnose, type ServiceAnswer } from './diagnose';
import type { OperationName } from './operations';
import type { Ask } from './probe-services';
import { instanceReader, readAccount, taskReader } from './read-account';
import { turnsWithin } from './turns';
import { probe } from '../../lambda/engine/probe';
import { timeout } from '../../lambda/shared/timeout';
import type { Status } from '../../lambda/shared/verdict';
import type { Severity } from '../../src/lint/rule';

/** What a person asks for. */
export interface DoctorRequest {
  readonly clusters: readonly string[];
  readonly services: readonly string[];
  readonly region?: string;
  readonly profile?: string;
  /** Whether the tasks are asked as well, from where this runs. */
  readonly probe?: boolean;
  readonly json: boolean;
  readonly color: boolean;
  /** Milliseconds back from now: what stopped before is not told. */
  readonly sinceMs: number;
}

/** What doctor answers. */
export interface DoctorResult {
  readonly text: string;
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

/** How the SDK says that it does not know as whom to ask. */
const NO_CREDENTIALS = /Credential|ExpiredToken|InvalidClientTokenId|UnrecognizedClient|token .*expired/i;

const OF_STATUS: Readonly<Record<Status, number>> = { UP: 0, DEGRADED: 1, OUT_OF_SERVICE: 1, DOWN: 2, UNKNOWN: 3 };
const OF_SEVERITY: Readonly<Record<Severity, number>> = { note: 0, info: 0, warning: 1, error: 2 };

/**
 * Reads an account and answers. Rejects where nobody says which region, or as whom.
 * @param tell is told what is being done
 */
export async function runDoctor(
  request: DoctorRequest, tell: (what: string) => void, { now, turnsOf, ask }: DoctorWorld = THIS_WORLD,
): Promise<DoctorResult> {
  const clients = createAccountClients(request);
  const region = await clients.region();
  const signal = timeout(READING_MS);
  const calls = new Calls(turnsOf, signal);
  const account = await readAccount(clients, calls, region, request, now, tell);
  const nobody = calls.unread.find(({ reason }) => NO_CREDENTIALS.test(reason));
  if (nobody && account.services.length === 0) { throw new Error(nobody.reason); }
  tell(`${request.probe ? 'Probing and explaining' : 'Explaining'} ${account.services.length} services`);
  const answers = await diagnose(account, account.readAt - request.sinceMs, {
    clients,
    readInstances: instanceReader(clients, calls),
    readTasks: taskReader(clients, calls),
    signal,
    ...request.probe ? { ask } : {},
  });
  const read = { ...account, unread: calls.unread, calls: calls.made };
  return {
    text: request.json ? answerJson(read, answers)
      : answerText(read, answers, { color: request.color, isNamed: request.services.length > 0 }),
    exitCode: exitCodeOf(answers),
  };
}

/** The highest of `probe` and `lint`: nothing that was read is not known. */
function exitCodeOf(answers: readonly ServiceAnswer[]): number {
  return answers.length === 0 ? OF_STATUS.UNKNOWN : Math.max(...answers.flatMap((answer) => [
    OF_STATUS[statusOf(answer)], ...answer.findings.map(({ finding }) => OF_SEVERITY[finding.severity]),
  ]));
}
