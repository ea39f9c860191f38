import { type CustomFormatOptions, HealthEndpoint, HealthFormat, StatusCodeMeaning } from '../../src';

test.each<[name: string, options: CustomFormatOptions, message: string]>([
  ['a name that breaks lines', { name: 'a\nb' }, 'The name of a format is not valid: got "a\\nb"'],
  ['no path', { statusPath: 'status' }, 'statusPath of a format is no JSON path: got "status"'],
  ['a path that searches', { componentsPath: '$..a' }, 'componentsPath of a format is no JSON path'],
  ['a name of components that are nowhere', { componentName: 'id' }, 'componentName of a format cannot be used: got "id" without'],
  ['an empty word', { upWords: [' '] }, 'A word in upWords of a format is not valid'],
  ['a word too long', { downWords: ['x'.repeat(65)] }, 'A word in downWords of a format is not valid'],
  ['too many words', { upWords: Array.from({ length: 33 }, (_, index) => `w${index}`) }, 'upWords of a format is too long: got 33 words'],
  ['a word with two meanings', { upWords: ['Fine'], downWords: ['fine'] }, "means two things: got 'fine' in upWords and in downWords"],
])('%s', (_name, options, message) => {
  expect(() => HealthFormat.custom(options)).toThrow(message);
});

test('without options it reads the usual words at the usual place', () => {
  expect(HealthFormat.custom({})._plan).toEqual({ name: 'custom', status: '$.status' });
});

test.each(['20', '200 ,204', '600', '300-200', '*'])('codes %s have no meaning', (codes) => {
  expect(() => HealthEndpoint.http('/', { statusCodeMeanings: { [codes]: StatusCodeMeaning.DEGRADED } })).toThrow(
    'The status codes of statusCodeMeanings are not valid',
  );
});
