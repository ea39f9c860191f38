/**
 * Where verifiers and plans are registered: as parameters of the AWS Systems Manager Parameter Store. Imports nothing, because both the
 * constructs and the Lambdas use it.
 *
 * `/cdk-ecs-layered-health/VERIFIER/verifier` says which function a verifier is, `/cdk-ecs-layered-health/VERIFIER/plans/B/NAME` what one
 * service promises. B is one of sixteen buckets, so that each shard of a verifier reads only what it verifies.
 */
const ROOT = '/cdk-ecs-layered-health';

/** Buckets that the plans of a verifier are spread over, and so the most shards that it can have. */
export const BUCKETS = 16;

/** Names of verifiers. */
export const VERIFIER_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Names of plans. */
const PLAN_NAME = /^[A-Za-z0-9_-]{1,120}$/;

/** Longest value of a parameter of the standard tier, which costs nothing, and of the advanced tier, in characters. */
export const PARAMETER_SIZE = { standard: 4_096, advanced: 8_192 } as const;

/** What other stacks need of a verifier, in the order of the list. */
export const VERIFIER_EXPORTS = ['function', 'role', 'prober', 'security-group'] as const;

/** What the parameter of a verifier holds. */
export interface VerifierRecord {
  /** ARN of the function that verifies. */
  readonly function: string;
  /** How many shards it has. */
  readonly shards: number;
  /** Who is alerted when the verifier cannot verify; nobody when absent. */
  readonly alerts?: { readonly topicArn: string; readonly format: 'TEXT' | 'CHAT' };
}

/** What a schedule hands to the verifier: which plans to verify. */
export interface SweepRequest {
  /** Name of the verifier. */
  readonly sweep: string;
  /** Number of the shard, from 1. */
  readonly shard: number;
  /** How many shards the verifier has. */
  readonly shards: number;
  /** Share of each of the account's rate limits that all shards together may use, above 0 and at most 1. */
  readonly readBudget: number;
  /** Whether the answer holds the reports of all services; it does not when absent, because an answer has room for 6 MB. */
  readonly reports?: boolean;
}

/** What the names of all parameters of a verifier begin with. */
export function registryPath(verifier: string): string {
  return `${ROOT}/${verifier}`;
}

/** Name of the parameter that says which function a verifier is. */
export function verifierParameter(verifier: string): string {
  return `${registryPath(verifier)}/verifier`;
}

/** Name of the parameter that tells other stacks, at their deployment, what `VERIFIER_EXPORTS` names, as a list. */
export function verifierExports(verifier: string): string {
  return `${registryPath(verifier)}/exports`;
}

/** Path of the parameters that hold the plans of a verifier. */
export function plansPath(verifier: string): string {
  return `${registryPath(verifier)}/plans`;
}

/** Paths of the parameters that one shard reads, at most sixteen. */
export function pathsOf({ sweep, shard, shards }: SweepRequest): string[] {
  if (shards === 1) { return [plansPath(sweep)]; }
  const buckets = Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter((bucket) => bucket % shards === shard - 1);
  return buckets.map((bucket) => `${plansPath(sweep)}/${bucket.toString(BUCKETS)}`);
}

/** Name of the parameter that holds a plan. */
export function planParameter(verifier: string, plan: string): string {
  return `${plansPath(verifier)}/${bucketOf(plan).toString(BUCKETS)}/${plan}`;
}

/** `VERIFIER.PLAN`: what names of alarms begin with, and a verifier's plan is known by outside of the registry. */
export function planId(verifier: string, plan: string): string {
  return `${verifier}.${plan}`;
}

/** Verifier and plan of an id; undefined where it is none. */
export function readPlanId(id: string): { readonly verifier: string; readonly plan: string } | undefined {
  const [verifier = '', plan = '', ...rest] = id.split('.');
  return rest.length === 0 && VERIFIER_NAME.test(verifier) && PLAN_NAME.test(plan) ? { verifier, plan } : undefined;
}

/** FNV-1a: spreads names evenly, and is the same everywhere. http://www.isthe.com/chongo/tech/comp/fnv/ */
function bucketOf(plan: string): number {
  /* eslint-disable no-bitwise -- a hash is made of bits */
  let hash = 0x811c9dc5;
  for (const character of plan) { hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0; }
  // The low bits of FNV-1a depend on little of the text.
  return ((hash ^ (hash >>> 16)) >>> 0) % BUCKETS;
  /* eslint-enable no-bitwise */
}
