import type { TaskDefinition } from '@aws-sdk/client-ecs';

/**
 * What a task on Fargate has to reach before it runs: services of AWS by the end of their endpoints' names, `internet` for registries that
 * are known to be there, `elsewhere` for those of which nobody knows where they are.
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-version-migration.html
 */
export type Need = 'ecr.api' | 'ecr.dkr' | 's3' | 'secretsmanager' | 'ssm' | 'logs' | 'internet' | 'elsewhere';

const ECR = /^\d{12}\.dkr[.-]ecr(?:-fips)?\.([a-z\d-]+)\./;
const PUBLIC = new RegExp(
  '^((.+\\.)?(docker\\.io|gcr\\.io|pkg\\.dev)|public\\.ecr\\.aws|ghcr\\.io|quay\\.io|mcr\\.microsoft\\.com'
  + '|registry\\.(gitlab\\.com|k8s\\.io))$',
);

/** What a task has to reach before it runs, each once. */
export function needsOf({ containerDefinitions = [] }: TaskDefinition, region: string): Need[] {
  return [...new Set(containerDefinitions.flatMap((container) => {
    const { image = '', secrets = [], logConfiguration, repositoryCredentials, environmentFiles = [] } = container;
    const values = [...secrets, ...logConfiguration?.secretOptions ?? []].map(({ valueFrom = '' }) => valueFrom);
    return [
      ...needsOfImage(image, region),
      ...repositoryCredentials ? ['secretsmanager' as const] : [],
      ...values.map((from) => (/^arn:[\w-]+:secretsmanager:/.test(from) ? 'secretsmanager' : 'ssm')),
      ...environmentFiles.length > 0 ? ['s3' as const] : [],
      ...logConfiguration?.logDriver === 'awslogs' ? ['logs' as const] : [],
    ];
  }))];
}

function needsOfImage(image: string, region: string): Need[] {
  const [first, ...rest] = image.split('/');
  const registry = rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : 'docker.io';
  const [, of] = ECR.exec(registry) ?? [];
  if (of !== undefined) { return of === region ? ['ecr.api', 'ecr.dkr', 's3'] : ['internet']; }
  return [PUBLIC.test(registry) ? 'internet' : 'elsewhere'];
}
