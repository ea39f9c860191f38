import type { FormatName } from '../../../src/verification/plan';
import { isMissing } from '../status-codes';
import { readActuator } from './actuator';
import { type Answer, type DocumentReader, parseDocument, type Reading } from './answer';
import { readAuto } from './auto';
import { weighAge } from './freshness';
import { readHealthJson } from './health-json';
import { codeText, reading } from './reading';
import { readStatusOnly } from './status-only';
import { readTerminus } from './terminus';

const READERS: Readonly<Record<Exclude<FormatName, 'status-only'>, DocumentReader>> = {
  'auto': readAuto,
  'actuator': readActuator,
  'terminus': readTerminus,
  'health-json': readHealthJson,
};

/**
 * Reads an answer in a format. Without a body that tells more, the status code decides; a format that was asked for and is
 * not what came back is unhealthy, since what answers there is not the health endpoint that was promised.
 */
export function readAnswer(format: FormatName, answer: Answer): Reading {
  if (format === 'status-only' || (!answer.accepted && isMissing(answer.httpStatus))) { return readStatusOnly(answer); }
  const document = parseDocument(answer);
  const read = document && READERS[format](answer, document);
  if (read) { return weighAge(answer, read); }
  const byCode = readStatusOnly(answer);
  // The cap is ours, and no reason to call a service unhealthy.
  if (!answer.complete) { return { ...byCode, detail: `${byCode.detail}, judged by the status code: the body is too long to be read` }; }
  return format === 'auto' || !answer.accepted ? byCode : reading('UNHEALTHY', `${codeText(answer)}, but expected a body in the format ${format}`);
}
