import { isMissing } from '../status-codes';
import type { Answer, Reading } from './answer';
import { codeText, reading } from './reading';

/** Reads nothing but the status code. */
export function readStatusOnly(answer: Answer): Reading {
  if (answer.accepted) { return reading('OK', codeText(answer)); }
  if (!isMissing(answer.httpStatus)) { return reading('UNHEALTHY', codeText(answer)); }
  const redirect = answer.httpStatus < 400 ? ' (redirects are not followed)' : '';
  return reading('MISSING', `${codeText(answer)}${redirect}`);
}
