import type { Plan, SecretHeaderPlan } from '../../../src/shared/plan';
import { secretKey, type ProbeRequest } from '../probe-request';
import { isJsonObject, parseJson } from '../untrusted-json';

/** Reads the text of a secret from where it is kept. */
export type ReadText = (header: SecretHeaderPlan, abortSignal: AbortSignal) => Promise<string | undefined>;

/** How long a value may be used before it is read again: a rotated secret is wrong for no longer than this. */
const KEPT_MS = 300_000;
/** What a header's value may consist of. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]+$/;

/** Says which header has no value and why; never a value, and no message of anybody who may have quoted one. */
class SecretUnreadable extends Error {
  constructor({ name, source }: SecretHeaderPlan, reason: string) {
    super(`the value of header ${name} cannot be read from ${source}: ${reason}`);
    this.name = 'SecretUnreadable';
  }
}

/** The values of secret headers, in memory only and for at most five minutes. */
export class Secrets {
  private readonly texts = new Map<string, { readonly text: string; readonly until: number }>();

  /** @param now milliseconds since the epoch */
  constructor(private readonly read: ReadText = readLazily, private readonly now: () => number = Date.now) {}

  /**
   * The values that a plan's endpoints need, as a request carries them; undefined when it needs none.
   *
   * @throws SecretUnreadable
   */
  public async resolve(plan: Plan, abortSignal: AbortSignal): Promise<ProbeRequest['secrets']> {
    const headers = secretHeaders(plan);
    if (headers.length === 0) { return undefined; }
    for (const [id, { until }] of this.texts) { if (until <= this.now()) { this.texts.delete(id); } }
    const sources = new Map(headers.map((header) => [sourceOf(header), header]));
    await Promise.all([...sources].map(async ([id, header]) => this.texts.has(id) ? undefined : this.fetch(id, header, abortSignal)));
    return Object.fromEntries(headers.map((header) => [secretKey(header), valueIn(this.texts.get(sourceOf(header))!.text, header)]));
  }

  private async fetch(id: string, header: SecretHeaderPlan, abortSignal: AbortSignal): Promise<void> {
    const text = await this.read(header, abortSignal).catch((error: unknown) => {
      throw new SecretUnreadable(header, error instanceof Error ? error.name : 'unknown error');
    });
    if (text === undefined) { throw new SecretUnreadable(header, 'it is no text'); }
    this.texts.set(id, { text, until: this.now() + KEPT_MS });
  }
}

function secretHeaders({ liveness, readiness, dependencies, frontDoor }: Plan): SecretHeaderPlan[] {
  const endpoints = [liveness, readiness, frontDoor?.endpoint, ...dependencies.map(({ endpoint }) => endpoint)];
  return endpoints.flatMap((endpoint) => (endpoint && 'secretHeaders' in endpoint ? endpoint.secretHeaders ?? [] : []));
}

/** One secret may have fields for several headers. */
function sourceOf({ source, id }: SecretHeaderPlan): string {
  return `${source} ${id}`;
}

function valueIn(text: string, header: SecretHeaderPlan): string {
  // People save secrets with a line break at the end; no header has one.
  const value = (header.field === undefined ? text : fieldOf(text, header.field, header)).trim();
  if (!HEADER_VALUE.test(value)) {
    throw new SecretUnreadable(header, value === '' ? 'it is empty' : 'it has characters that no header may have');
  }
  return value;
}

function fieldOf(text: string, field: string, header: SecretHeaderPlan): string {
  const parsed = parseJson(text);
  if (!parsed) { throw new SecretUnreadable(header, 'it is no JSON'); } // without the parser's own message, which quotes the text
  const value = isJsonObject(parsed.value) && Object.hasOwn(parsed.value, field) ? parsed.value[field] : undefined;
  if (typeof value !== 'string') { throw new SecretUnreadable(header, `it has no field ${field} that is text`); }
  return value;
}

/**
 * Loads the clients only when a plan asks for them: most plans have no secrets, and every cold start would pay for both. `require`
 * and not `import()`, which would ask for another name in the sources than in the bundle.
 */
async function readLazily({ source, id }: SecretHeaderPlan, abortSignal: AbortSignal): Promise<string | undefined> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { readParameter, readSecret } = require('./secret-clients') as typeof import('./secret-clients');
  return source === 'ssm' ? readParameter(id, abortSignal) : readSecret(id, abortSignal);
}
