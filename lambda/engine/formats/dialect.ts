import type { Meaning } from './vocabulary';
import type { CustomFormatPlan, FormatName } from '../../../src/shared/plan';
import { parseJsonPath } from '../application/json-path';

/** A way in which applications answer for their health: where they say what. All are read by the same reader. */
export interface Dialect {
  /** Where the whole states its status; by the usual members when absent. */
  readonly status?: 'none' | { readonly path: ReadonlyArray<string | number> };
  /** Members that hold the parts, of which the first that has any counts, or the path to the one that does. */
  readonly parts: readonly string[] | { readonly path: ReadonlyArray<string | number> };
  /** Whether parts are told where the whole states nothing, and then decide. */
  readonly partsDecide?: true;
  /** Whether every member of the answer, or of its list, may be a part where the whole states nothing. */
  readonly members?: true;
  /** Whether members that state something are parts where nothing else holds any. */
  readonly beside?: true;
  /** Whether the answer may be wrapped by a filter or an interceptor. */
  readonly wrapped?: true;
  /** Whether a text is an answer too. */
  readonly text?: true;
  /** Whether a status of the application's own, beside parts that are well, is worth a warning: Actuator answers it with 200. */
  readonly ownStatusWarns?: true;
  /** What words mean here, in lower case, before what they usually mean. */
  readonly words?: ReadonlyMap<string, Meaning>;
  /** Member with the name of a part in a list. */
  readonly name?: string;
}

/** Members that hold parts, in lower case and without punctuation, in the order in which they are looked for. */
const HOLDERS = [
  'components', 'details', 'checks', 'healthchecks', 'entries', 'results', 'checkresults', 'services', 'dependencies', 'indicators',
  'failures', 'errors', 'report', 'healthy', 'health', 'error',
] as const;

/** Members in which everything is down. */
export const FAILURES: ReadonlySet<string> = new Set(['failures', 'errors', 'error']);

/** Members of which a text that is no known word may be the reason why its part is down. */
export const CHECKS: ReadonlySet<string> = new Set([
  'components', 'checks', 'healthchecks', 'services', 'dependencies', 'indicators', 'results', 'entries',
]);

/** Whatever is recognised by its shape. */
export const AUTO: Dialect = {
  parts: HOLDERS,
  partsDecide: true,
  members: true,
  beside: true,
  wrapped: true,
  text: true,
  ownStatusWarns: true,
};

/** NestJS Terminus, versions 9 to 12; the one dialect whose parts lie in several members and overrule the whole. */
export const TERMINUS: Dialect = { parts: ['info', 'error', 'details'], wrapped: true };

const DIALECTS: Readonly<Record<Exclude<FormatName, 'status-only'>, Dialect>> = {
  'auto': AUTO,
  // `details` in place of `components` before Spring Boot 2.2, root members before 2.0.
  'actuator': { parts: ['components', 'details'], beside: true, ownStatusWarns: true },
  'terminus': TERMINUS,
  // draft-inadarei-api-health-check-06
  'health-json': { parts: ['checks'] },
  'microprofile': { parts: ['checks'] },
  // The middleware's own writer gives a word of text, that of AspNetCore.HealthChecks.UI an object.
  'aspnet': { parts: ['entries', 'results', 'checks', 'healthchecks'], text: true },
  'dropwizard': { status: 'none', parts: [], members: true },
};

/** The dialect of a format; a format of the user's own is one, too. */
export function dialectOf(format: Exclude<FormatName, 'status-only'> | CustomFormatPlan): Dialect {
  return typeof format === 'string' ? DIALECTS[format] : customDialect(format);
}

const MEANINGS = { up: 'UP', degraded: 'DEGRADED', outOfService: 'OUT_OF_SERVICE', notYet: 'NOT_YET', down: 'DOWN' } as const;

function customDialect(format: CustomFormatPlan): Dialect {
  const words = new Map<string, Meaning>();
  for (const [list, meaning] of Object.entries(MEANINGS) as Array<[keyof typeof MEANINGS, Meaning]>) {
    for (const word of format[list] ?? []) { words.set(word.toLowerCase(), meaning); }
  }
  return {
    status: { path: parseJsonPath(format.status) ?? [] },
    parts: format.components === undefined ? [] : { path: parseJsonPath(format.components) ?? [] },
    words,
    ...format.componentName === undefined ? {} : { name: format.componentName },
  };
}
