import { readInstructions } from '../../src/lint/model/dockerfile';
import { LintModel } from '../../src/lint/model/lint-model';
import { requestsOf } from '../../src/lint/model/request';
import { longestStartPeriod } from '../../src/lint/model/task-definition';
import { UNKNOWN } from '../../src/lint/value';

const modelOf = (Type: string, Properties: object) => new LintModel([{ name: 't', body: { Resources: { It: { Type, Properties } } } }]);

test.each<[property: string, value: unknown]>([
  ['Failover', 'PRIMARY'], ['Weight', 1], ['Weight', 0], ['Region', 'eu-west-1'], ['GeoLocation', { CountryCode: 'DE' }],
  ['GeoProximityLocation', { AWSRegion: 'eu-west-1' }],
  ['MultiValueAnswer', true], ['CidrRoutingConfig', { CollectionId: 'c', LocationName: 'l' }],
])('a record with %s is one of several answers', (property, value) => {
  expect(modelOf('AWS::Route53::RecordSet', { Name: 'a.example', [property]: value }).records.map(({ routed }) => routed)).toEqual([true]);
});

test('a record without any of them is the only answer; where a condition decides, nobody knows', () => {
  const routedBy = (more: object) => modelOf('AWS::Route53::RecordSet', { Name: 'a.example', ...more }).records[0].routed;
  expect(routedBy({})).toBe(false);
  expect(routedBy({ Weight: { 'Fn::If': ['IsMany', 1, { Ref: 'AWS::NoValue' }] } })).toBe(UNKNOWN);
  expect(routedBy({ Weight: { 'Fn::If': ['IsMany', 1, { Ref: 'AWS::NoValue' }] }, SetIdentifier: 'a', Region: 'eu-west-1' })).toBe(true);
});

const CHECK = { interval: 30, timeout: 5, retries: 3, startPeriod: undefined };
const asked = (...items: string[]) => requestsOf({ command: { items, complete: true }, outline: { items, complete: true }, ...CHECK });

test.each<[line: string, requests: number]>([
  ['curl -f http://localhost/a', 1],
  ['wget -q -O- localhost:80/a', 1],
  // Which of them decides is not certain.
  ['curl -f http://localhost/a http://localhost/b', 0],
  ['curl localhost/a localhost/b', 0],
  ['fetch http://localhost/a', 0],
  ['curl --version', 0],
])('%s is %d request', (line, requests) => expect(asked('CMD-SHELL', line)).toHaveLength(requests));

test('an instruction may be indented, and keeps its words', () => {
  expect(readInstructions('FROM a\n  \tHEALTHCHECK   CMD  /check\n')).toEqual([
    { name: 'FROM', rest: 'a' },
    { name: 'HEALTHCHECK', rest: 'CMD  /check' },
  ]);
});

const PERIODS: ReadonlyArray<[periods: unknown[], longest: number]> = [[[0], NaN], [[undefined], NaN], [[1], 1], [[0, 20, 60], 60]];

test.each(PERIODS)('the longest of the start periods %j is %d', (periods, longest) => {
  const ContainerDefinitions = periods.map((StartPeriod, index) => ({
    Name: `c${index}`,
    Image: 'a',
    Essential: true,
    HealthCheck: { Command: ['CMD-SHELL', 'a'], ...StartPeriod === undefined ? {} : { StartPeriod } },
  }));
  const [taskDefinition] = modelOf('AWS::ECS::TaskDefinition', { ContainerDefinitions }).taskDefinitions;
  expect(longestStartPeriod(taskDefinition)).toBe(longest);
});
