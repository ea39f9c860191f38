import { awscdk, javascript } from 'projen';
import { JobPermission } from 'projen/lib/github/workflows-model';
import { runCiScript } from './projenrc/build-workflow';
import { COMMIT_TYPES } from './projenrc/commit-types';
import { addIssueForms } from './projenrc/issue-forms';
import { configureLint } from './projenrc/lint';
import { addTestTasks, WITHOUT_LONG } from './projenrc/test-tasks';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-ecs-layered-health',
  description:
    'Layered health checks for Amazon ECS services: one contract configures container checks, target groups, alarms '
    + 'and a verifier that says which layer is at fault and whether a restart would help',
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
    'alb',
    'aws',
    'aws-cdk',
    'awscdk',
    'cdk',
    'construct',
    'ecs',
    'fargate',
    'grpc',
    'health-check',
    'healthcheck',
    'liveness',
    'monitoring',
    'nlb',
    'observability',
    'readiness',
    'reliability',
    'route53',
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
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/client-sns',
    '@aws-sdk/client-ssm',
    '@aws-sdk/xml-builder',
    '@smithy/signature-v4',
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
    'knip@^6',
    'playwright-core',
    'selfsigned',
    'tsx',
    'yaml',
  ],
  jestOptions: {
    passWithNoTests: false,
    extraCliOptions: WITHOUT_LONG,
    jestConfig: {
      testTimeout: 20_000,
      collectCoverage: false,
      maxWorkers: '100%',
      globalSetup: '<rootDir>/test/run/own-folder.ts',
      globalTeardown: '<rootDir>/test/run/remove-folder.ts',
    },
  },
  eslintOptions: { dirs: ['src'], devdirs: ['lambda', 'cli', 'sandbox', 'tools', 'test', 'examples', 'bench'] },
  // Maps would carry src/ a second time, in base64: 1 MB of 3.2. Without them a stack names lines of lib/, which travels as it is.
  tsconfig: { compilerOptions: { inlineSourceMap: false, inlineSources: false } },
  tsconfigDev: {
    include: [
      '../src/**/*.ts',
      '../lambda/**/*.ts',
      '../cli/**/*.ts',
      '../sandbox/**/*.ts',
      '../examples/**/*.ts',
      '../bench/**/*.ts',
      '../tools/**/*.ts',
    ],
    compilerOptions: { experimentalDecorators: true, noEmit: true, rootDir: '..' },
  },
  gitignore: ['/assets/', '/bench/results.json', '/cdk.out/', '*.log', '.DS_Store'],
  depsUpgrade: true,
  buildWorkflowOptions: { mutableBuild: false, permissions: { contents: JobPermission.READ } },
  // A test that is skipped for want of a tool fails in CI.
  releaseWorkflowSetupSteps: [{ name: 'Install what some tests need', run: 'bash .ci/tools' }],
  // Pull requests are squashed under their title.
  githubOptions: { pullRequestLintOptions: { semanticTitleOptions: { types: COMMIT_TYPES } } },
});

for (const folder of ['lambda', 'cli', 'sandbox', 'examples', 'bench', 'tools', 'rosetta', 'cdk.out', '.ci']) {
  project.addPackageIgnore(`/${folder}/`);
}
project.addPackageIgnore('/docs/images/');
project.addPackageIgnore('/knip.json');
project.addPackageIgnore('!/assets/');

// Bundles of lambda/ and cli/ travel in the package: users need no esbuild, no Docker and no network at synth.
const bundle = project.addTask('bundle', {
  description: 'Bundle lambda/ and cli/ into assets/',
  exec: 'tsx tools/bundle.ts',
});
project.preCompileTask.spawn(bundle);
// `npm test` does not lint; a release does.
project.postCompileTask.spawn(project.eslint!.eslintTask);
// A fresh clone works right after `npm ci`, and the examples find the bundles. npm runs this script in a clone alone, where `prepare`
// would count as an install script of the package: https://docs.npmjs.com/cli/v11/using-npm/scripts#life-cycle-scripts
project.setScript('dependencies', 'tsx tools/bundle.ts');
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
project.setScript('truth', 'node --import tsx test/truth/main.ts');
project.package.addBin({ 'cdk-ecs-layered-health': './assets/cli/main.js' });

// 1.13.0 names platform packages that the registry does not have, and `npm ci` then refuses every lock file.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

addTestTasks(project);
configureLint(project.eslint!);
runCiScript(project.github!.tryFindWorkflow('build')!);
addIssueForms(project);

project.synth();
