import type { ComponentStatus, Outcome } from '../../shared/check-result';
import type { Status } from '../../shared/verdict';

/** What an HTTP endpoint answered, as far as formats read it. */
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
  /** Path with query that was asked for. */
  readonly path?: string;
  /** What was sent as Host. */
  readonly authority?: string;
  /** Header Retry-After. */
  readonly retryAfter?: string;
  /** Header Location. */
  readonly location?: string;
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
  /** What the answer says about its age. */
  readonly freshness?: Freshness;
}

/** How old an answer says that its parts are. */
export interface Freshness {
  /** The oldest part whose age is known. */
  readonly oldest?: { readonly name: string; readonly seconds: number };
  /** Parts that come from a cache, of unknown age. */
  readonly cached: readonly string[];
}
