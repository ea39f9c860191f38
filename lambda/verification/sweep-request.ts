import { integer, number, object, oneOf, type PlanProblem, text } from './plan-shape';
import { BUCKETS, type SweepRequest, VERIFIER_NAME } from '../../src/shared/registry';
import { isJsonObject } from '../shared/untrusted-json';

const SHARDS = integer(1, BUCKETS);
const REQUEST = object({
  sweep: text(VERIFIER_NAME, 'the name of a verifier'),
  shard: SHARDS,
  shards: SHARDS,
  readBudget: number(0.001, 1_000),
}, { reports: oneOf(true, false) });

/** Whether an event asks for a sweep rather than for the verification of one plan. */
export function isSweep(event: unknown): boolean {
  return isJsonObject(event) && Object.hasOwn(event, 'sweep');
}

/** The event as a request, or the first thing that is wrong with it. */
export function checkSweep(event: unknown): { readonly request: SweepRequest } | PlanProblem {
  return REQUEST(event, '') ?? { request: event as SweepRequest };
}
