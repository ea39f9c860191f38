import { awscdk, javascript } from 'projen';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-ecs-layered-health',
  description: 'Layered health checks of ECS services: one contract configures container, load balancer, alarms and a verifier that says which layer is at fault and whether a restart would help',
  author: 'cdk-ecs-layered-health maintainers',
  authorAddress: 'maintainers@cdk-ecs-layered-health.dev',
  repositoryUrl: 'https://github.com/cdk-ecs-layered-health/cdk-ecs-layered-health.git',
  license: 'Apache-2.0',
  copyrightOwner: 'cdk-ecs-layered-health maintainers',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,
  keywords: ['aws', 'cdk', 'ecs', 'fargate', 'health-check', 'healthcheck', 'liveness', 'readiness', 'alb', 'nlb', 'monitoring', 'reliability'],

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
    '@types/aws-lambda',
    'asl-validator',
    'cdk-nag@~2.36.8', // 3 needs aws-cdk-lib 2.257, above the floor that the tests run on
    'esbuild',
    'fast-check',
    'playwright-core',
    'selfsigned',
    'tsx',
    'yaml',
  ],
  jestOptions: { jestConfig: { testTimeout: 20_000, collectCoverage: false, maxWorkers: '100%' } },
  eslintOptions: { dirs: ['src'], devdirs: ['lambda', 'cli', 'sandbox', 'tools', 'test', 'examples', 'bench'] },
  tsconfigDev: {
    include: ['../src/**/*.ts', '../lambda/**/*.ts', '../cli/**/*.ts', '../sandbox/**/*.ts', '../examples/**/*.ts', '../bench/**/*.ts', '../tools/**/*.ts'],
    compilerOptions: { experimentalDecorators: true, noEmit: true, rootDir: '..' },
  },
  gitignore: ['/assets/', '/bench/results.json', '/cdk.out/', '*.log', '.DS_Store'],
  depsUpgrade: true,
  githubOptions: { pullRequestLint: false },
});

for (const folder of ['lambda', 'cli', 'sandbox', 'examples', 'bench', 'tools', 'cdk.out', '.ci']) {
  project.addPackageIgnore(`/${folder}/`);
}
project.addPackageIgnore('!/assets/');

// Bundles of lambda/ and cli/ travel in the package: users need no esbuild, no Docker and no network at synth.
const bundle = project.addTask('bundle', {
  description: 'Bundle lambda/ and cli/ into assets/',
  exec: 'tsx tools/bundle.ts',
});
project.preCompileTask.spawn(bundle);
// A fresh clone works right after `npm ci`: npm runs prepare, and the examples find the bundles.
project.setScript('prepare', 'tsx tools/bundle.ts');
// The floor's own deprecations are none of ours, and none of the reader's of a test report.
project.testTask.env('JSII_DEPRECATED', 'quiet');
project.setScript('demo', 'node --import tsx sandbox/demo/main.ts');
project.setScript('bench', 'node --import tsx bench/main.ts');
project.setScript('cli', 'node --import tsx cli/main.ts');
project.package.addBin({ 'cdk-ecs-layered-health': './assets/cli/main.js' });

// 1.13.0 names platform packages that the registry does not have, and `npm ci` then refuses every lock file.
project.package.addField('overrides', { 'unrs-resolver': '1.12.2' });

// One tsconfig.json at the root belongs to jsii (src/ only); the linter reads the one that covers every room.
const parserOptions = project.eslint!.config.parserOptions;
delete parserOptions.projectService;
parserOptions.project = ['./test/tsconfig.json', './projenrc/tsconfig.json'];

project.synth();
