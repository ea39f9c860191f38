import { reasonOf } from './reason';
import { type Statement, statedByPart } from './statement';
import { compareMeanings, isWorse, type Meaning, meaningOf, normalizeWord, WORD_LENGTH } from './vocabulary';
import type { ComponentStatus } from '../../shared/check-result';
import { cleanText } from '../../shared/text';
import { type JsonObject, isJsonObject } from '../../shared/untrusted-json';

/** Most components that one reading names. */
export const COMPONENT_COUNT = 20;

/** Longest name of a component, path included. */
export const COMPONENT_NAME_LENGTH = 120;

/** A named part of an answer: its name, and what stands under it. */
export interface Part {
  readonly name: string;
  readonly value: unknown;
  /** Whether it stands in a list of failures, where everything is down. */
  readonly failed?: true;
}

/** A component that is not UP, and where it was found. */
interface Component {
  readonly name: string;
  readonly meaning: Meaning;
  readonly part: Part;
}

/** What the parts of an answer come to. */
export interface PartsSummary {
  /** Whether any part states something that is understood. */
  readonly stated: boolean;
  /** The worst of what the parts state; undefined when none states anything. One that is down and not critical makes it DEGRADED. */
  readonly worst: Meaning | undefined;
  /** Whether a part that is down is said not to be critical. */
  readonly uncritical: boolean;
  /** Components that are not UP, worst first. */
  readonly notUp: readonly ComponentStatus[];
  /** The reasons of those that are told, in their order. */
  readonly reasons: readonly (string | undefined)[];
}

export const NO_PARTS: PartsSummary = { stated: false, worst: undefined, uncritical: false, notUp: [], reasons: [] };

/** Members that hold the name of an entry of a list. */
const NAMES = ['name', 'checkName', 'checker', 'label', 'id', 'componentId', 'component', 'service', 'key', 'Name', 'Component'] as const;
/** Others that do: `service_id`, `displayName`, `Key`. */
const NAMED_NAME = /(?:name|id|key|instance)$/i;

/**
 * The parts in a member that holds them: by name, in a list whose entries are named or are objects with one member, or by name with a list
 * under each, as in health+json. Reads one level.
 */
export function partsIn(holder: unknown, nameMember?: string): readonly Part[] {
  // A text in a list has no name; it is a reason at most.
  if (Array.isArray(holder)) {
    return holder
      .map((entry: unknown, index) => entryPart(entry, `#${index}`, nameMember))
      .filter(({ value }) => typeof value !== 'string');
  }
  if (!isJsonObject(holder)) { return []; }
  const parts: Part[] = [];
  for (const [name, value] of Object.entries(holder)) {
    if (Array.isArray(value)) { parts.push(...listParts(name, value, nameMember)); } else { parts.push({ name, value }); }
  }
  return parts;
}

/** A list under a name has an entry for each node or instance, told apart where there are several. */
function listParts(name: string, entries: readonly unknown[], nameMember: string | undefined): readonly Part[] {
  return entries.map((entry) => {
    const own = entryPart(entry, '', nameMember);
    const isTold = entries.length > 1 || own.value !== entry || (isJsonObject(entry) && typeof entry.name === 'string');
    return { name: own.name !== '' && isTold ? `${name}/${own.name}` : name, value: own.value };
  });
}

function entryPart(entry: unknown, otherwise: string, nameMember: string | undefined): Part {
  if (!isJsonObject(entry)) { return { name: otherwise, value: entry }; }
  for (const member of nameMember === undefined ? NAMES : [nameMember]) {
    const name = entry[member];
    if (typeof name === 'string' && name !== '') { return { name, value: entry }; }
  }
  const [, another] = Object.keys(entry);
  const other = nameMember === undefined && another !== undefined ? otherName(entry) : undefined;
  if (other !== undefined) { return { name: other, value: entry }; }
  // django-watchman: `[{"default":{"ok":true}}]`; heartcheck: `[{"redis":{"status":"error"},"time":3}]`.
  const inner = Object.keys(entry).slice(0, MOST_MEMBERS).filter((member) => isJsonObject(entry[member]));
  const [member] = inner;
  if (member === undefined || inner.length > 1) { return { name: otherwise, value: entry }; }
  const isOnly = another === undefined || (statedByPart(entry) === undefined && statedByPart(entry[member] as JsonObject) !== undefined);
  return isOnly ? { name: member, value: entry[member] } : { name: otherwise, value: entry };
}

function otherName(entry: JsonObject): string | undefined {
  for (const member in entry) {
    const name = entry[member];
    if (typeof name === 'string' && name !== '' && NAMED_NAME.test(member)) { return name; }
  }
  return undefined;
}

const DOWN: Statement = { word: 'DOWN', meaning: 'DOWN' };

/**
 * What a part says of itself; undefined where it says nothing that is understood. A text may be a word, `unavailable: why`, or the reason
 * alone.
 *
 * @param explains whether a text that is no known word is a reason: beside parts that are well, in an answer that is not
 */
export function statementOf({ value, failed }: Part, explains: boolean): Statement | undefined {
  if (failed) { return DOWN; }
  if (isJsonObject(value)) { return statedByPart(value); }
  if (typeof value === 'boolean') { return { word: String(value), meaning: value ? 'UP' : 'DOWN' }; }
  if (typeof value !== 'string' || value === '') { return undefined; }
  return statementOfText(value)?.statement ?? (explains ? DOWN : undefined);
}

/** Why a part is not well, as far as it says. */
function reasonOfPart({ value, failed }: Part): string | undefined {
  if (isJsonObject(value)) { return reasonOf(value) ?? (isJsonObject(value.health) ? reasonOf(value.health) : undefined); }
  if (typeof value !== 'string') { return undefined; }
  const stated = failed ? undefined : statementOfText(value);
  return stated ? stated.rest || undefined : value;
}

/** A text that is a known word as a whole, or begins with one and a colon; undefined otherwise. */
export function statementOfText(text: string): { readonly statement: Statement; readonly rest: string } | undefined {
  const colon = text.indexOf(':');
  const word = colon > 0 && colon <= WORD_LENGTH ? text.slice(0, colon) : text.slice(0, WORD_LENGTH + 1);
  if (word.length > WORD_LENGTH) { return undefined; }
  const meaning = meaningOf(word);
  return meaning && { statement: { word: word.trim(), meaning }, rest: colon > 0 ? text.slice(colon + 1).trim() : '' };
}

/**
 * Walks parts of any depth, from the top down. Words that are not known are ignored, as Actuator itself does.
 *
 * A loop and not a recursion: an answer may be nested more deeply than the stack is.
 *
 * @param explains as of `statementOf`
 * @param below the parts under a part
 */
export function summarize(top: readonly Part[], explains: boolean, below?: (part: JsonObject) => readonly Part[]): PartsSummary {
  const found: Component[] = [];
  let worst: Meaning | undefined;
  let uncritical = false;
  const queue: Array<{ path: string; parts: readonly Part[] }> = [{ path: '', parts: top }];
  for (let at = 0; at < queue.length; at += 1) {
    const { path, parts } = queue[at]!;
    for (const part of parts) {
      const meaning = statementOf(part, explains)?.meaning;
      const name = (path + part.name).slice(0, COMPONENT_NAME_LENGTH);
      if (meaning) {
        const optional = meaning === 'DOWN' && isUncritical(part.value);
        uncritical ||= optional;
        const counted = optional ? 'DEGRADED' : meaning;
        if (isWorse(counted, worst)) { worst = counted; }
        if (meaning !== 'UP') { found.push({ name, meaning, part }); }
      }
      if (below && isJsonObject(part.value)) {
        const inner = below(part.value);
        if (inner.length > 0) { queue.push({ path: `${name}/`, parts: inner }); }
      }
    }
  }
  return { stated: worst !== undefined, worst, uncritical, ...bounded(found) };
}

function isUncritical(value: unknown): boolean {
  return isJsonObject(value) && (value.critical === false || value.fatal === false);
}

const NOTHING_FOUND = { notUp: [], reasons: [] };

function bounded(found: Component[]): Pick<PartsSummary, 'notUp' | 'reasons'> {
  if (found.length === 0) { return NOTHING_FOUND; }
  const kept = new Map<string, Component>();
  for (const component of found.sort((left, right) => compareMeanings(left.meaning, right.meaning))) {
    const clean = cleanText(withoutUserInfo(component.name), COMPONENT_NAME_LENGTH) || '(unnamed)';
    if (!kept.has(clean)) { kept.set(clean, component); }
    if (kept.size === COMPONENT_COUNT) { break; }
  }
  return {
    // Who is still starting is out of service for now, and not down.
    notUp: [...kept].map(([name, { meaning }]) => ({ name, status: meaning === 'NOT_YET' ? 'OUT_OF_SERVICE' : meaning })),
    reasons: [...kept.values()].map(({ part }) => reasonOfPart(part)),
  };
}

/** Micronaut names data sources by their URL. */
function withoutUserInfo(name: string): string {
  return name.includes('@') ? name.replace(/(:\/\/)[^\s/@]{1,100}@/g, '$1') : name;
}

/** Root members that describe an answer and are no parts of it. */
const DESCRIPTIVE = new Set([
  'name', 'type', 'version', 'versionstring', 'versionid', 'id', 'title', 'description', 'commit', 'build', 'buildid', 'sha',
  'revision', 'release', 'releaseid', 'serviceid', 'service', 'app', 'application', 'product', 'productname', 'edition', 'env',
  'environment', 'stage', 'region', 'hostname', 'host', 'node', 'instance', 'pid', 'uptime', 'upsince', 'time', 'timestamp',
  'date', 'datetime', 'now', 'duration', 'totalduration', 'responsetime', 'latency', 'requestid', 'traceid', 'correlationid',
  'path', 'method', 'message', 'msg', 'error', 'err', 'detail', 'code', 'status', 'statuscode', 'reason', 'output', 'notes',
  'links', 'docs', 'documentation', 'url', 'finishedat', 'startedat', 'checkedat', 'count', 'stack', 'trace', 'exception',
  'instanceid', 'tagline', 'clustername', 'exceptionid', 'errors', 'locale', 'ip', 'port', 'memory', 'cpu',
]);

/** Airflow says `null` of a part that it does not have. */
function isStatedPart({ value }: Part): boolean {
  return isJsonObject(value) && (value.status === null || statedByPart(value) !== undefined);
}

/** Most members of an answer that may all be parts of it. */
export const MOST_MEMBERS = 64;
/** Members by which software tells what it is or wants: their `false` is no failure. */
const FLAG = new RegExp(
  '^(?:is|has|needs?|requires?|enabled?|use|allow|supports?|debug|maint|read.?only|extended|beta|dev|paused|sealed|standby|drain'
  + '|degraded|errors?$|fail|starting|initiali[sz]ing|boot|loading|warming)',
  'i',
);
/** What a text says that is the reason of a failure, and no other fact. */
const FAILURE = /refused|time[d ]?.?out|fail|error|unreachable|unavailable|no such host|cannot|unable|denied|closed|lost|exceeded/i;

/**
 * The parts of an answer that states no status as a whole: each member is one, as with Airflow, Dropwizard, django-health-check. Every
 * member, so that other JSON is not taken for a health answer; undefined where it is not.
 *
 * @param accepted whether the status code is one of health, which only clear words may contradict
 */
export function membersAsParts(document: JsonObject, accepted: boolean): readonly Part[] | undefined {
  const entries = Object.entries(document);
  if (entries.length === 0 || entries.length > MOST_MEMBERS) { return undefined; }
  const parts: Part[] = [];
  let known = 0;
  let texts = 0;
  let booleans = 0;
  for (const [name, value] of entries) {
    if (DESCRIPTIVE.has(normalizeWord(name)) && (typeof value !== 'object' || value === null)) { continue; }
    if (typeof value === 'boolean') {
      if (FLAG.test(name)) { return undefined; }
      booleans += 1;
      parts.push({ name, value });
    } else if (typeof value === 'string') {
      const isKnown = statementOfText(value) !== undefined;
      if (!isKnown && accepted) { return undefined; }
      if (isKnown) { known += 1; } else if (FAILURE.test(value)) { texts += 1; }
      parts.push({ name, value });
    } else {
      const inner = partsIn({ [name]: value });
      if (inner.length === 0 && Array.isArray(value)) { continue; }
      if (!inner.every(isStatedPart)) { return undefined; }
      if (inner.some((part) => statementOf(part, false)?.meaning !== undefined)) { known += 1; }
      parts.push(...inner);
    }
  }
  return known > 0 || texts > 0 || booleans > 0 ? parts : undefined;
}
