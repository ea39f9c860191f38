import type { Answer, Freshness } from './answer';
import { AUTO, CHECKS, type Dialect, FAILURES, TERMINUS } from './dialect';
import { freshnessOf } from './freshness';
import { membersAsParts, MOST_MEMBERS, NO_PARTS, type Part, partsIn, type PartsSummary, statementOf, summarize } from './parts';
import { reasonOf } from './reason';
import { type Statement, statedByPart, statedExcuse, statedFlag, statedWord } from './statement';
import { ENVELOPES, unwrap, WRAPPERS } from './unwrap';
import { isWorse, type Meaning, meaningOf, normalizeWord, plainName } from './vocabulary';
import { type JsonObject, isJsonObject } from '../../shared/untrusted-json';
import { valueAt } from '../application/json-path';

/** What an answer says of health. */
export interface Said {
  /** The status as the answer spells it; absent where only its parts state one. */
  readonly word?: string | undefined;
  /** Undefined where the word is the application's own: the status code decides. */
  readonly meaning: Meaning | undefined;
  readonly parts: PartsSummary;
  /** Why, as the answer spells it; searched for only where nobody is well, since most answers are fine. */
  readonly reason?: () => string | undefined;
  readonly freshness?: Freshness | undefined;
  /** What Spring Boot says of certificates where nothing worse is said. */
  readonly certificate?: 'invalid' | 'expiring' | undefined;
}

/** Of certificates, by Spring Boot's `SslHealthIndicator` since 3.4. It stands in no aggregation order: the root never says it. */
const EXPIRES_SOON = 'willexpiresoon';

/** Reads a JSON value in a dialect; undefined when it is of another shape. */
export function readDocument(value: unknown, dialect: Dialect, answer: Answer): Said | undefined {
  if (Array.isArray(value)) { return dialect.members ? readList(value, answer) : undefined; }
  if (!isJsonObject(value)) { return undefined; }
  if (dialect.wrapped) {
    const terminus = findTerminus(value);
    if (terminus) { return readTerminus(terminus, answer); }
  }
  if (dialect === TERMINUS) { return hasTerminusWord(value) ? readTerminus(value, answer) : undefined; }
  const said = readObject(value, dialect, answer);
  if (!dialect.wrapped || (said?.word !== undefined && said.meaning !== undefined && said.meaning !== 'UP')) { return said; }
  return readEnvelope(value, answer) ?? said;
}

/** Each entry states something: `[{"name":"db","healthy":false}]`. */
function readList(list: readonly unknown[], answer: Answer): Said | undefined {
  const parts = list.length <= MOST_MEMBERS ? partsIn(list) : [];
  const isOfChecks = parts.length > 0 && parts.every(({ value }) => isJsonObject(value) && statedByPart(value));
  if (!isOfChecks) { return undefined; }
  const summary = summarize(parts, false);
  if (!summary.stated) { return undefined; }
  return { meaning: summary.worst, parts: summary, reason: () => firstReason(summary), freshness: freshnessOf(parts, answer) };
}

function readObject(document: JsonObject, dialect: Dialect, answer: Answer): Said | undefined {
  const stated = statedBy(document, dialect);
  const isWell = stated?.meaning ? stated.meaning === 'UP' || stated.meaning === 'UNKNOWN' : answer.accepted;
  const { holder, parts, summary } = partsOf(document, dialect, isWell, answer.accepted, stated !== undefined);
  if (!stated && !summary.stated) { return dialect.members && dialect.status !== 'none' ? readFlags(document) : undefined; }
  // What is not whole may state its status further on.
  if (!stated && !answer.complete) { return { meaning: undefined, parts: summary }; }
  const meaning = stated?.meaning ?? (stated && isActuator(dialect, holder, answer) && summary.worst === 'UP' ? 'DEGRADED' : summary.worst);
  return {
    word: stated?.word,
    meaning: meaning === 'UP' && summary.uncritical ? 'DEGRADED' : meaning,
    parts: summary,
    reason: () => firstReason(summary) ?? reasonOf(document),
    freshness: freshnessOf([{ name: 'the answer', value: document }, ...parts], answer),
    certificate: certificateOf(stated, summary),
  };
}

/** A status that is not mapped to a code is answered with 200: with Actuator that is an oversight. */
function isActuator(dialect: Dialect, holder: string | undefined, { contentType }: Answer): boolean {
  return dialect.ownStatusWarns === true && (dialect !== AUTO || holder === 'components' || contentType.includes('spring-boot.actuator'));
}

function statedBy(document: JsonObject, dialect: Dialect): Statement | undefined {
  if (dialect.status === 'none') { return undefined; }
  if (dialect.status) {
    const found = valueAt(document, dialect.status.path)?.value;
    if (typeof found !== 'string' && typeof found !== 'number' && typeof found !== 'boolean') { return undefined; }
    const word = String(found);
    return { word, meaning: dialect.words?.get(word.trim().toLowerCase()) ?? meaningOf(word) };
  }
  return statedWord(document) ?? (dialect === AUTO ? statedFlag(document) : undefined);
}

interface FoundParts {
  /** The member that holds the parts; undefined where they are the document's own members. */
  readonly holder?: string;
  readonly parts: readonly Part[];
  readonly summary: PartsSummary;
}

const NOTHING: FoundParts = { parts: [], summary: NO_PARTS };

function partsOf(document: JsonObject, dialect: Dialect, isWell: boolean, accepted: boolean, isStated: boolean): FoundParts {
  const { parts: holders, name } = dialect;
  if (!Array.isArray(holders)) {
    const parts = partsIn(valueAt(document, (holders as { path: ReadonlyArray<string | number> }).path)?.value, name);
    return { parts, summary: summarize(parts, !isWell) };
  }
  if (isStated || dialect.partsDecide) {
    for (const [holder, spelled] of holdersIn(document, holders as readonly string[])) {
      const found = partsHeld(document, holder, spelled, isWell);
      if (found && (isStated || found.summary.stated)) { return { holder, ...found }; }
    }
  }
  if (isStated && dialect.beside) {
    const parts = besides(document) ?? (dialect.members ? unnamedHolder(document) : undefined);
    return parts ? { parts, summary: summarize(parts, false) } : NOTHING;
  }
  if (isStated) { return NOTHING; }
  const parts = dialect.members && membersAsParts(document, accepted);
  return parts ? { parts, summary: summarize(parts, !accepted) } : NOTHING;
}

/** Holders by which longer names of such members end: `dependencyHealthChecks`. */
const SUFFIXES: ReadonlySet<string> = new Set(['components', 'checks', 'services', 'dependencies']);

/** The members of a document that usually hold parts, in the order of the list, with their spelling: `HealthChecks`, `health_checks`. */
function holdersIn(document: JsonObject, holders: readonly string[]): ReadonlyArray<readonly [holder: string, spelled: string]> {
  const found: Array<readonly [string, string]> = [];
  let count = 0;
  for (const spelled in document) {
    count += 1;
    if (count > MOST_MEMBERS) { break; }
    if (typeof document[spelled] !== 'object' || document[spelled] === null) { continue; }
    const holder = holders.includes(spelled) ? spelled : plainName(spelled);
    const known = holders.includes(holder) ? holder : holders.find((each) => SUFFIXES.has(each) && holder.endsWith(each));
    if (known !== undefined) { found.push([known, spelled]); }
  }
  return found.length < 2 ? found : found.sort(([left], [right]) => holders.indexOf(left) - holders.indexOf(right));
}

/** The parts in one of the usual members, where it has any that state something. */
function partsHeld(document: JsonObject, holder: string, spelled: string, isWell: boolean): Omit<FoundParts, 'holder'> | undefined {
  const held = document[spelled];
  const found = partsIn(held);
  if (FAILURES.has(holder)) {
    // A list of messages, or an error that is an object with a code, names no parts.
    if (isWell || (holder === 'error' && !Array.isArray(held))) { return undefined; }
    const parts = found.filter(({ name }) => !name.startsWith('#')).map((part): Part => ({ ...part, failed: true }));
    return parts.length > 0 ? { parts, summary: summarize(parts, true) } : undefined;
  }
  const explains = !isWell && CHECKS.has(holder);
  // In an answer with `components`, `details` are a component's own facts and may hold anything.
  const summary = summarize(found, explains, (part) => partsIn(part[spelled]));
  return summary.stated ? { parts: found, summary } : undefined;
}

/** Members that state something themselves, as before Spring Boot 2.0 and with GitLab. */
function besides(document: JsonObject): readonly Part[] | undefined {
  const parts = Object.entries(document)
    .filter(([, value]) => typeof value === 'object' && value !== null)
    .flatMap(([name, value]) => partsIn({ [name]: value }))
    .filter((part) => isJsonObject(part.value) && statementOf(part, false) !== undefined);
  return parts.length > 0 ? parts : undefined;
}

/** The first member, whatever its name, in which every entry states something: `"deps":{"redis":{"ok":false}}`. */
function unnamedHolder(document: JsonObject): readonly Part[] | undefined {
  return Object.values(document).slice(0, MOST_MEMBERS)
    .map((member) => typeof member === 'object' ? partsIn(member).slice(0, MOST_MEMBERS + 1) : [])
    .find((parts) => parts.length > 0 && parts.length <= MOST_MEMBERS
      && parts.every(({ value }) => isJsonObject(value) && statedByPart(value)?.meaning !== undefined));
}

/** Flags and counts that are nobody's but of who is not well: `{"maintenance":true}`, `{"healthy_count":0,"unhealthy_count":2}`. */
function readFlags(document: JsonObject): Said | undefined {
  if (document.sealed === true) { return { word: 'sealed', meaning: 'DOWN', parts: NO_PARTS }; }
  const excuse = statedExcuse(document);
  if (excuse) { return { ...excuse, parts: NO_PARTS }; }
  const unhealthy = document.unhealthy_count ?? document.unhealthyCount;
  if (typeof unhealthy !== 'number' || unhealthy <= 0) { return undefined; }
  const healthy = document.healthy_count ?? document.healthyCount;
  return { word: `${unhealthy} unhealthy`, meaning: healthy === 0 ? 'DOWN' : 'DEGRADED', parts: NO_PARTS };
}

/** What an interceptor or a filter wrapped, where it states a status in a known word. */
function readEnvelope(document: JsonObject, answer: Answer): Said | undefined {
  for (const inner of unwrap(document, answer.accepted ? ENVELOPES : WRAPPERS)) {
    if (statedWord(inner)?.meaning === undefined && inner.healthy !== false && inner.ready !== false) { continue; }
    const said = readObject(inner, AUTO, answer);
    if (said?.meaning) { return said; }
  }
  return undefined;
}

/** The health object of Terminus in a document: the document itself, or something inside it. */
function findTerminus(document: JsonObject): JsonObject | undefined {
  if (isTerminus(document)) { return document; }
  const inside = unwrap(document, WRAPPERS);
  return inside.find(isTerminus) ?? [document, ...inside].find(isBeheaded);
}

function isTerminus(document: JsonObject): boolean {
  return (isJsonObject(document.info) || isJsonObject(document.error) || isJsonObject(document.details)) && hasTerminusWord(document);
}

function hasTerminusWord({ status }: JsonObject): boolean {
  return typeof status === 'string' && TERMINUS_WORDS.has(normalizeWord(status));
}

const TERMINUS_WORDS = new Set(['ok', 'error', 'degraded', 'shuttingdown']);
const INDICATOR_WORDS = new Set(['up', 'down', 'degraded']);

/** A filter that adds its own `status` overwrites Terminus's; the indicators still tell. */
function isBeheaded({ info, error, details }: JsonObject): boolean {
  if (!isJsonObject(details) || !(isJsonObject(info) || isJsonObject(error))) { return false; }
  const indicators = Object.values(details);
  return indicators.length > 0 && indicators.every((indicator) => {
    return isJsonObject(indicator) && typeof indicator.status === 'string' && INDICATOR_WORDS.has(normalizeWord(indicator.status));
  });
}

/** An indicator that answered `down` without throwing leaves the whole at ok before 12, so the parts count as well. */
function readTerminus(document: JsonObject, answer: Answer): Said {
  const stated = hasTerminusWord(document) ? String(document.status) : undefined;
  const parts = partsIn({ ...members(document.info), ...members(document.error), ...members(document.details) });
  const summary = summarize(parts.filter(({ value }) => isJsonObject(value)), false);
  const meaning = stated === undefined ? 'UP' : meaningOf(stated);
  const worse = summary.worst === 'DOWN' || summary.worst === 'DEGRADED' ? summary.worst : undefined;
  const overruled = meaning !== 'OUT_OF_SERVICE' && worse !== undefined && isWorse(worse, meaning);
  return {
    word: stated,
    meaning: overruled ? worse : meaning,
    parts: summary,
    reason: () => firstReason(summary),
    freshness: freshnessOf(parts, answer),
  };
}

function members(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

/**
 * One that is no longer valid makes Spring Boot OUT_OF_SERVICE, which here is nobody's purpose: told apart from a drain by being the only
 * component that says so. The indicator's name is `ssl`, at whatever depth.
 */
function certificateOf(stated: Statement | undefined, { notUp }: PartsSummary): Said['certificate'] {
  const isCertificate = (name: string) => name.split('/').pop() === 'ssl';
  if (stated?.meaning === 'OUT_OF_SERVICE') {
    const out = notUp.filter(({ status }) => status === 'OUT_OF_SERVICE');
    const inner = out.filter(({ name }) => !out.some((other) => other.name.startsWith(`${name}/`)));
    return inner.length > 0 && inner.every(({ name }) => isCertificate(name)) ? 'invalid' : undefined;
  }
  const isExpiring = stated?.meaning === 'DEGRADED' && normalizeWord(stated.word) === EXPIRES_SOON;
  return isExpiring || notUp.some(({ name, status }) => status === 'DEGRADED' && isCertificate(name)) ? 'expiring' : undefined;
}

function firstReason({ reasons }: PartsSummary): string | undefined {
  return reasons.find((reason) => reason !== undefined && reason !== '');
}
