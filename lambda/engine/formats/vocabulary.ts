import type { Status } from '../../shared/verdict';

/** What a word of an answer means for the health of who says it; NOT_YET is never health, and no reason for a restart either. */
export type Meaning = Status | 'NOT_YET';

/** What applications call their states, in lower case and without punctuation. */
const WORDS: ReadonlyMap<string, Meaning> = wordsOf({
  UP: 'up ok pass passed passing healthy correct acceptingtraffic alive live ready running available green good success successful working '
    + 'operational serving connected notshuttingdown true normal active started '
    + 'online reachable pong nominal optimal',
  DEGRADED: 'degraded warn warning warned yellow partial partiallyavailable partiallyhealthy partialhealthy partiallydegraded impaired '
    + 'willexpiresoon', // Spring Boot 3.4 and later, of certificates
  NOT_YET: 'starting startingup initializing initialising preinitializing booting bootstrapping pending notready notyetready '
    + 'notstarted notinitialized notavailable loading loadingmodel warmingup warming migrationrunning dbmigrationrunning '
    + 'migrating joining upgrading restoring provisioning',
  OUT_OF_SERVICE: 'outofservice refusingtraffic shuttingdown draining drained stopping stopped terminating restarting maintenance '
    + 'inmaintenance maintenancemode undermaintenance standby unloading paused quiescing quiesced leaving suspended cordoned closing '
    + 'deactivated',
  DOWN: 'down fail failed failing failure error unhealthy broken unavailable critical fatal red bad ko dead crashed notok nok offline '
    + 'abnormal unresponsive corrupt notserving notworking notlive notalive nothealthy unreachable disconnected unexpected '
    + 'migrationneeded dbmigrationneeded sealed false',
  UNKNOWN: 'unknown',
});

/** Worst first: the order in which Actuator aggregates, with what it does not know where it belongs. */
const RANK: Readonly<Record<Meaning, number>> = { DOWN: 0, OUT_OF_SERVICE: 1, NOT_YET: 2, DEGRADED: 3, UP: 4, UNKNOWN: 5 };

/** Longest text that is a status and not prose, in characters. */
export const WORD_LENGTH = 64;

/** What a word means, whatever its case and punctuation; undefined for a word of the application's own. */
export function meaningOf(word: string): Meaning | undefined {
  const before = spellings.get(word);
  if (before !== undefined || spellings.has(word)) { return before; }
  const meaning = WORDS.get(normalizeWord(word));
  if (word.length <= WORD_LENGTH && spellings.size < MOST_SPELLINGS) { spellings.set(word, meaning); }
  return meaning;
}

/** Spellings seen before: an answer has few of them, and many components. */
const spellings = new Map<string, Meaning | undefined>();
const MOST_SPELLINGS = 500;

/** A status word in lower case and without punctuation, and without what some put before each: `SERVER_IS_DOWN`, `check_result_ok`. */
export function normalizeWord(word: string): string {
  return plainName(word).replace(/^(?:server(?:is)?|checkresult)(?=.)/, '');
}

/** A name in lower case and without punctuation: `health_checks` and `HealthChecks` are one. */
export function plainName(name: string): string {
  return name.slice(0, WORD_LENGTH + 1).toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** Whether the first of two is the worse one. */
export function isWorse(left: Meaning, right: Meaning | undefined): boolean {
  return right === undefined || RANK[left] < RANK[right];
}

/** Sorts meanings, the worst first. */
export function compareMeanings(left: Meaning, right: Meaning): number {
  return RANK[left] - RANK[right];
}

function wordsOf(lists: Readonly<Record<Meaning, string>>): ReadonlyMap<string, Meaning> {
  return new Map((Object.keys(lists) as Meaning[]).flatMap((meaning) => lists[meaning].split(' ').map((word) => [word, meaning] as const)));
}

/** What prose says where no word does: of one who was asked and does not serve, so that a mere mention of a word is none. */
const PHRASES: ReadonlyArray<readonly [Meaning | 'OVERLOADED', RegExp]> = [
  // Loki and its relatives count services by state, one state a line.
  ['DOWN', /\nfailed: [1-9]/i],
  [
    'OUT_OF_SERVICE',
    anyOf(
      '\\b(?:shutting|going) down\\b', '\\bis (?:stopping|restarting)\\b', '\\bterminating\\b', '\\bdrain(?:ing|ed)\\b',
      '\\nstopping: [1-9]',
      // Not the page of Apache httpd for a backend that does not answer: "due to maintenance downtime or capacity problems".
      '\\bmaintenance\\b(?! downtime or)',
    ),
  ],
  [
    'NOT_YET',
    anyOf(
      '\\bnot (?:yet )?(?:been )?(?:started|initiali[sz]ed)\\b', '\\bstarting up\\b', '\\bgetting ready\\b', '\\bwarming up\\b',
      '\\b(?:is|still) (?:starting|initiali[sz]ing|booting|loading)\\b', '\\bno configuration available\\b',
      '^(?:starting|loading|initiali[sz]ing)\\b', '\\n(?:new|starting): [1-9]',
    ),
  ],
  [
    'OVERLOADED',
    anyOf(
      'under.?pressure', 'overload', '\\btoo many (?:requests|connections|pending)', 'rate.?limit', '\\brate exceeded', 'throttl',
      '\\b(?:is|too|server) busy\\b',
      'resource.?exhausted', '\\bconcurrency limit', 'queue (?:is )?full',
    ),
  ],
];
function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(patterns.join('|'), 'i');
}

/** Of one that says nothing else: a message `not ready` beside a status `fail` is a failure. */
const NOT_READY = /\b(?:not|isn't|is not) (?:yet )?ready\b|\bnot yet available\b|\bplease wait\b/i;

/**
 * What a sentence of an answer with a code that is not accepted says.
 * @param alone whether no status is stated beside it
 */
export function meaningOfProse(text: string, alone: boolean): Meaning | 'OVERLOADED' | undefined {
  return PHRASES.find(([, pattern]) => pattern.test(text))?.[0] ?? (alone && NOT_READY.test(text) ? 'NOT_YET' : undefined);
}
