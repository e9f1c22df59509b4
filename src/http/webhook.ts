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
import { createTurnEnd } from './turn-end.ts';
import { splitWebhookUrl, type WebhookUrl } from './webhook-url.ts';

/**
 * What the webhook needs; `answer` gives undefined for an event that asks for no name, and is told when the request came,
 * by `performance.now()`.
 */
export interface WebhookParts {
  findHook(token: string): Hook | undefined;
  mayCall(hook: Hook, request: IncomingMessage): boolean;
  answer(call: CallEvent, hook: Hook, display: Display, askedAt: number): Promise<CallAnswer | undefined>;
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
  const atTurnEnd = createTurnEnd(parts.reportFailure);

  async function answerRequest(
    url: WebhookUrl,
    request: IncomingMessage,
    askedAt: number,
    leave: Leave,
  ): Promise<void> {
    const hook = parts.findHook(url.token);
    if (!hook || !parts.mayCall(hook, request)) return leave(403);
    if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD') return leave(405);

    const body = request.method === 'POST' ? await readBody(request, MOST_BODY_BYTES, parts.bodyPatienceMs) : '';
    if (body === undefined) return leave(413);

    const { format, display } = displayOfRequest(url.query, hook);
    const call = readCall({ path: url.path, query: url.query, body }, hook);
    const answer = await parts.answer(call, hook, display, askedAt);
    leave(answer ? REPLY_FORMATS[format](answer) : replyEmpty());
    atTurnEnd(() => parts.record(call, hook, answer));
  }

  return (request, response) => {
    const url = splitWebhookUrl(request.url ?? '');
    if (!url) return false;
    const askedAt = performance.now();
    const leave: Leave = (outcome) => {
      const timing = serverTiming(askedAt);
      // The phone rings now, and the query may have said enough: the rest of a body is not waited for.
      atTurnEnd(() => send(response, outcome, timing, !request.complete));
    };
    answerRequest(url, request, askedAt, leave).catch((error: unknown) => {
      parts.reportFailure(error);
      leave(replyEmpty());
    });
    return true;
  };
}

/** What a request comes to: a reply, or the status it is refused with. */
type Outcome = Reply | 403 | 405 | 413;

/** Sends the outcome on its way; to be called once, and nothing may fail after it. */
type Leave = (outcome: Outcome) => void;

function send(response: ServerResponse, outcome: Outcome, timing: string, closes: boolean): void {
  if (typeof outcome === 'number') {
    response.setHeader('Server-Timing', timing);
    return refuse(response, outcome);
  }
  const headers = [
    'Content-Type',
    outcome.contentType,
    'Content-Length',
    String(Buffer.byteLength(outcome.body)),
    'Cache-Control',
    'no-store',
    'Server-Timing',
    timing,
  ];
  // What is left of a body must not be taken for the next request.
  if (closes) headers.push('Connection', 'close');
  response.writeHead(200, headers).end(outcome.body);
}

/** https://www.w3.org/TR/server-timing/, in milliseconds. */
function serverTiming(askedAt: number): string {
  return `lookup;dur=${(performance.now() - askedAt).toFixed(2)}`;
}
