import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CLIENT_SETTINGS } from '../client-settings';

// A file of its own in the bundle too, as it is required and not imported: it is loaded when the first plan with secrets comes.
let secretsManager: SecretsManagerClient | undefined;
let parameterStore: SSMClient | undefined;

/** The text of a secret; undefined when it is binary. */
export async function readSecret(id: string, abortSignal: AbortSignal): Promise<string | undefined> {
  secretsManager ??= new SecretsManagerClient(CLIENT_SETTINGS);
  return (await secretsManager.send(new GetSecretValueCommand({ SecretId: id }), { abortSignal })).SecretString;
}

/** The value of a parameter, decrypted. */
export async function readParameter(name: string, abortSignal: AbortSignal): Promise<string | undefined> {
  parameterStore ??= new SSMClient(CLIENT_SETTINGS);
  return (await parameterStore.send(new GetParameterCommand({ Name: name, WithDecryption: true }), { abortSignal })).Parameter?.Value;
}
