import type { Container } from './container';
import { shorten } from '../../shared/shorten';
import { isFields } from '../fields';
import { isGiven } from '../value';

/** A container by its name; where only the deployment knows that, by what decides it or by its place, so that two can be told apart. */
export function whichContainer({ name, writtenName, path }: Container): string {
  if (isGiven(name)) { return `container '${name}'`; }
  const written: unknown = writtenName === '' ? undefined : JSON.parse(writtenName);
  const parameter = isFields(written) && typeof written.Ref === 'string' ? written.Ref : undefined;
  const position = Number(path[1]) + 1;
  return parameter === undefined ? `container number ${position}` : `container \${${shortened(parameter, 60)}} (number ${position})`;
}

/** An untrusted text on one line, safe for a terminal. */
export function shortened(text: string, most = 80): string {
  const plain = text.slice(0, 200).replace(/[\p{C}\s]+/gu, ' ').trim();
  return shorten(plain, most);
}
