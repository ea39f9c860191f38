/** Members whose names are the user's own. */
const OWN_NAMES: readonly string[] = ['Options', 'DockerLabels', 'DriverOpts', 'Labels'];

/** `HealthCheck` of CloudFormation is `healthCheck` in the APIs of ECS. */
export function memberNames(value: unknown, isOwn = false): unknown {
  if (Array.isArray(value)) { return value.map((item) => memberNames(item)); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [
    isOwn ? name : name[0].toLowerCase() + name.slice(1), memberNames(member, OWN_NAMES.includes(name)),
  ]));
}
