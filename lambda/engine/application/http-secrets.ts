import type { HttpEndpointPlan } from '../../../src/shared/plan';
import { secretKey } from '../../shared/probe-request';
import type { Finding } from '../finding';

/** Values by `secretKey`. */
export type SecretValues = Readonly<Record<string, string>>;

/** Shorter secrets are no more than a word of the answer; they are redacted in details, not in what is read. */
const SHORTEST_IN_BODY = 8;
const REDACTED = '***';

/** The secret headers of one endpoint, and their redaction in everything that is reported of its answer. */
export class Secrets {
  public readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Name of the first header whose value the request lacks. */
  public readonly missing: string | undefined;
  /** The values in every spelling that an answer may repeat them in, longest first. */
  private readonly spellings: readonly string[];

  constructor({ secretHeaders = [] }: Pick<HttpEndpointPlan, 'secretHeaders'>, values: SecretValues = {}) {
    const found = secretHeaders.map((header) => {
      const key = secretKey(header);
      return { header, value: Object.hasOwn(values, key) ? values[key] : undefined };
    });
    this.missing = found.find(({ value }) => value === undefined)?.header.name;
    this.headers = found.map(({ header, value = '' }) => [header.name, `${header.prefix ?? ''}${value}`] as const);
    this.spellings = [...new Set(found.flatMap(({ value = '' }) => spellingsOf(value)))].sort((left, right) => right.length - left.length);
  }

  public get isEmpty(): boolean {
    return this.headers.length === 0;
  }

  /** Whether a text repeats a secret, in any case: names of hosts lose theirs. */
  public occurIn(text: string): boolean {
    return this.spellings.some((spelling) => text.toLowerCase().includes(spelling.toLowerCase()));
  }

  /** Redacts the secrets in text of the target that is still to be read. */
  public redactAnswer(text: string): string {
    return this.redact(text, SHORTEST_IN_BODY);
  }

  /** Redacts the secrets in what is reported, after cleaning: a target may have split them so that cleaning joins them again. */
  public redactFinding<T extends Finding>(finding: T): T {
    if (this.isEmpty) { return finding; }
    const { components } = finding;
    return {
      ...finding,
      detail: this.redact(finding.detail, 1),
      ...components ? { components: components.map(({ name, status }) => ({ name: this.redact(name, 1), status })) } : {},
    };
  }

  private redact(text: string, shortest: number): string {
    return this.spellings.reduce((rest, spelling) => (spelling.length >= shortest ? rest.replaceAll(spelling, REDACTED) : rest), text);
  }
}

const NONE = new Secrets({});

/** The secrets of an endpoint; most have none. */
export function secretsOf(endpoint: Pick<HttpEndpointPlan, 'secretHeaders'>, values?: SecretValues): Secrets {
  return endpoint.secretHeaders?.length ? new Secrets(endpoint, values) : NONE;
}

function spellingsOf(value: string): string[] {
  if (value === '') { return []; }
  const latin1 = Buffer.from(value, 'latin1');
  return [
    value,
    latin1.toString('utf8'), // as the body of a target that repeats bytes is read
    JSON.stringify(value).slice(1, -1),
    /^[\0-\xff]*$/.test(value) ? encodeURIComponent(value) : value, // lone surrogates cannot be encoded
    latin1.toString('base64'),
    latin1.toString('base64url'),
  ];
}
