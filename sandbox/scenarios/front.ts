import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { withDependencyDown } from './dependency-down';
import { standBefore } from './stand-before';
import type { Container } from '../tasks/container';
import type { Task } from '../tasks/task';

/** What is answered in place of the process. */
export interface Answer {
  /** Path without its query; every path when absent. */
  readonly path?: string;
  /** Name of a dependency that is down in the process's own answer. */
  readonly dependency?: string;
  /** Absent: the process's own answer, late. */
  readonly status?: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Real milliseconds before it is answered. */
  readonly delayMs?: number;
}

const fronts = new WeakMap<Container, Promise<Front>>();

/** Stands before the process of a container on the task's own address, passes requests on to it, and answers some of them itself. */
export class Front {
  /** The front of a container. */
  public static async of(task: Task, container: Container): Promise<Front> {
    const existing = fronts.get(container);
    if (existing) { return existing; }
    const created = Front.create(task, container);
    fronts.set(container, created);
    return created;
  }

  private static async create(task: Task, container: Container): Promise<Front> {
    const front = new Front(task.loopback, container.model.ports[0]);
    await standBefore(task, container, front.server);
    return front;
  }

  private readonly answers = new Set<Answer>();
  private readonly server: Server;

  private constructor(private readonly host: string, private readonly port: number) {
    this.server = createServer((incoming, response) => this.respond(incoming, response));
  }

  /** Answers so from now on; the latest that fits a path counts. */
  public add(answer: Answer): () => void {
    this.answers.add(answer);
    return () => { this.answers.delete(answer); };
  }

  private respond(incoming: IncomingMessage, response: ServerResponse): void {
    const [path] = (incoming.url ?? '/').split('?');
    const answer = [...this.answers].reverse().find((each) => each.path === undefined || each.path === path);
    const send = () => {
      if (answer?.status === undefined) {
        this.pass(incoming, response, answer?.dependency);
      } else {
        incoming.resume();
        response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers }).end(answer.body ?? '');
      }
    };
    if (answer?.delayMs) { setTimeout(send, answer.delayMs); } else { send(); }
  }

  private pass(incoming: IncomingMessage, response: ServerResponse, dependency?: string): void {
    const { method, url, headers } = incoming;
    const outgoing = request({ host: this.host, port: this.port, method, path: url, headers, agent: false }, (answer) => {
      if (dependency === undefined) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      } else {
        void text(answer).then((body) => worsened(answer, body, dependency, response), () => response.destroy());
      }
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }
}

/** Answers as the process did, but for the dependency; what says nothing of it stays as it is. */
function worsened(answer: IncomingMessage, body: string, dependency: string, response: ServerResponse): void {
  const changed = withDependencyDown(body, dependency);
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
  response.writeHead(changed === undefined ? answer.statusCode ?? 502 : 503, headers).end(changed ?? body);
}
