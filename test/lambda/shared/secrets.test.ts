import * as fc from 'fast-check';
import { secretKey } from '../../../lambda/shared/probe-request';
import { Secrets, type ReadText } from '../../../lambda/shared/secrets/secrets';
import type { Plan, SecretHeaderPlan } from '../../../src/shared/plan';
import { PLAN } from '../diagnosis/diagnosis-fixtures';

const TOKEN: SecretHeaderPlan = {
  name: 'authorization',
  source: 'secretsmanager',
  id: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:probe',
  field: 'token',
  prefix: 'Bearer ',
};
const KEY: SecretHeaderPlan = { ...TOKEN, name: 'x-api-key', field: 'key' };
const PARAMETER: SecretHeaderPlan = { name: 'x-tenant', source: 'ssm', id: '/probe/tenant' };
const SIGNAL = new AbortController().signal;

function planWith(...secretHeaders: SecretHeaderPlan[]): Plan {
  return { ...PLAN, liveness: { ...PLAN.liveness, secretHeaders } };
}

function reader(texts: Readonly<Record<string, string | undefined>>): jest.MockedFunction<ReadText> {
  return jest.fn(async ({ id }: SecretHeaderPlan, _signal: AbortSignal) => texts[id]);
}

test('a plan without secrets asks nobody', async () => {
  const read = reader({});
  expect(await new Secrets(read).resolve(PLAN, SIGNAL)).toBeUndefined();
  expect(read).not.toHaveBeenCalled();
});

test('values of all endpoints, each source read once', async () => {
  const read = reader({ [TOKEN.id]: '{"token":"t0ken","key":"k3y"}', '/probe/tenant': 'acme\n' });
  const endpoint = { ...PLAN.liveness, secretHeaders: [PARAMETER] };
  const plan: Plan = {
    ...planWith(TOKEN),
    readiness: { ...PLAN.liveness, secretHeaders: [KEY] },
    dependencies: [{ name: 'db', host: 'db.internal', port: 1, endpoint }],
    frontDoor: { host: 'orders.example.com', port: 443, endpoint, inside: false },
  };
  expect(await new Secrets(read).resolve(plan, SIGNAL)).toEqual({
    [secretKey(TOKEN)]: 't0ken',
    [secretKey(KEY)]: 'k3y',
    [secretKey(PARAMETER)]: 'acme',
  });
  expect(read).toHaveBeenCalledTimes(2);
});

test('a value is kept for five minutes and no longer', async () => {
  let now = 0;
  const texts = { [PARAMETER.id]: 'old' };
  const read = reader(texts);
  const secrets = new Secrets(read, () => now);
  const value = async () => Object.values((await secrets.resolve(planWith(PARAMETER), SIGNAL))!);
  expect(await value()).toEqual(['old']);
  texts[PARAMETER.id] = 'new';
  now = 299_999;
  expect(await value()).toEqual(['old']);
  now = 300_000;
  expect(await value()).toEqual(['new']);
  expect(read).toHaveBeenCalledTimes(2);
});

test.each<[reason: string, header: SecretHeaderPlan, text: string | undefined]>([
  ['it is no text', PARAMETER, undefined],
  ['it is empty', PARAMETER, ' \n'],
  ['it has characters that no header may have', PARAMETER, 'hunter2\r\nx-evil: 1'],
  ['it has characters that no header may have', PARAMETER, 'hunter2 ✓'],
  ['it is no JSON', TOKEN, 'hunter2'],
  ['it has no field token that is text', TOKEN, '{"password":"hunter2"}'],
  ['it has no field token that is text', TOKEN, '{"token":{"value":"hunter2"}}'],
  ['it has no field toString that is text', { ...TOKEN, field: 'toString' }, '{"token":"hunter2"}'],
])('unreadable: %s', async (reason, header, text) => {
  const error = (await new Secrets(reader({ [header.id]: text }))
    .resolve(planWith(header), SIGNAL)
    .catch((caught: Error) => caught)) as Error;
  expect(error.message).toBe(`the value of header ${header.name} cannot be read from ${header.source}: ${reason}`);
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('hunter2');
});

test('a service that refuses is named by its error alone, and asked again the next time', async () => {
  const refusal = Object.assign(new Error('hunter2 is not for you'), { name: 'AccessDeniedException' });
  const read: jest.MockedFunction<ReadText> = jest.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce('fine');
  const secrets = new Secrets(read);
  await expect(secrets.resolve(planWith(PARAMETER), SIGNAL)).rejects.toThrow(
    /^the value of header x-tenant cannot be read from ssm: AccessDeniedException$/,
  );
  expect(await secrets.resolve(planWith(PARAMETER), SIGNAL)).toEqual({ [secretKey(PARAMETER)]: 'fine' });
});

test('whatever a secret holds, what goes wrong never quotes it', async () => {
  await fc.assert(fc.asyncProperty(fc.string({ minLength: 8, unit: 'binary' }), fc.boolean(), async (text, asField) => {
    const header = asField ? TOKEN : PARAMETER;
    const outcome = await new Secrets(reader({ [header.id]: text })).resolve(planWith(header), SIGNAL).catch((caught: Error) => caught);
    if (outcome instanceof Error) {
      expect(outcome.message).not.toContain(text);
    } else {
      expect(Object.values(outcome!)).toEqual([text.trim()]);
    }
  }));
});
