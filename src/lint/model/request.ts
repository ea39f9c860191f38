import type { ContainerCheck } from './container';
import { programOf, stepsOf, type Step } from './shell-command';

/** A request that `curl` or `wget` sends in a container check. */
export interface Request {
  readonly client: 'curl' | 'wget';
  readonly words: readonly string[];
  readonly scheme: string;
  /** In lower case; undefined where a variable decides. */
  readonly host: string | undefined;
  /** NaN where a variable decides; that of the scheme where the URL names none. */
  readonly port: number;
  readonly namesPort: boolean;
  /** Whether another program decides by its output. */
  readonly piped: boolean;
  /** Whether another program ends it in time. */
  readonly limited: boolean;
}

const URL = /^(?:(https?):\/\/)?(\[[^\]]+\]|[^:/?#]+)(?::([^/?#]*))?(?:[/?#]|$)/i;
/** Without a scheme nothing else is certainly a host. */
const WITHOUT_SCHEME = /^(localhost|127\.0\.0\.1)(?=[:/]|$)/;

/** The requests of a check; none where they are not certain. */
export function requestsOf(check: ContainerCheck): Request[] {
  const steps = stepsOf(check);
  return steps.flatMap((step, index) => read(step, steps[index + 1]?.after === '|'));
}

/** Whether the host is the container itself. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])$/.test(host);
}

/** Whether an option stands there, in short (also among others, as in `-sf`) or in full. */
export function hasOption({ words }: { readonly words: readonly string[] }, short: string, ...full: readonly string[]): boolean {
  return words
    .slice(1)
    .some((word) => new RegExp(`^-[a-zA-Z#0-9]*${short}`).test(word) || full.some((name) => word === name || word.startsWith(`${name}=`)));
}

/** The number after an option, as in `-m 5`, `-m5` and `--max-time=5`; NaN where none stands there. */
export function numberAfter(words: readonly string[], short: string, full: string): number {
  const values = words.flatMap((word, index) => {
    if (word === short || word === full) { return [words[index + 1]]; }
    const value = new RegExp(`^(?:${short}|${full}=)(.+)$`).exec(word)?.[1];
    return value === undefined ? [] : [value];
  });
  return values.length === 1 && /^\d+(\.\d+)?$/.test(values[0] ?? '') ? Number(values[0]) : NaN;
}

function read(step: Step, piped: boolean): Request[] {
  const client = programOf(step);
  const urls = step.words.filter((word) => /^https?:\/\//i.test(word) || WITHOUT_SCHEME.test(word));
  const url = URL.exec(urls[0] ?? '');
  if ((client !== 'curl' && client !== 'wget') || urls.length !== 1 || !url) { return []; }
  const scheme = (url[1] ?? 'http').toLowerCase();
  const host = url[2].toLowerCase();
  const known = /^\d+$/.test(url[3] ?? '');
  return [{
    client,
    words: step.words,
    scheme,
    host: host.includes('$') || host.includes('@') ? undefined : host,
    port: known ? Number(url[3]) : url[3] === undefined && !host.includes('$') ? scheme === 'https' ? 443 : 80 : NaN,
    namesPort: url[3] !== undefined,
    piped,
    limited: step.limited === true,
  }];
}
