import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallAnswer } from '../answer-call.ts';
import type { CallEvent } from '../domain/call-event.ts';
import type { Display } from '../domain/display-name.ts';
import type { Hook } from '../domain/hook.ts';
import type { Reply } from '../pbx/answer.ts';
import { displayOfRequest } from '../pbx/display-of-request.ts';
import { readCall } from '../pbx/read-call.ts';
import { replyEmpty } from '../pbx/reply-empty.ts';
import { REPLY_FORMATS } from '../pbx/reply-formats.ts';
import { refuse, type Door } from './create-server.ts';
import { readBody } from './read-body.ts';
import { splitWebhookUrl, type WebhookUrl } from './webhook-url.ts';

/** What the webhook needs; `answer` gives undefined for an event that asks for no name. */
export interface WebhookParts {
  findHook(token: string): Hook | undefined;
  mayCall(hook: Hook, request: IncomingMessage): boolean;
  answer(call: CallEvent, hook: Hook, display: Display): Promise<CallAnswer | undefined>;
  /** Told of every call after its answer has left; must not throw. */
  record(call: CallEvent, hook: Hook, answer: CallAnswer | undefined): void;
  reportFailure(error: unknown): void;
  /** How long a POST's body is waited for; what is not there by then counts as empty. */
  readonly bodyPatienceMs: number;
}

/** A call event is a few hundred bytes; PBXs that send the whole call record stay under this. */
const MOST_BODY_BYTES = 65_536;

/**
 * `/w/{token}`: the door of the ringing phones. It answers with a name or with nothing, since PBXs show any body, of any
 * status, as the caller's name (https://github.com/asterisk/asterisk/blob/master/funcs/func_curl.c).
 */
export function createWebhook(parts: WebhookParts): Door {
  return (request, response) => {
    const url = splitWebhookUrl(request.url ?? '');
    if (!url) return false;
    const started = performance.now();
    answerRequest(url, request, response, parts, started).catch((error: unknown) => {
      parts.reportFailure(error);
      if (!response.headersSent) send(response, replyEmpty(), started);
    });
    return true;
  };
}

async function answerRequest(
  url: WebhookUrl,
  request: IncomingMessage,
  response: ServerResponse,
  parts: WebhookParts,
  started: number,
): Promise<void> {
  const refuseWith = (status: number): void => {
    response.setHeader('Server-Timing', serverTiming(started));
    refuse(response, status);
  };
  const hook = parts.findHook(url.token);
  if (!hook || !parts.mayCall(hook, request)) return refuseWith(403);
  if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD') return refuseWith(405);

  const body = request.method === 'POST' ? await readBody(request, MOST_BODY_BYTES, parts.bodyPatienceMs) : '';
  if (body === undefined) return refuseWith(413);
  // The phone rings now, and the query may say enough. The rest of the body must not be taken for the next request.
  if (request.method === 'POST' && !request.complete) response.setHeader('Connection', 'close');

  const { format, display } = displayOfRequest(url.query, hook);
  const call = readCall({ path: url.path, query: url.query, body }, hook);
  const answer = await parts.answer(call, hook, display);
  send(response, answer ? REPLY_FORMATS[format](answer) : replyEmpty(), started);
  parts.record(call, hook, answer);
}

function send(response: ServerResponse, { contentType, body }: Reply, started: number): void {
  const headers = [
    'Content-Type',
    contentType,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Cache-Control',
    'no-store',
    'Server-Timing',
    serverTiming(started),
  ];
  response.writeHead(200, headers).end(body);
}

/** https://www.w3.org/TR/server-timing/, in milliseconds. */
function serverTiming(started: number): string {
  return `lookup;dur=${(performance.now() - started).toFixed(2)}`;
}
