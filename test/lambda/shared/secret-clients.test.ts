import { readParameter, readSecret } from '../../../lambda/shared/secrets/secret-clients';
import { AwsServer } from '../verification/evidence/aws-server';

let aws: AwsServer;
beforeAll(async () => {
  aws = new AwsServer(({ action }) =>
    action === 'GetParameter' ? { Parameter: { Value: 'of SSM' } } : { SecretString: 'of Secrets Manager' },
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'a',
    AWS_SECRET_ACCESS_KEY: 's',
  });
});
afterAll(() => aws.stop());
beforeEach(() => { aws.calls.length = 0; });

const signal = () => AbortSignal.timeout(5_000);

test('a parameter is read decrypted', async () => {
  expect(await readParameter('/probe', signal())).toBe('of SSM');
  expect(aws.calls).toMatchObject([{ action: 'GetParameter', input: { Name: '/probe', WithDecryption: true } }]);
});

test('a secret is read as text', async () => {
  expect(await readSecret('arn:secret', signal())).toBe('of Secrets Manager');
  expect(aws.calls).toMatchObject([{ action: 'GetSecretValue', input: { SecretId: 'arn:secret' } }]);
});
