/** How dialects of health answers say that something is well, and what they say where it is not. */
const OPPOSITES: Readonly<Record<string, string>> = {
  up: 'down', UP: 'DOWN', ok: 'error', OK: 'ERROR', pass: 'fail', Healthy: 'Unhealthy', healthy: 'unhealthy',
};

type Json = Record<string, unknown>;

/**
 * The answer of a health endpoint with one of its dependencies down; undefined where it names no such dependency. The words stay those of
 * the application's own dialect: Terminus and Actuator, health+json, MicroProfile, ASP.NET Core.
 */
export function withDependencyDown(body: string, name: string): string | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (!isMap(answer) || !turnDown(answer, name)) { return undefined; }
  worsen(answer);
  return JSON.stringify(answer);
}

/** Turns what has the name down, wherever it stands. */
function turnDown(value: unknown, name: string): boolean {
  if (Array.isArray(value)) { return value.map((item) => turnDown(item, name)).includes(true); }
  if (!isMap(value)) { return false; }
  const own = Object.entries(value).map(([key, member]) => (
    key === name || key.startsWith(`${name}:`) ? [member].flat().map(worsen).includes(true) : turnDown(member, name)
  ));
  return (value.name === name && worsen(value)) || own.includes(true);
}

function worsen(value: unknown): boolean {
  const status = isMap(value) ? value.status : undefined;
  if (typeof status !== 'string' || !Object.hasOwn(OPPOSITES, status)) { return false; }
  (value as Json).status = OPPOSITES[status];
  return true;
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
