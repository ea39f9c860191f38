import type { Answer, Reading } from './answer';
import { closeJson, shallowLength } from './cut-json';
import { type Dialect, dialectOf } from './dialect';
import { readDocument, type Said } from './document';
import { weighAge } from './freshness';
import { NO_PARTS, summarize } from './parts';
import { reasonOf } from './reason';
import { isPage, quote, readLines, readWord, readXml, wordsOfPage } from './text';
import { meaningOf } from './vocabulary';
import { codeText, readByCode, reading, weigh } from './weigh';
import type { CustomFormatPlan, FormatName } from '../../../src/shared/plan';
import { isJsonObject, parseJson } from '../../shared/untrusted-json';

/**
 * Reads an answer in a format. Where the body tells nothing, the status code decides; a format that was asked for and is not what came
 * back with an accepted code is a wrong answer to the question, since what answers there is not the health endpoint that was promised.
 */
export function readAnswer(format: FormatName | CustomFormatPlan, answer: Answer): Reading {
  if (format === 'status-only') { return readByCode(answer); }
  return readBody(format, shallow(answer));
}

/** An answer whose body is cut where it is nested too deeply; only JSON is nested. */
function shallow(answer: Answer): Answer {
  const { body, complete } = answer;
  const length = complete && isJson(body) ? shallowLength(body) : body.length;
  return length === body.length ? answer : { ...answer, body: body.slice(0, length), complete: false };
}

function readBody(format: Exclude<FormatName, 'status-only'> | CustomFormatPlan, answer: Answer): Reading {
  const dialect = dialectOf(format);
  const json = parseBody(answer);
  const said = json ? readValue(json.value, dialect, answer) : readPlain(answer.body, dialect);
  if (said) { return withRemark(answer, weighAge(answer, weigh(answer, said))); }
  if (format !== 'auto' && answer.accepted && answer.complete) {
    const name = typeof format === 'string' ? format : format.name;
    return reading('MISSING', `${codeText(answer)}, but expected a body in the format ${name}, got ${describe(answer)}`);
  }
  return withRemark(answer, readByCode(answer, proseOf(answer, json?.value)));
}

function withRemark(answer: Answer, read: Reading): Reading {
  if (answer.complete) { return read; }
  return { ...read, detail: `${read.detail.slice(0, 140)}, of a body that is too long or deep to be read as a whole` };
}

/** Whether a body begins as JSON does that says something of health. */
function isJson(body: string): boolean {
  return /^\s*[{["f]/.test(body);
}

/** The JSON of a body, of its beginning where it was cut, or of its first line. */
function parseBody({ body, complete }: Answer): { readonly value: unknown } | undefined {
  if (!isJson(body)) { return undefined; }
  if (!complete) {
    const closed = closeJson(body);
    return closed === undefined ? undefined : parseJson(closed);
  }
  const whole = parseJson(body);
  if (whole || !body.trimStart().startsWith('{')) { return whole; }
  const end = body.indexOf('\n');
  return end > 0 ? parseJson(body.slice(0, end)) : undefined;
}

function readValue(value: unknown, dialect: Dialect, answer: Answer): Said | undefined {
  if (typeof value === 'string') { return namesNobody(value, answer) ?? readPlain(value, dialect); }
  if (value === false && dialect.text) { return { word: 'false', meaning: 'DOWN', parts: NO_PARTS }; }
  return readDocument(value, dialect, answer);
}

/** Consul answers who leads with an empty name when nobody does. */
function namesNobody(value: string, { path = '' }: Answer): Said | undefined {
  return value === '' && /^\/v1\/status\/leader(?:\?|$)/.test(path) ? { word: 'no leader', meaning: 'DOWN', parts: NO_PARTS } : undefined;
}

function readPlain(body: string, dialect: Dialect): Said | undefined {
  if (!dialect.text) { return undefined; }
  const stated = readWord(body);
  if (stated) { return { word: body.trim(), meaning: stated.meaning, parts: NO_PARTS }; }
  const parts = summarize(readLines(body), false);
  if (parts.stated) { return { meaning: parts.worst, parts, reason: () => parts.reasons.find(Boolean) }; }
  const word = readXml(body);
  return word === undefined ? undefined : { word, meaning: meaningOf(word), parts: NO_PARTS };
}

/** What an answer that states no status says in sentences; of one with an accepted code it does not matter. */
function proseOf(answer: Answer, value: unknown): string | undefined {
  const { accepted, body, contentType } = answer;
  if (accepted || body === '') { return undefined; }
  if (isJsonObject(value)) {
    const reason = reasonOf(value);
    const code = typeof value.code === 'string' && value.code !== reason ? value.code : undefined;
    return [reason, code].filter(Boolean).join(', ') || undefined;
  }
  const text = isPage(body, contentType) ? wordsOfPage(body) : value === undefined ? body.slice(0, 2_000).trim() : '';
  return text === '' ? undefined : text;
}

function describe(answer: Answer): string {
  const { body, contentType } = answer;
  if (body.trim() === '') { return 'no body'; }
  return isPage(body, contentType) ? `an HTML page: ${quote(wordsOfPage(body))}` : quote(body);
}
