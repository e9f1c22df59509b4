import type { Request, RequestHandler, Response } from 'express';
import type { FeedListener, NumberedChange, Subscription } from '../../calls/live-feed.ts';
import { AppError } from '../../domain/app-error.ts';
import { MAIN_WORKSPACE, type Workspace } from '../../domain/contact.ts';

export interface EventsParts {
  /** See LiveFeed. */
  subscribe(workspace: Workspace, lastEventId: string | undefined, listener: FeedListener): Subscription;
}

export interface EventStream {
  readonly handler: RequestHandler;
  /** Ends all streams, and lets nobody in any more. */
  close(): void;
}

/** A desk phone or a console each; a thousand are well served. */
const MOST_LISTENERS = 2000;
/** Who has so much still to read is too slow to be live: they can come back with Last-Event-ID. */
const MOST_UNREAD_BYTES = 262_144;
/** Shorter than the minute after which servers between close a silent connection. */
const HEARTBEAT_MS = 15_000;
const RETRY_MS = 2000;
/** So many are written to at once: phones that ring are answered in between. */
const WRITTEN_AT_ONCE = 50;
const HEARTBEAT = Buffer.from(': still here\n\n');

/**
 * `GET /events`: changes of calls as server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * An event `call` is a call as GET /calls shows it; an event `reset` says that what came before is not known any more:
 * read GET /calls.
 */
export function createEventStream({ subscribe }: EventsParts): EventStream {
  const streams = new Set<Response>();
  const renderOnce = createRenderer();
  const send = createSender();
  let closed = false;
  const heartbeat = setInterval(() => streams.forEach((stream) => send(stream, HEARTBEAT)), HEARTBEAT_MS).unref();

  function open(request: Request, response: Response): void {
    const lastEventId = request.get('Last-Event-ID');
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      // nginx would keep events back until it has a page full.
      'X-Accel-Buffering': 'no',
    });
    send(response, Buffer.from(`retry: ${RETRY_MS}\n\n`));
    const { lastId, unsubscribe } = subscribe(MAIN_WORKSPACE, lastEventId, {
      hear: (changes) => send(response, renderOnce(changes)),
      miss: (id) => send(response, Buffer.from(`id: ${id}\nevent: reset\ndata: {}\n\n`)),
    });
    // An id without data is no event, but what a client comes back with that has seen none.
    if (lastEventId === undefined) send(response, Buffer.from(`id: ${lastId}\n\n`));
    streams.add(response);
    response.on('close', () => {
      streams.delete(response);
      unsubscribe();
    });
  }

  return {
    handler: (request, response) => {
      if (closed) throw new AppError('unavailable', 'The program is stopping.');
      if (streams.size >= MOST_LISTENERS) {
        throw new AppError('unavailable', `There are ${MOST_LISTENERS} listeners already: end some.`);
      }
      if (request.method === 'HEAD') response.type('text/event-stream').end();
      else open(request, response);
    },
    close: () => {
      closed = true;
      clearInterval(heartbeat);
      for (const stream of streams) stream.end();
    },
  };
}

type Send = (stream: Response, bytes: Buffer) => void;

/** Writes to one stream after the other, to some in each turn of the event loop. Never waits: who does not keep up is dropped. */
function createSender(): Send {
  const waiting = new Map<Response, readonly Buffer[]>();
  let isWriting = false;

  function writeSome(): void {
    for (const [stream, pieces] of [...waiting].slice(0, WRITTEN_AT_ONCE)) {
      waiting.delete(stream);
      if (isOpen(stream)) for (const piece of pieces) stream.write(piece);
    }
    isWriting = waiting.size > 0;
    if (isWriting) setImmediate(writeSome);
  }

  return (stream, bytes) => {
    if (!isOpen(stream)) return;
    const pieces = waiting.get(stream) ?? [];
    const unread = pieces.reduce((sum, { length }) => sum + length, stream.writableLength);
    if (unread > MOST_UNREAD_BYTES) {
      stream.destroy();
      return;
    }
    waiting.set(stream, [...pieces, bytes]);
    if (!isWriting) setImmediate(writeSome);
    isWriting = true;
  };
}

function isOpen(stream: Response): boolean {
  return !stream.destroyed && !stream.writableEnded;
}

/** Renders changes once for all who hear them, one after the other. */
function createRenderer(): (changes: readonly NumberedChange[]) => Buffer {
  let rendered: { readonly changes: readonly NumberedChange[]; readonly bytes: Buffer } | undefined;
  return (changes) => {
    if (rendered?.changes !== changes) rendered = { changes, bytes: Buffer.from(changes.map(renderChange).join('')) };
    return rendered.bytes;
  };
}

/** The data is JSON, and therefore one line. */
function renderChange({ id, data }: NumberedChange): string {
  return `id: ${id}\nevent: call\ndata: ${data}\n\n`;
}
