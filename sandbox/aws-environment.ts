import { DEFAULT_PLACE } from './template/identifiers';

/** What makes an AWS SDK or the AWS CLI talk to the sandbox, and to nothing else. */
export function awsEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: DEFAULT_PLACE.region,
    AWS_DEFAULT_REGION: DEFAULT_PLACE.region,
    AWS_ACCESS_KEY_ID: 'sandbox',
    AWS_SECRET_ACCESS_KEY: 'sandbox',
    // Nothing of this machine's own configuration may point the SDK elsewhere, and a sandbox has no need of patience.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '2',
  };
}
