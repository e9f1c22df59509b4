import type { ErrorRule } from './connector-schema.ts';
import { holds, type Variables } from './expression.ts';
import type { Answer } from '../connector/http-client.ts';

/** What to do with an answer; `use` it, or what a rule says. */
export interface Decision {
  readonly do: 'use' | ErrorRule['do'];
  /** Says how long to wait, in small letters. */
  readonly waitHeader: string;
}

const USUAL_RULES: readonly (Pick<ErrorRule, 'do'> & { readonly status: readonly number[] })[] = [
  { status: [401], do: 'refreshAuthThenRetry' },
  { status: [429, 502, 503, 504], do: 'retry' },
  { status: [204], do: 'empty' },
];

/** The first rule that fits decides, the connector's before the usual ones. Any other status but 2xx fails. */
export async function decideOnAnswer(
  answer: Answer,
  rules: readonly ErrorRule[],
  variables: Variables,
): Promise<Decision> {
  for (const { status, when, do: action, waitHeader = 'retry-after' } of rules) {
    if (status !== undefined && !status.includes(answer.status)) continue;
    if (when === undefined || holds(await when.evaluate(answer, variables))) {
      return { do: action, waitHeader: waitHeader.toLowerCase() };
    }
  }
  const usual = USUAL_RULES.find(({ status }) => status.includes(answer.status));
  const fallback = answer.status >= 200 && answer.status < 300 ? 'use' : 'fail';
  return { do: usual?.do ?? fallback, waitHeader: 'retry-after' };
}
