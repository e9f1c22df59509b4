import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { sendProblem } from './problem.ts';

/** Lets through who sends `Authorization: Bearer <the admin token>`; the comparison takes as long for any other token. */
export function requireAdmin(adminToken: string): RequestHandler {
  const expected = digest(adminToken);
  return (request, response, next) => {
    const [, token = ''] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    if (timingSafeEqual(digest(token), expected)) {
      next();
      return;
    }
    response.setHeader('WWW-Authenticate', 'Bearer realm="ringname"');
    sendProblem(response, 401, 'Send the header "Authorization: Bearer ADMIN_TOKEN".');
  };
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
