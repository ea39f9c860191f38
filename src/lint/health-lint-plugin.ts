import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { IPolicyValidationContextBeta1, IPolicyValidationPluginBeta1, PolicyValidationPluginReportBeta1 } from 'aws-cdk-lib';
import { readBuiltImages } from './built-images';
import { lint } from './lint';
import { nestedPaths, type TemplateFile } from './template';
import { checkArguments } from '../contract/check-arguments';

/**
 * The rules of health (RULES.md) as a validation plugin: `new App({ policyValidationBeta1: [new HealthLintPlugin()] })`.
 *
 * The synthesis fails only for errors, which are what AWS refuses or what can never work. The report then lists warnings and notes as
 * well; without an error, older versions of the CDK (2.186) report none of them, newer ones (2.276) do. Older versions have no way to
 * acknowledge a finding either. Use `HealthLint` to see, or to acknowledge, each warning.
 */
export class HealthLintPlugin implements IPolicyValidationPluginBeta1 {
  /** Name of the plugin in the report. */
  public readonly name = 'cdk-ecs-layered-health';

  /**
   * Checks the templates of an app against the rules.
   * @param context the paths of the templates
   */
  public validate(context: IPolicyValidationContextBeta1): PolicyValidationPluginReportBeta1 {
    checkArguments('HealthLintPlugin.validate', { context });
    const findings = lint(context.templatePaths.flatMap(read));
    return {
      success: !findings.some(({ severity }) => severity === 'error'),
      violations: findings.map(({ rule, severity, template, logicalId, message, fix, source }) => ({
        ruleName: rule,
        severity,
        description: message,
        fix: `${fix} See ${source}`,
        violatingResources: [{ resourceLogicalId: logicalId, templatePath: template, locations: [] }],
      })),
    };
  }
}

/** A template and those of its nested stacks. */
function read(path: string): TemplateFile[] {
  const body: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const nested = Object.fromEntries(Object.entries(nestedPaths(body)).map(([logicalId, file]) => [logicalId, join(dirname(path), file)]));
  return [{ name: path, body, nested, images: readBuiltImages(path) }, ...Object.values(nested).flatMap(read)];
}
