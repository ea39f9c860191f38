import type { ComponentStatus, Outcome, Status } from '../../report/report';

/** What an HTTP endpoint answered, as far as a format looks at it. */
export interface Answer {
  readonly httpStatus: number;
  /** Whether the endpoint's own list of status codes accepts this one. */
  readonly accepted: boolean;
  /** That list, for a person to read. */
  readonly expected: string;
  /** The body, or its beginning. */
  readonly body: string;
  /** Whether the body is whole, or was cut at the cap. */
  readonly complete: boolean;
  readonly contentType: string;
  /** What the answer says was measured longer ago than this does not count. */
  readonly maxAgeSeconds?: number;
}

/** What a format makes of an answer. */
export interface Reading {
  readonly outcome: Outcome;
  readonly status: Status;
  readonly detail: string;
  /** Components that are not UP, worst first, bounded. */
  readonly components: readonly ComponentStatus[];
  /** What the answer tells of the age of what it says. */
  readonly freshness?: Freshness;
}

/** How old an answer says that its parts are. */
export interface Freshness {
  /** The oldest part whose age is told. */
  readonly oldest?: { readonly name: string; readonly seconds: number };
  /** Parts that come from a cache, of an age that nobody tells. */
  readonly cached: readonly string[];
}

/** A JSON object whose members nobody has looked at yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads one format from a body that is a JSON object; undefined when the object is of another shape. */
export type DocumentReader = (answer: Answer, document: JsonObject) => Reading | undefined;

/** Whether a JSON value is an object with members. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The body as a JSON object; undefined when it is something else, broken, or cut. */
export function parseDocument(answer: Answer): JsonObject | undefined {
  if (!answer.complete) { return undefined; }
  try {
    const value: unknown = JSON.parse(answer.body);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
