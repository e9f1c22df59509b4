import { createServer, IncomingMessage, ServerResponse, type Server } from 'node:http';
import type { Express } from 'express';

/** Answers a request itself and returns true, or leaves it alone and returns false. */
export type Door = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Express's own third argument, which its types do not tell: what is called when nothing has answered. */
type Handle = (request: IncomingMessage, response: ServerResponse, last: (error?: unknown) => void) => void;

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
  const server = createServer(
    { IncomingMessage: Request, ServerResponse: Response, requireHostHeader: false },
    (request, response) => {
      try {
        if (!door(request, response)) handle(request, response, (error) => refuse(response, error ? 500 : 404));
      } catch {
        // A request line such as `GET http://[/ HTTP/1.1` makes Express's URL parser throw.
        refuse(response, 400);
      }
    },
  );
  server.headersTimeout = 10_000;
  server.requestTimeout = 15_000;
  server.keepAliveTimeout = 65_000;
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
