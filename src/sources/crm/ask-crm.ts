import type { TraceExchange } from '../connector/traced-exchange.ts';
import { until } from '../connector/until.ts';
import { SourceError } from '../source.ts';
import type { Authenticator, AuthContext, Credentials } from './auth/authenticator.ts';
import type { ErrorRule } from './connector-schema.ts';
import { decideOnAnswer, type Decision } from './decide-on-answer.ts';
import { holds, type Expression, type Variables } from './expression.ts';
import type { Answer, RenderedRequest } from '../connector/http-client.ts';
import { quoteAnswer } from '../connector/redactor.ts';
import { renderRequest, withParameters } from './render-request.ts';
import type { Priority, RequestBudget } from './request-budget.ts';
import type { RequestTemplate } from './request-schema.ts';
import { backOff, PATIENCE, readWait, wait } from './retry.ts';
import { blankValues, describeExchange } from './trace.ts';

/** One request to be made of a CRM. */
interface Question {
  /** Where it stands in the connector, for messages. */
  readonly step: string;
  readonly request: RequestTemplate;
  readonly variables: Variables;
  /** Instead of the request's own address: the next page. Relative ones are taken from `from`. */
  readonly nextUrl?: { readonly href: string; readonly from: URL } | undefined;
  /** An answer for which this holds is taken, whatever the rules say of its status. */
  readonly expect?: Expression | undefined;
}

export interface AskOptions {
  readonly priority: Priority;
  readonly signal: AbortSignal;
  /** For one exchange, in milliseconds. */
  readonly timeout: number;
  readonly trace?: TraceExchange | undefined;
}

/** What was asked, and the answer. */
export interface Asked {
  readonly url: URL;
  readonly answer: Answer;
  /** The connector's rules make it an answer without records, whatever is in it. */
  readonly empty: boolean;
  readonly captured: Readonly<Record<string, unknown>>;
}

/**
 * Asks a CRM: logs in where that is due, waits for a place in the budget, and does what the connector's rules say of the
 * answer. Throws SourceError, whose message holds no secret and no number; rejects with the signal's reason.
 */
export type AskCrm = (question: Question, options: AskOptions) => Promise<Asked>;

export interface CrmParts extends AuthContext {
  readonly rules: readonly ErrorRule[];
  readonly authenticator: Authenticator;
  readonly budget: RequestBudget;
}

/** The longest answers that are taken: a phone's question has a handful of records, a sync a page of them. */
const LONGEST_ANSWER: Readonly<Record<Priority, number>> = { ring: 2_000_000, sync: 10_000_000 };

/** A header that asks for more is wrong, or should not silence the phones for so long. */
const LONGEST_PAUSE = 600_000;

export function createAskCrm(crm: CrmParts): AskCrm {
  return async (question, options) => {
    try {
      return await askUntilDecided(crm, question, options);
    } catch (error) {
      options.signal.throwIfAborted();
      throw explainFailure(error, crm, question.step);
    }
  };
}

async function askUntilDecided(crm: CrmParts, question: Question, options: AskOptions): Promise<Asked> {
  const { signal, priority } = options;
  const { attempts, longestWait } = PATIENCE[priority];
  const pauseLeft = crm.budget.pauseLeft();
  if (pauseLeft > longestWait) {
    throw new SourceError(`wants not to be asked for ${Math.ceil(pauseLeft / 1000)} seconds`, true);
  }
  let renewed = false;
  for (let attempt = 1; ; attempt++) {
    const credentials = await until(signal, crm.authenticator.credentials(signal));
    const request = await renderQuestion(crm, question, credentials.captured, crm.values.secrets);
    const { answer, decision } = await exchange(crm, question, options, request, credentials, attempt);
    if (answer !== undefined && (decision.do === 'use' || decision.do === 'empty')) {
      return { url: request.url, answer, empty: decision.do === 'empty', captured: credentials.captured };
    }
    if (decision.do === 'refreshAuthThenRetry' && !renewed) {
      renewed = await crm.authenticator.renew(credentials, signal);
      if (renewed) continue;
    }
    if (decision.do !== 'retry') throw refusedBy(crm, decision, answer);
    const asked = answer && readWait(answer.headers[decision.waitHeader], answer.headers['date'], crm.now());
    // The CRM spoke to all of us: nobody else should ask either until then.
    if (asked !== undefined) crm.budget.pause(Math.min(asked, LONGEST_PAUSE));
    const pause = asked ?? backOff(attempt);
    if (attempt >= attempts || pause > longestWait) throw refusedBy(crm, decision, answer);
    await wait(pause, signal);
  }
}

async function exchange(
  crm: CrmParts,
  question: Question,
  options: AskOptions,
  request: RenderedRequest,
  credentials: Credentials,
  attempt: number,
) {
  const leave = await crm.budget.enter(options.priority, options.signal);
  const started = performance.now();
  const tell = async (outcome: string, answer?: Answer): Promise<void> => {
    if (options.trace === undefined) return;
    const milliseconds = performance.now() - started;
    const shown = await renderBlanked(crm, question, credentials, request);
    options.trace(
      describeExchange(question.step, shown, credentials, crm.redactor, {
        ...(answer && { answer }),
        outcome,
        milliseconds,
      }),
    );
  };
  try {
    const { priority, signal, timeout } = options;
    const answer = await crm.http.send(withCredentials(request, credentials), {
      signal,
      timeout,
      maxBytes: LONGEST_ANSWER[priority],
    });
    const decision = await decide(crm, question, answer, credentials);
    await tell(decision.do, answer);
    return { answer, decision };
  } catch (error) {
    await tell(error instanceof Error ? error.message : 'failed');
    // A sync outlives a CRM's short fault; a phone does not.
    const again =
      error instanceof SourceError &&
      error.retryable &&
      options.priority === 'sync' &&
      attempt < PATIENCE.sync.attempts;
    if (!again) throw error;
    return { answer: undefined, decision: { do: 'retry', waitHeader: 'retry-after' } as const };
  } finally {
    leave();
  }
}

async function decide(
  crm: CrmParts,
  { expect }: Question,
  answer: Answer,
  { captured }: Credentials,
): Promise<Decision> {
  const variables = { settings: crm.values.settings, captured };
  if (expect !== undefined && holds(await expect.evaluate(answer, variables))) return { do: 'use', waitHeader: '' };
  return decideOnAnswer(answer, crm.rules, variables);
}

async function renderQuestion(
  crm: CrmParts,
  { request, variables, nextUrl }: Question,
  captured: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>>,
): Promise<RenderedRequest> {
  const rendered = await renderRequest(
    request,
    { ...variables, settings: crm.values.settings, secrets, captured },
    crm.base,
  );
  if (nextUrl === undefined) return rendered;
  if (!URL.canParse(nextUrl.href, nextUrl.from.href)) throw new SourceError('the next page has no valid URL', false);
  return { ...rendered, url: new URL(nextUrl.href, nextUrl.from) };
}

/** Rendered anew with blanks for secrets, for an expression may have made anything of them. */
async function renderBlanked(
  crm: CrmParts,
  question: Question,
  { captured }: Credentials,
  request: RenderedRequest,
): Promise<RenderedRequest> {
  try {
    return await renderQuestion(crm, question, blankValues(captured), blankValues(crm.values.secrets));
  } catch {
    return { method: request.method, url: new URL(request.url.origin), headers: {}, body: undefined };
  }
}

function withCredentials(request: RenderedRequest, credentials: Credentials): RenderedRequest {
  const url = withParameters(request.url, credentials.query);
  return { ...request, url, headers: { ...request.headers, ...credentials.headers } };
}

function refusedBy(crm: CrmParts, decision: Decision, answer: Answer | undefined): SourceError {
  if (answer === undefined) return new SourceError('could not be asked', true);
  const said = `answered ${answer.status}: ${quoteAnswer(whatItSaid(answer), crm.redactor)}`;
  return new SourceError(said, decision.do === 'retry' || answer.status >= 500);
}

function whatItSaid({ status, headers, body }: Answer): string {
  const elsewhere = status >= 300 && status < 400 ? headers['location'] : undefined;
  if (elsewhere !== undefined) return `it sends us to ${elsewhere}, where nobody is sent on to`;
  return typeof body === 'string' ? body : JSON.stringify(body ?? '');
}

function explainFailure(error: unknown, crm: CrmParts, step: string): SourceError {
  const known = error instanceof SourceError;
  const message = known ? error.message : 'failed unexpectedly';
  const retryable = known ? error.retryable : true;
  const subject = message.startsWith(crm.name) ? message : `${crm.name}, ${step}: ${message}`;
  return new SourceError(crm.redactor.redact(subject), retryable, known ? undefined : { cause: error });
}
