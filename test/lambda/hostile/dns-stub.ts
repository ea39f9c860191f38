import { createSocket } from 'node:dgram';

const NAME_ERROR = 3;
const SERVER_FAILURE = 2;
const TYPE_A = 1;

/** What the resolver of the tests says of a name under `.test`: an address, an error, or nothing at all. */
const ANSWERS: Readonly<Record<string, string | number | undefined>> = {
  nothing: NAME_ERROR,
  broken: SERVER_FAILURE,
  silent: undefined,
  rebound: '169.254.169.254',
  fine: '10.9.0.1',
};

/** Opens a resolver on 127.0.0.1:53, which only a namespace of one's own allows. */
export async function openResolver(): Promise<void> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const answer = answerTo(question);
    if (answer) { socket.send(answer, port, address); }
  });
  await new Promise<void>((resolve) => socket.bind(53, '127.0.0.1', resolve));
}

/** The answer (RFC 1035 section 4) to a question for one name; undefined for silence. */
function answerTo(question: Buffer): Buffer | undefined {
  const label = question.toString('latin1', 13, 13 + question[12]!).toLowerCase();
  const kind = label.replace(/\d+$/, '');
  const answer = Object.hasOwn(ANSWERS, kind) ? ANSWERS[kind] : NAME_ERROR;
  if (answer === undefined) { return undefined; }
  const end = question.indexOf(0, 12) + 5;
  const header = Buffer.from(question.subarray(0, end));
  header.writeUInt16BE(0x8180 + (typeof answer === 'number' ? answer : 0), 2);
  header.fill(0, 6, 12);
  // Questions for IPv6 have no answer, and no error either.
  if (typeof answer === 'number' || question.readUInt16BE(end - 4) !== TYPE_A) { return header; }
  header.writeUInt16BE(1, 6);
  const record = Buffer.from([0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...answer.split('.').map(Number)]);
  return Buffer.concat([header, record]);
}
