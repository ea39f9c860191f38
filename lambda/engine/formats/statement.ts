import { type Meaning, meaningOf } from './vocabulary';
import { type JsonObject, isJsonObject } from '../../shared/untrusted-json';

/** What somebody says of his own state. */
export interface Statement {
  /** As the answer spells it. */
  readonly word: string;
  /** Undefined for a word of the application's own. */
  readonly meaning: Meaning | undefined;
}

/** Members in which a whole answer states its status. */
const ROOT = ['status', 'outcome', 'state', 'health', 'globalStatus', 'Status', 'AggregatedStatus', 'serviceStatus', 'overall'] as const;
/** Members in which a part does. */
const PART = ['status', 'state', 'outcome', 'health', 'Status', 'status_name', 'health_status', 'healthStatus', 'result'] as const;
/** Others in which a whole answer does: `overallStatus`, `system_health`. */
const NAMED_ROOT = /^(?:overall|global|aggregated?|system|service|app|application|cluster|current|health)_?(?:status|state|health)$/i;
/** Members of a status that is an object. */
const INNER = ['code', 'status', 'state', 'value', 'text', 'level', 'overall'] as const;

/** Members that say by a boolean whether all is well, and what their `false` means. */
const FLAGS: ReadonlyArray<readonly [name: string, otherwise: Meaning]> = [
  ['healthy', 'DOWN'], ['isHealthy', 'DOWN'], ['ok', 'DOWN'], ['success', 'DOWN'], ['passed', 'DOWN'], ['status', 'DOWN'],
  ['pass', 'DOWN'], ['up', 'DOWN'], ['isUp', 'DOWN'], ['connected', 'DOWN'], ['online', 'DOWN'], ['alive', 'DOWN'], ['live', 'DOWN'],
  ['available', 'DOWN'], ['reachable', 'DOWN'], ['Healthy', 'DOWN'], ['ready', 'NOT_YET'], ['isReady', 'NOT_YET'],
  ['started', 'NOT_YET'],
];

/** Most members of an answer that are searched for one. */
const MOST_MEMBERS = 64;

const TRUE: Statement = { word: 'true', meaning: 'UP' };

/** What an object as a whole says of itself in a word; `{"status":{"code":"DOWN"}}` is one too. */
export function statedWord(object: JsonObject): Statement | undefined {
  return wordIn(object, ROOT) ?? namedWord(object);
}

function namedWord(object: JsonObject): Statement | undefined {
  const name = Object.keys(object).slice(0, MOST_MEMBERS).find((each) => NAMED_ROOT.test(each));
  return name === undefined ? undefined : wordIn(object, [name]);
}

/** Members that say by a boolean, of who is not well, that it is on purpose or for a while. */
const EXCUSES: ReadonlyArray<readonly [names: readonly string[], meaning: Meaning]> = [
  [['maintenance', 'draining', 'shuttingDown', 'shutting_down', 'standby', 'performance_standby'], 'OUT_OF_SERVICE'],
  [['starting', 'initializing', 'bootstrapping', 'booting', 'loading', 'warmingUp', 'warming_up'], 'NOT_YET'],
];

/** That nobody is well here on purpose or yet, by a boolean. */
export function statedExcuse(object: JsonObject): Statement | undefined {
  for (const [names, meaning] of EXCUSES) {
    const word = names.find((name) => object[name] === true);
    if (word !== undefined) { return { word, meaning }; }
  }
  return undefined;
}

/** That a whole answer is not well, by a boolean; its `true` says nothing, since any API's answers have one. */
export function statedFlag(object: JsonObject): Statement | undefined {
  for (const [name, otherwise] of FLAGS) {
    if (object[name] === false) { return statedExcuse(object) ?? { word: `${name} false`, meaning: otherwise }; }
  }
  return undefined;
}

/** What a part says of itself, by a word or a boolean. */
export function statedByPart(object: JsonObject): Statement | undefined {
  const stated = wordIn(object, PART);
  if (stated) { return stated; }
  for (const [name, otherwise] of FLAGS) {
    if (object[name] === true) { return TRUE; }
    if (object[name] === false) { return { word: 'false', meaning: otherwise }; }
  }
  // go-sundheit: how often in a row a check has failed.
  const failures = object.num_failures ?? object.contiguousFailures;
  if (typeof failures === 'number') { return failures > 0 ? { word: `${failures} failures`, meaning: 'DOWN' } : TRUE; }
  // AdonisJS: `{"displayName":"Redis","health":{"healthy":false}}`.
  return isJsonObject(object.health) && object.health !== object ? statedFlagOrWord(object.health) : undefined;
}

function statedFlagOrWord(object: JsonObject): Statement | undefined {
  return statedFlag(object) ?? (object.healthy === true ? TRUE : wordIn(object, PART));
}

function innerWord(status: JsonObject): unknown {
  return INNER.map((name) => status[name]).find((word) => typeof word === 'string');
}

function wordIn(object: JsonObject, names: readonly string[]): Statement | undefined {
  let unknown: Statement | undefined;
  for (const name of names) {
    let value = object[name];
    if (value === undefined) { continue; }
    if (isJsonObject(value)) { value = innerWord(value) ?? (isJsonObject(value.overall) ? innerWord(value.overall) : undefined); }
    if (typeof value !== 'string' || value === '') { continue; }
    const meaning = meaningOf(value);
    if (meaning) { return { word: value, meaning }; }
    unknown ??= { word: value, meaning };
  }
  return unknown;
}
