import type { HostileTarget } from './hostile-target';

/** The lines of the table in docs/hostile-targets.md. */
export function tableOf(targets: ReadonlyArray<Pick<HostileTarget, 'name' | 'fault' | 'because' | 'endpoint'>>): string[] {
  const rows = targets.map(({ name, fault, because, endpoint }) => {
    const asked = endpoint ? ` (\`${JSON.stringify(endpoint)}\`)` : '';
    return `| ${name}${asked} | \`${fault}\` | ${because} |`;
  });
  return ['| Target | Fault | Why |', ...rows];
}
