import { STATUS_CODES } from 'node:http';
import { cleanText, clip } from '../../shared/text';
import { type JsonObject, isJsonObject } from '../../shared/untrusted-json';

/** Longest reason that is quoted, in characters. */
const REASON_LENGTH = 80;

/** Members in which applications say why, the most telling first. */
const REASONS = [
  'message', 'error', 'err', 'output', 'reason', 'description', 'notificationMessage', 'errorMessage', 'exception', 'symptom',
  'detail', 'details', 'data', 'problems', 'errors', 'cause', 'msg', 'summary', 'Message', 'Error', 'Output', 'Description',
  'Exception', 'code', 'title', 'trace', 'type',
] as const;

/** Members of a description that hold the reason, where the others are facts. */
const INNER = new Set<string>(['details', 'data']);

/** Others that do: `resource_error`, `lastError`, `failureReason`. */
const NAMED_REASON = /(?:error|message|reason|cause|exception)$/i;
/** Most members of an object that are searched for one. */
const MOST_MEMBERS = 64;

/** `Internal Server Error` says no more than its code does. */
const SAYS_CODE: ReadonlySet<string | undefined> = new Set(Object.values(STATUS_CODES));

/** How deep a reason may lie: `error.message`, `details.error.message`. */
const DEPTH = 3;

/** The first reason that an object gives; undefined where it gives none. */
export function reasonOf(object: JsonObject, depth: number = DEPTH): string | undefined {
  for (const name of REASONS) {
    const found = object[name] === undefined ? undefined : reasonIn(object[name], depth - 1, INNER.has(name));
    if (found) { return found; }
  }
  for (const name of Object.keys(object).slice(0, MOST_MEMBERS)) {
    const value = object[name];
    if (typeof value === 'string' && value !== '' && NAMED_REASON.test(name)) { return value; }
    if (isJsonObject(value) && (name === 'status' || name === 'overall') && depth > 0) { return reasonOf(value, depth - 1); }
  }
  return undefined;
}

/**
 * The reason that a value is or holds.
 * @param facts whether the value's members are facts, any of which may be the reason, as in MicroProfile's `data`
 */
function reasonIn(value: unknown, depth: number, facts: boolean): string | undefined {
  if (typeof value === 'string') { return value.trim() === '' || SAYS_CODE.has(value) ? undefined : value; }
  if (depth < 0) { return undefined; }
  if (Array.isArray(value)) { return reasonIn(value[0], depth - 1, false); }
  if (!isJsonObject(value)) { return undefined; }
  const named = reasonOf(value, depth);
  if (named || !facts) { return named; }
  return Object.values(value).slice(0, 8).find((fact): fact is string => typeof fact === 'string' && fact.length > 2);
}

const ANNOUNCING = 'password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key(?:[_-]?id)?|credentials?|signature';

/** User name and password of a URL; what stands behind a word that announces a secret; the keys of AWS; tokens. */
const SECRETS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,200}@/gi, '$1'],
  [/\b(bearer|basic) +[\w.~+/=-]{6,}/gi, '$1 ***'],
  [new RegExp(`\\b((?:[\\w-]{0,30}[_-])?(?:${ANNOUNCING})["']?\\s{0,3}[:=]\\s{0,3}["']?)[^\\s"',;&)]{1,300}`, 'gi'), '$1***'],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, '***'],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g, '***'],
];

/** The packages of a class of Java tell nobody anything: `org.postgresql.util.PSQLException` is `PSQLException`. */
const PACKAGES = /\b(?:[a-z_]\w{0,40}\.){2,10}(?=[A-Z]\w*(?:Exception|Error)\b)/g;

/** A reason as it is told: one bounded, printable line without secrets. */
export function tellReason(text: string, length: number = REASON_LENGTH): string {
  let line = cleanText(text, 8 * length); // so that redaction sees whole words
  for (const [pattern, replacement] of SECRETS) { line = line.replace(pattern, replacement); }
  return clip(line.replace(PACKAGES, ''), length);
}
