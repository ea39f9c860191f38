/**
 * Generates the code for Python, Java, .NET and Go, which needs none of their tools, and verifies that the examples of docs/languages.md
 * use names that are in it.
 *
 *   npx projen compile && npx tsx tools/check-languages.ts
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');

/** By target of jsii-pacmak: the block's language, and what the example says with what declares it. */
const LANGUAGES: Record<string, { readonly block: string; readonly names: Record<string, RegExp> }> = {
  python: {
    block: 'python',
    names: {
      'LayeredHealth(stack': /^class LayeredHealth\(/m,
      'HealthEndpoint.http(': /^ {4}def http\(/m,
      'ContainerProbe.curl(': /^ {4}def curl\(/m,
      'longest_request=': /^ {8}longest_request: /m,
      'target_groups=': /^ {8}target_groups: /m,
      'container_probe=': /^ {8}container_probe: /m,
      'alert=AlertOptions(topic=': /^ {8}alert: /m,
    },
  },
  java: {
    block: 'java',
    names: {
      'import io.github.cdkecslayeredhealth.': /^package io\.github\.cdkecslayeredhealth;/m,
      'LayeredHealth.Builder.create(stack': /public static Builder create\(final software\.constructs\.Construct scope/,
      'HealthContract.Builder.create()': /public static Builder create\(\)/,
      'HealthEndpoint.http(': /public static .*HealthEndpoint http\(/,
      'ContainerProbe.curl()': /public static .*IContainerProbe curl\(\)/,
      '.longestRequest(': /public Builder longestRequest\(/,
      '.targetGroups(': /public Builder targetGroups\(/,
      '.containerProbe(': /public Builder containerProbe\(/,
      '.alert(': /public Builder alert\(/,
    },
  },
  dotnet: {
    block: 'csharp',
    names: {
      'using CdkEcsLayeredHealth;': /^namespace CdkEcsLayeredHealth$/m,
      'new LayeredHealthProps': /public class LayeredHealthProps /,
      'new HealthContractProps': /public class HealthContractProps /,
      'HealthEndpoint.Http(': /public static \S+ Http\(/,
      'ContainerProbe.Curl(': /public static \S+ Curl\(/,
      'LongestRequest =': /Duration LongestRequest$/m,
      'TargetGroups =': /TargetGroups$/m,
      'ContainerProbe =': /\.IContainerProbe\? ContainerProbe$/m,
      'Alert =': /IAlertOptions\? Alert$/m,
    },
  },
  go: {
    block: 'go',
    names: {
      'cdk-ecs-layered-health-go/cdkecslayeredhealth':
        /^module github\.com\/cdk-ecs-layered-health\/cdk-ecs-layered-health-go\/cdkecslayeredhealth$/m,
      'health.NewHealthContract(&health.HealthContractProps{': /^func NewHealthContract\(props \*HealthContractProps\)/m,
      'health.HealthEndpoint_Http(jsii.String("/health/live"), nil)': /^func HealthEndpoint_Http\(path \*string, options \*\w+\) /m,
      'health.NewLayeredHealth(stack, jsii.String("WebHealth"), &health.LayeredHealthProps{':
        /^func NewLayeredHealth\(scope constructs\.Construct, id \*string, props \*LayeredHealthProps\)/m,
      'health.ContainerProbe_Curl(nil)': /^func ContainerProbe_Curl\(options \*ContainerProbeOptions\)/m,
      'LongestRequest:': /^\tLongestRequest awscdk\.Duration /m,
      'TargetGroups:   &[]awselasticloadbalancingv2.ITargetGroup{': /^\tTargetGroups \*\[\]awselasticloadbalancingv2\.ITargetGroup /m,
      'ContainerProbe:': /^\tContainerProbe IContainerProbe /m,
      'Alert:': /^\tAlert \*AlertOptions /m,
    },
  },
};

function check(holds: boolean, message: string): void {
  if (!holds) { throw new Error(message); }
}

const folder = mkdtempSync(join(tmpdir(), 'layered-health-languages-'));
try {
  const targets = Object.keys(LANGUAGES);
  execFileSync(
    process.execPath,
    [
      join(ROOT, 'node_modules', 'jsii-pacmak', 'bin', 'jsii-pacmak'),
      ROOT,
      '--code-only',
      '--no-npmignore',
      '--outdir',
      folder,
      ...targets.flatMap((target) => ['--target', target]),
    ],
    { stdio: ['ignore', 'inherit', 'pipe'] },
  );
  const page = readFileSync(join(ROOT, 'docs', 'languages.md'), 'utf8');
  for (const [target, { block, names }] of Object.entries(LANGUAGES)) {
    const files = (readdirSync(join(folder, target), { recursive: true }) as string[])
      .map((file) => join(folder, target, file))
      .filter((file) => /\.(py|java|cs|go|mod)$/.test(file) && statSync(file).isFile());
    const generated = files.map((file) => readFileSync(file, 'utf8')).join('\n');
    const example = new RegExp(`\`\`\`${block}\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';
    for (const [used, declaration] of Object.entries(names)) {
      check(example.includes(used), `${target}: the example in docs/languages.md does not have ${used}`);
      check(declaration.test(generated), `${target}: nothing declares ${used} of docs/languages.md`);
    }
    console.log(`${target}: ${files.length} files generated, the example's names are in them`);
  }
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
