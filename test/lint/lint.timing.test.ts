import { serviceWith, type Part } from './template';
import { lint } from '../../src/lint/lint';

test('a template of 100 services is linted in less than two seconds', () => {
  const { Resources } = serviceWith() as { Resources: Record<string, Part> };
  const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, number) => Object.entries(renamed(Resources, number))).flat());
  const start = performance.now();
  expect(lint([{ name: 'hundred', body: { Resources: hundred } }])).toEqual([]);
  expect(performance.now() - start).toBeLessThan(2_000);
});

/** The resources under other logical ids, references included. */
function renamed(resources: Readonly<Record<string, unknown>>, number: number): Record<string, unknown> {
  const text = JSON.stringify(resources);
  const names = Object.keys(resources).sort((one, other) => other.length - one.length);
  return JSON.parse(text.replace(new RegExp(`"(${names.join('|')})"(?=\\s*[:\\],}])`, 'g'), (whole, name: string, index: number) => (
    isName(text, index, name) ? `"${name}${number}"` : whole))) as Record<string, unknown>;
}

/** Property names such as `Listener` may equal a logical id: only ids of resources and references are renamed. */
function isName(text: string, index: number, name: string): boolean {
  const before = text.slice(Math.max(0, index - 20), index);
  return /"Ref":$|"Fn::GetAtt":\[$/.test(before) || text.startsWith(`"${name}":{"Type":"AWS::`, index);
}
