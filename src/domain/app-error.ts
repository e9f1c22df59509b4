/** What can go wrong at the doors; `http` maps each code to a status. */
export type ErrorCode = 'invalid' | 'not-found' | 'conflict' | 'too-large' | 'unusable-file' | 'unavailable';

/** An outcome a person must be told of: the message says what to do, and never holds a secret. */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** More for the answer's body, such as an import report. */
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    code: ErrorCode,
    message: string,
    detail: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }
}
