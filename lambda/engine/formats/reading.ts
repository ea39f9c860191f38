import type { Outcome, Status } from '../../report/report';
import { cleanText } from '../text';
import type { Answer, Reading } from './answer';
import type { ComponentSummary } from './components';

/** Components that a detail names; the rest is in the reading. */
const NAMES_IN_DETAIL = 5;

const STATUS_OF = {
  OK: 'UP',
  UNHEALTHY: 'DOWN',
  MISSING: 'DOWN',
  OUT_OF_SERVICE: 'OUT_OF_SERVICE',
  DEGRADED: 'DEGRADED',
  CERTIFICATE_INVALID: 'DOWN',
  CERTIFICATE_EXPIRING: 'DEGRADED',
} as const satisfies Partial<Record<Outcome, Status>>;

/** Outcomes that a body or a status code can have. */
export type ReadingOutcome = keyof typeof STATUS_OF;

const NO_COMPONENTS: ComponentSummary = { worst: undefined, notUp: [] };

/** A reading with its status and a bounded detail. */
export function reading(outcome: ReadingOutcome, detail: string, components: ComponentSummary = NO_COMPONENTS): Reading {
  return { outcome, status: STATUS_OF[outcome], detail: cleanText(detail), components: components.notUp };
}

/**
 * Weighs what the service says of itself against its status code: out of service is on purpose whatever the code; nobody
 * who says that he is down, or answers with a code that is not accepted, is taken for well.
 *
 * @param word the status as the answer spells it
 * @param status what it means; undefined when the word is the application's own, and the status code decides
 */
export function weigh(answer: Answer, word: unknown, status: Status | undefined, components: ComponentSummary): Reading {
  const said = typeof word === 'string' ? `, status ${cleanText(word, 30)}` : '';
  const names = components.notUp.slice(0, NAMES_IN_DETAIL).map(({ name, status: componentStatus }) => `${cleanText(name, 40)} ${componentStatus}`);
  const more = components.notUp.length > NAMES_IN_DETAIL ? ` and ${components.notUp.length - NAMES_IN_DETAIL} more` : '';
  const parts = names.length > 0 ? `: ${names.join(', ')}${more}` : '';
  const detail = `${codeText(answer)}${said}${parts}`;

  if (status === 'OUT_OF_SERVICE') { return reading('OUT_OF_SERVICE', detail, components); }
  if (status === 'DOWN' || !answer.accepted) { return reading('UNHEALTHY', detail, components); }
  return reading(status === 'DEGRADED' ? 'DEGRADED' : 'OK', detail, components);
}

/** The status code, against the expected ones where it is not one of them. */
export function codeText(answer: Answer): string {
  return answer.accepted ? `${answer.httpStatus}` : `expected ${answer.expected}, got ${answer.httpStatus}`;
}
