import { awscdk, javascript, YamlFile } from 'projen';

/** A test that is skipped for want of a tool fails in CI. */
const INSTALL_TOOLS = { name: 'Install what some tests need', run: 'bash .ci/tools' };

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-ecs-layered-health',
  description: 'Layered health checks for Amazon ECS services: one contract configures container checks, target groups, alarms and a verifier that says which layer is at fault and whether a restart would help',
  author: 'cdk-ecs-layered-health maintainers',
  authorAddress: 'maintainers@cdk-ecs-layered-health.dev',
  repositoryUrl: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-ecs-layered-health maintainers',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  // The Construct Hub lists what has the keyword `cdk`, is made with jsii and has a permissive licence; it reads nothing else.
  keywords: [
    'alb', 'aws', 'aws-cdk', 'awscdk', 'cdk', 'construct', 'ecs', 'fargate', 'grpc', 'health-check', 'healthcheck', 'liveness', 'monitoring', 'nlb',
    'observability', 'readiness', 'reliability', 'route53',
  ],
  catalog: { announce: false },

  publishToPypi: { distName: 'cdk-ecs-layered-health', module: 'cdk_ecs_layered_health' },
  publishToMaven: {
    javaPackage: 'io.github.cdkecslayeredhealth',
    mavenGroupId: 'io.github.cdk-ecs-layered-health',
    mavenArtifactId: 'cdk-ecs-layered-health',
  },
  publishToNuget: { dotNetNamespace: 'CdkEcsLayeredHealth', packageId: 'CdkEcsLayeredHealth' },
  publishToGo: { moduleName: 'github.com/cdk-ecs-layered-health/cdk-ecs-layered-health-go' },

  // The floor is the first release in which aws-scheduler and aws-scheduler-targets are stable
  // (2.186.0); nothing else the library uses is newer. Tests run on the floor itself.
  cdkVersion: '2.186.0',
  constructsVersion: '10.0.5',
  // jsii 5.9 is the last line on TypeScript 5, which ts-jest and typescript-eslint support in full.
  jsiiVersion: '~5.9.0',
  typescriptVersion: '~5.9.0',
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24',
  deps: [],
  peerDeps: [],
  devDeps: [
    // in the bundles
    '@aws-lambda-powertools/metrics',
    '@aws-sdk/client-ec2',
    '@aws-sdk/client-ecs',
    '@aws-sdk/client-elastic-load-balancing-v2',
    '@aws-sdk/client-lambda',
    '@aws-sdk/client-scheduler',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-ssm',
    'cli-table3',
    'commander@^14', // 15 wants Node 22
    'picocolors',
    // the NestJS example
    '@nestjs/common',
    '@nestjs/core',
    '@nestjs/platform-express',
    '@nestjs/terminus',
    'reflect-metadata',
    'rxjs',
    // build and test
    '@aws-cdk/integ-runner@2.197.10',
    '@aws-cdk/integ-tests-alpha@2.179.0-alpha.0', // the last one that asks for no more than the floor
    '@types/aws-lambda',
    'ajv@^8',
    'asl-validator',
    'cdk-monitoring-constructs', // what the bench holds our synthesis against
    'cdk-nag@~2.36.8', // 3 needs aws-cdk-lib 2.257, above the floor that the tests run on
    'esbuild',
    'fast-check',
    'playwright-core',
    'selfsigned',
    'tsx',
    'yaml',
  ],
  jestOptions: {
    jestConfig: {
      testTimeout: 20_000,
      collectCoverage: false,
      maxWorkers: '100%',
      globalSetup: '<rootDir>/test/run/own-folder.ts',
      globalTeardown: '<rootDir>/test/run/remove-folder.ts',
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['lambda', 'cli', 'sandbox', 'tools', 'test', 'examples', 'bench'] },
  tsconfigDev: {
    include: ['../src/**/*.ts', '../lambda/**/*.ts', '../cli/**/*.ts', '../sandbox/**/*.ts', '../examples/**/*.ts', '../bench/**/*.ts', '../tools/**/*.ts'],
    compilerOptions: { experimentalDecorators: true, noEmit: true, rootDir: '..' },
  },
  gitignore: ['/assets/', '/bench/results.json', '/cdk.out/', '*.log', '.DS_Store'],
  depsUpgrade: true,
  buildWorkflowOptions: { preBuildSteps: [INSTALL_TOOLS] },
  releaseWorkflowSetupSteps: [INSTALL_TOOLS],
  githubOptions: { pullRequestLint: false },
});

for (const folder of ['lambda', 'cli', 'sandbox', 'examples', 'bench', 'tools', 'rosetta', 'cdk.out', '.ci']) {
  project.addPackageIgnore(`/${folder}/`);
}
project.addPackageIgnore('/docs/images/');
project.addPackageIgnore('!/assets/');

// Bundles of lambda/ and cli/ travel in the package: users need no esbuild, no Docker and no network at synth.
const bundle = project.addTask('bundle', {
  description: 'Bundle lambda/ and cli/ into assets/',
  exec: 'tsx tools/bundle.ts',
});
project.preCompileTask.spawn(bundle);
// A fresh clone works right after `npm ci`, and the examples find the bundles. npm runs this script in a clone alone, where `prepare` would count as
// an install script of the package: https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-scripts
project.setScript('dependencies', 'tsx tools/bundle.ts');
// The floor's own deprecations are none of ours, and none of the reader's of a test report.
project.testTask.env('JSII_DEPRECATED', 'quiet');
// Nor that the SDK will want a newer Node than the one that runs the tests: Lambda has it.
project.testTask.env('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
// What the snapshots hold beyond what is compared.
project.addGitIgnore('**/*.snapshot/tree.json');
project.addGitIgnore('cdk-integ.out.*');
const integ = 'integ-runner --directory test/integ --language typescript --app "node --import tsx {filePath}"';
project.addTask('integ', { description: 'Compare the templates of test/integ/ with their snapshots', exec: integ });
project.addTask('integ:update', {
  description: 'Write the snapshots of test/integ/ anew, without deploying; with the credentials of an account leave --dry-run out',
  exec: `${integ} --update-on-failed --disable-update-workflow --dry-run`,
});
project.setScript('demo', 'node --import tsx sandbox/demo/main.ts');
project.setScript('figures', 'node --import tsx sandbox/figures/main.ts');
project.setScript('bench', 'node --import tsx bench/main.ts');
project.setScript('cli', 'node --import tsx cli/main.ts');
project.setScript('mutate', 'node --import tsx tools/mutate.ts');
project.package.addBin({ 'cdk-ecs-layered-health': './assets/cli/main.js' });

// 1.13.0 names platform packages that the registry does not have, and `npm ci` then refuses every lock file.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// One tsconfig.json at the root belongs to jsii (src/ only); the linter reads the one that covers every room.
const parserOptions = project.eslint!.config.parserOptions;
delete parserOptions.projectService;
parserOptions.project = ['./test/tsconfig.json', './projenrc/tsconfig.json'];

const choice = (id: string, label: string, options: string[]) => ({ type: 'dropdown', id, attributes: { label, options }, validations: { required: true } });
const text = (id: string, label: string, description: string, required: boolean) => (
  { type: 'textarea', id, attributes: { label, description }, validations: { required } }
);
const issueForm = (name: string, description: string, labels: string[], body: object[]) => new YamlFile(
  project, `.github/ISSUE_TEMPLATE/${labels[0]}.yml`, { obj: { name, description, labels, body } },
);

const layer = choice('layer', 'Layer', [
  'contract and budget', 'container', 'load balancer', 'DNS', 'edge', 'verification and diagnosis', 'alarms and messages', 'lint and CLI', 'package',
]);
issueForm('Something is wrong', 'A construct, a number, a message or the CLI does not do what is documented', ['bug'], [
  layer,
  text('code', 'Contract and construct', 'The smallest code that shows it; for the CLI, the call and what it printed', true),
  text('expected', 'Expected, and seen instead', 'The rendered part of the template, the error, or the result that the verifier logged (addresses may be masked)', true),
  text('versions', 'Versions', 'cdk-ecs-layered-health, aws-cdk-lib, Node, region; Fargate or EC2', true),
]);
issueForm('A fault was diagnosed wrongly', 'The verifier named the wrong fault, layer or remedy, or stayed silent', ['diagnosis'], [
  text('result', 'What it said', 'The JSON line from the log of the verifier, or the message that people got', true),
  text('truth', 'What was wrong in truth', 'And how it was found', true),
  text('contract', 'Contract', 'The output of contract.budget.explain(), and the checks beyond the two endpoints', true),
]);
issueForm('A check or option is missing', 'Something about health that cannot be said or seen', ['feature'], [
  layer,
  text('need', 'What should be seen or set', 'The failure it would show, and who would act on it', true),
  text('today', 'What is done today', 'Escape hatches, own alarms, nothing', false),
]);
new YamlFile(project, '.github/ISSUE_TEMPLATE/config.yml', {
  obj: {
    blank_issues_enabled: true,
    contact_links: [{
      name: 'A vulnerability',
      url: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health/security/advisories/new',
      about: 'Please report in private: SECURITY.md',
    }],
  },
});

project.synth();
