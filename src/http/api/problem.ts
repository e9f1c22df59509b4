import { STATUS_CODES } from 'node:http';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { AppError, type ErrorCode } from '../../domain/app-error.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  invalid: 400,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'unusable-file': 422,
  unavailable: 503,
};

/** Answers as RFC 9457 says; `detail` tells the person what to do, `more` are further members of the document. */
export function sendProblem(
  response: Response,
  status: number,
  detail: string,
  more: Readonly<Record<string, unknown>> = {},
): void {
  // What is left of the request's body is not read; the next request cannot come behind it.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  const problem = { type: 'about:blank', title: STATUS_CODES[status], status, detail, ...more };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

export const noSuchRoute: RequestHandler = (request, response) => {
  sendProblem(response, 404, `There is no ${request.method} ${request.baseUrl}${request.path}; see /openapi.json.`);
};

/** The one place where an error becomes a status: what is not ours to explain is "internal", and goes to `report`. */
export function problemHandler(report: (error: unknown) => void): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
    } else if (error instanceof AppError) {
      sendProblem(response, STATUS[error.code], error.message, error.detail);
    } else if (isClientError(error)) {
      sendProblem(response, error.status, error.message);
    } else {
      report(error);
      sendProblem(response, 500, 'Something went wrong here; the log of the service says what.');
    }
  };
}

/** What Express's own parsers throw for a request that is wrong, such as JSON that is none. */
function isClientError(error: unknown): error is Error & { status: number } {
  return error instanceof Error && 'status' in error && Number(error.status) >= 400 && Number(error.status) < 500;
}
