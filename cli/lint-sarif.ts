import { isAbsolute, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { locationOf, type LintReport } from './lint-report';
import { version } from '../package.json';
import type { Severity } from '../src/lint/rule';
import { RULES } from '../src/lint/rules';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', note: 'note' };

/**
 * SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, with the properties that GitHub's code scanning requires:
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function formatSarif({ findings, templates }: LintReport): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk-ecs-layered-health',
          semanticVersion: version,
          informationUri: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health',
          rules: RULES.map(({ name, severity, what, why, source }) => ({
            id: name,
            shortDescription: { text: what },
            fullDescription: { text: why },
            help: { text: `${why} See ${source}` },
            helpUri: source,
            defaultConfiguration: { level: LEVELS[severity] },
          })),
        },
      },
      results: findings.map((finding) => {
        const { rule, severity, logicalId, constructPath, message, fix } = finding;
        // GitHub requires a line, and recognizes no result without one in the next commit.
        const { file, line = 1 } = locationOf(finding, templates);
        return {
          ruleId: rule,
          ruleIndex: RULES.findIndex(({ name }) => name === rule),
          level: LEVELS[severity],
          message: { text: `${message} ${fix}` },
          locations: [{
            physicalLocation: {
              artifactLocation: { uri: uriOf(file) },
              region: { startLine: line },
            },
            logicalLocations: [{ name: logicalId, kind: 'resource', ...constructPath ? { fullyQualifiedName: constructPath } : {} }],
          }],
        };
      }),
    }],
  };
}

function uriOf(file: string): string {
  if (isAbsolute(file)) { return pathToFileURL(file).href; }
  // Left as they are, these would begin a scheme, a query or a fragment.
  return encodeURI(normalize(file).split(sep).join('/')).replace(/[:?#]/g, encodeURIComponent);
}
