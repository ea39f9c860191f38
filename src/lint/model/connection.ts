import type { ContainerCheck } from './container';
import { requestsOf } from './request';
import { programOf, stepsOf, type Step } from './shell-command';

/** A host that a check connects to. */
interface Connection {
  /** In lower case. */
  readonly host: string;
  /** NaN where it is not known; that of the scheme where a URL names none. */
  readonly port: number;
  readonly namesPort: boolean;
}

const NETCAT = ['nc', 'ncat', 'netcat'];
/** Options of netcat that take a value. */
const NETCAT_VALUES = /^-[a-zA-Z0-9]*[wipqsxXPTIOmeEc]$/;

/**
 * Clients that name their host behind an option; without it they connect to the container.
 * https://www.postgresql.org/docs/current/app-pg-isready.html
 * https://dev.mysql.com/doc/refman/8.4/en/connection-options.html
 * https://redis.io/docs/latest/develop/tools/cli/
 */
const HOST_OPTION = ['pg_isready', 'psql', 'mysqladmin', 'mysql', 'mariadb-admin', 'mariadb', 'redis-cli', 'valkey-cli'];

/** Bash connects by opening such a file. https://www.gnu.org/software/bash/manual/html_node/Redirections.html */
const DEVICE = /\/dev\/tcp\/([\w.:-]+)\/([^\s;|&<>"'`)]*)/g;

/** Where a check certainly connects to: by HTTP, netcat, a client of a database, or bash. */
export function connectionsOf(check: ContainerCheck): Connection[] {
  const text = check.outline.complete ? check.outline.items.slice(1).join(' ') : '';
  return [
    ...requestsOf(check).flatMap(({ host, port, namesPort }) => (host === undefined ? [] : [{ host, port, namesPort }])),
    ...stepsOf(check).flatMap((step) => [...byNetcat(step), ...byOption(step)]),
    ...[...text.matchAll(DEVICE)].map(([, host, port]) => connection(host, port)),
  ];
}

function connection(host: string, port = ''): Connection {
  return { host: host.toLowerCase(), port: /^\d+$/.test(port) ? Number(port) : NaN, namesPort: true };
}

function byNetcat(step: Step): Connection[] {
  if (!NETCAT.includes(programOf(step)) || step.words.includes('-U')) { return []; }
  const given = step.words.slice(1).filter((word, index) => !word.startsWith('-') && !NETCAT_VALUES.test(step.words[index] ?? ''));
  const [host, port = ''] = given;
  return given.length === 2 && isHost(host) ? [connection(host, port)] : [];
}

function byOption(step: Step): Connection[] {
  if (!HOST_OPTION.includes(programOf(step))) { return []; }
  const hosts = step.words.flatMap((word, index) => {
    if (word === '-h' || word === '--host') { return [step.words[index + 1] ?? '']; }
    const value = /^(?:-h|--host=)(.+)$/.exec(word)?.[1];
    return value === undefined ? [] : [value];
  });
  return hosts.length === 1 && isHost(hosts[0]) ? [connection(hosts[0])] : [];
}

/** A variable or a socket's path is none. */
function isHost(word: string): boolean {
  return /^[\w.:-]+$/.test(word);
}
