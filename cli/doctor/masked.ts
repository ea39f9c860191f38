const MASK = '***';

/** Secrets by how they are written; what stands before one is kept. A program that logs one has to be mended, not quoted. */
const SECRETS: readonly RegExp[] = [
  // scheme://user:password@host
  /(\b[a-z][a-z\d+.-]*:\/\/[^\s:/@]*:)[^\s/]+(?=@)/gi,
  /(\b(?:authorization|proxy-authorization|cookie|set-cookie)["']?\s*[:=]\s*["']?(?:(?:bearer|basic|digest)\s+)?)[^\s"',;]+/gi,
  /(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi,
  // password=…, "apiKey": "…", DB_PASSWORD: …, AccountKey=…
  new RegExp(
    '(["\']?(?<![\\w.-])[\\w.-]*(?:passw(?:or)?d|passwd|pwd|passphrase|secret|token|(?:api|access|account|private)[_-]?key|credential'
    + '|signature|session[_-]?id)[\\w.-]*["\']?\\s*[:=]\\s*)(?:"[^"]*"?|\'[^\']*\'?|[^\\s"\',;&)}\\]]+)', 'gi',
  ),
  // JSON Web Tokens, keys of AWS, GitHub, Slack and Stripe, and what is as long and as random.
  /()\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g,
  /()\b(?:AKIA|ASIA)[A-Z\d]{16}\b/g,
  /()\b(?:gh[opsur]_|github_pat_|xox[abprs]-|[rs]k_(?:live|test)_)[\w-]{10,}/g,
  /()-----BEGIN [A-Z ]*PRIVATE KEY-----.*/g,
  /()(?<![\w+/-])(?=[\w+/-]*\d)(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])[A-Za-z\d+/_-]{40,}={0,2}/g,
];

/** A line without what looks like a secret. */
export function masked(line: string): string {
  return SECRETS.reduce((rest, secret) => rest.replace(secret, (_, before: string) => `${before}${MASK}`), line);
}
