import type { DescribedModel } from '../template/model';
import { SECRET_PLACEHOLDER } from '../template/with-environment';

type Request = Readonly<Record<string, unknown>>;

/** GetSecretValue of the Secrets Manager: the text that the template gives a secret, or a placeholder where AWS alone knows it. */
export class SecretsApi {
  public readonly operations: Readonly<Record<string, (request: Request) => object>> = {
    GetSecretValue: ({ SecretId }) => {
      const stated = this.described.find(({ reference }) => reference === SecretId)?.properties.SecretString;
      return { ARN: SecretId, SecretString: stated ?? SECRET_PLACEHOLDER };
    },
  };

  constructor(private readonly described: readonly DescribedModel[]) {}
}
