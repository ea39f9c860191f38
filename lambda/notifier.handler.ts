import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import { chatNotification, plainText, subject } from './events/message';
import type { Notice } from './events/notice';
import { noticeOf } from './events/notice-of';
import { Repeats } from './events/repeats';
import { checkRequest } from './events/request';
import type { CheckedRequest } from './events/request';

/** What became of an event. */
export interface Outcome {
  readonly told: boolean;
  readonly kind?: string;
  readonly why: string;
}

const repeats = new Repeats();
const clients = new Map<string, SNSClient>();

/**
 * Tells people of one ECS event in a sentence, when it is one that they should know of.
 * Throws when it could not tell: Lambda then tries again, and at last puts the event into the dead-letter queue.
 */
export async function handler(input: unknown): Promise<Outcome> {
  const request = checkRequest(input);
  const notice = noticeOf(request.event);
  const outcome = notice ? await tell(notice, request) : { told: false, why: 'the event is none that means anything here' };
  // Straight to the output, where Lambda's console would put a prefix before the JSON.
  process.stdout.write(`${JSON.stringify({ level: 'INFO', message: notice?.sentence ?? outcome.why, type: request.event.type, event: request.event.id, ...outcome })}\n`);
  return outcome;
}

async function tell(notice: Notice, request: CheckedRequest): Promise<Outcome> {
  const { kind, place } = notice;
  const { topicArn, event } = request;
  if (!notice.tellPeople && !request.always.includes(event.type)) return { told: false, kind, why: 'nobody needs to know' };
  const key = JSON.stringify([topicArn, place.account, place.region, place.cluster, place.service, kind, notice.occurrence]);
  const keptBack = repeats.ask(key, Date.now(), request.quietSeconds * 1_000);
  if (keptBack === undefined) return { told: false, kind, why: 'the same was told a moment ago' };
  await clientOf(topicArn).send(new PublishCommand(message(notice, request, keptBack)));
  repeats.remember(key, Date.now());
  return { told: true, kind, why: notice.tellPeople ? 'people should know' : 'everything was asked for' };
}

function message(notice: Notice, { topicArn, event, format }: CheckedRequest, keptBack: number): PublishCommandInput {
  const text = plainText(notice, event, keptBack);
  const both = { TopicArn: topicArn, Subject: subject(notice) };
  if (format === 'TEXT') return { ...both, Message: text };
  // Chat applications subscribe through HTTPS: they get their schema there, and people with an e-mail subscription still get text.
  return { ...both, MessageStructure: 'json', Message: JSON.stringify({ default: text, https: chatNotification(notice, event, keptBack) }) };
}

/** A topic may lie in another region than the service. */
function clientOf(topicArn: string): SNSClient {
  const region = topicArn.split(':')[3];
  const client = clients.get(region)
    ?? new SNSClient({ region, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000, throwOnRequestTimeout: true } });
  clients.set(region, client);
  return client;
}
