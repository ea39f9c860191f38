import { locationOf, type LintReport } from './lint-report';
import type { Severity } from '../src/lint/rule';
import { RULES } from '../src/lint/rules';

const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function formatSarif({ findings, templates }: LintReport): object {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{
      tool: {
        driver: {
          name: 'cdk-ecs-layered-health',
          informationUri: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health',
          rules: RULES.map(({ name, severity, what, why, source }) => ({
            id: name,
            shortDescription: { text: what },
            fullDescription: { text: why },
            helpUri: source,
            defaultConfiguration: { level: LEVELS[severity] },
          })),
        },
      },
      results: findings.map((finding) => {
        const { rule, severity, logicalId, constructPath, message, fix } = finding;
        const { file, line } = locationOf(finding, templates);
        return {
          ruleId: rule,
          ruleIndex: RULES.findIndex(({ name }) => name === rule),
          level: LEVELS[severity],
          message: { text: `${message} ${fix}` },
          locations: [{
            physicalLocation: {
              artifactLocation: { uri: encodeURI(file.replace(/\\/g, '/')) },
              ...(line ? { region: { startLine: line } } : {}),
            },
            logicalLocations: [{ name: logicalId, kind: 'resource', ...(constructPath ? { fullyQualifiedName: constructPath } : {}) }],
          }],
        };
      }),
    }],
  };
}
