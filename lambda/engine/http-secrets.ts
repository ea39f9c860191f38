import type { Finding } from './finding';
import { secretKey } from './target';
import type { EndpointPlan } from '../../src/verification/plan';

/** Values by `secretKey`. */
export type SecretValues = Readonly<Record<string, string>>;

/** Shorter secrets are no more than a word of the answer; they are blotted out of details, not of what is read. */
const SHORTEST_IN_BODY = 8;
const BLOT = '***';

/** The secret headers of one endpoint, and what keeps them out of everything that is told about its answer. */
export class Secrets {
  public readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  /** Name of the first header whose value was not handed over. */
  public readonly missing: string | undefined;
  /** The values in every spelling that an answer may repeat them in, longest first. */
  private readonly spellings: readonly string[];

  constructor({ secretHeaders = [] }: EndpointPlan, values: SecretValues = {}) {
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
  public areIn(text: string): boolean {
    return this.spellings.some((spelling) => text.toLowerCase().includes(spelling.toLowerCase()));
  }

  /** Blots the secrets out of something that the target sent and that is still to be read. */
  public blotAnswer(text: string): string {
    return this.blot(text, SHORTEST_IN_BODY);
  }

  /** Blots the secrets out of what is told: a target may have taken them apart so that cleaning put them together again. */
  public blotFinding<T extends Finding>(finding: T): T {
    if (this.isEmpty) { return finding; }
    const { components } = finding;
    return {
      ...finding,
      detail: this.blot(finding.detail, 1),
      ...components ? { components: components.map(({ name, status }) => ({ name: this.blot(name, 1), status })) } : {},
    };
  }

  private blot(text: string, shortest: number): string {
    return this.spellings.reduce((rest, spelling) => (spelling.length >= shortest ? rest.replaceAll(spelling, BLOT) : rest), text);
  }
}

const NONE = new Secrets({ protocol: 'http', timeoutMs: 0 });

/** The secrets of an endpoint; most have none. */
export function secretsOf(endpoint: EndpointPlan, values?: SecretValues): Secrets {
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
