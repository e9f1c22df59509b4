import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';

/** Answers a request itself and returns true, or leaves it alone and returns false. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Express's own third argument, which its types do not tell: what is called when nothing has answered. */
type Handle = (request: IncomingMessage, response: ServerResponse, last: (error?: unknown) => void) => void;

/** A client that takes longer over its headers is none. */
const HEADERS_MS = 10_000;
/** A large contact file over a slow line; the webhook has a shorter time for its bodies. */
const UPLOAD_MS = 3_600_000;
/** Longer than the minute that servers in front of us keep a connection, so that it is they who close it. */
const IDLE_MS = 65_000;

/**
 * An HTTP server that offers each request to `door` first and hands what it leaves to the Express app.
 *
 * Two things differ from `app.listen()`, and both are for the ringing phone. The door sees the request line as it was
 * sent, because a URL that Express cannot parse must be answered too. And requests are born with Express's prototypes:
 * Express sets them on each request, which gives every one a hidden class of its own and costs more than all else it
 * does (https://github.com/expressjs/express/issues/5998); on objects that have them already that does nothing. What
 * Express leaves unanswered ends without a body, where it would have sent a page of its own.
 */
export function createHttpServer(app: Express, door: Door): Server {
  class Request extends IncomingMessage {}
  class Response extends ServerResponse<Request> {}
  adopt(Request.prototype, app.request, app);
  adopt(Response.prototype, app.response, app);
  app.request = Request.prototype as unknown as Express['request'];
  app.response = Response.prototype as unknown as Express['response'];

  const handle = app as unknown as Handle;
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    try {
      if (!door(request, response)) handle(request, response, (error) => refuse(response, error ? 500 : 404));
    } catch {
      // A request line such as `GET http://[/ HTTP/1.1` makes Express's URL parser throw.
      refuse(response, 400);
    }
  };
  const server = createServer({
    IncomingMessage: Request,
    ServerResponse: Response,
    requireHostHeader: false,
    headersTimeout: HEADERS_MS,
    requestTimeout: UPLOAD_MS,
    keepAliveTimeout: IDLE_MS,
    // Node looks at the two timeouts only so often, by itself twice a minute.
    connectionsCheckingInterval: 1000,
  });
  server.on('request', answer);
  // An `Expect` that is not known is no reason to leave a phone without its name.
  server.on('checkExpectation', answer);
  return server;
}

/** Ends a request without a body and closes the connection, so that what is left of its own body is not read. */
export function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, ['Content-Length', '0', 'Connection', 'close', 'Cache-Control', 'no-store']).end();
}

function adopt(prototype: object, expressPrototype: object, app: Express): void {
  Object.setPrototypeOf(prototype, expressPrototype);
  Object.defineProperty(prototype, 'app', { value: app, configurable: true, enumerable: true, writable: true });
}
