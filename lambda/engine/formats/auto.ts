import { readActuator } from './actuator';
import type { Answer, JsonObject, Reading } from './answer';
import { isObject } from './answer';
import { readHealthJson } from './health-json';
import { readStatus } from './status-word';
import { findTerminus, readTerminus } from './terminus';

/**
 * Recognises a format by the shape of the answer. A body that states no status in a known word is not taken for a
 * health answer: a web page or another API's JSON must not be read as one.
 */
export function readAuto(answer: Answer, document: JsonObject): Reading | undefined {
  if (findTerminus(document)) { return readTerminus(answer, document); }
  const known = readStatus(document.status) !== undefined;
  if (/\bhealth\+json\b/i.test(answer.contentType) || (known && isObject(document.checks))) { return readHealthJson(answer, document); }
  // A status of the application's own still makes an Actuator answer where components say what it is about.
  return known || isObject(document.components) ? readActuator(answer, document) : undefined;
}
