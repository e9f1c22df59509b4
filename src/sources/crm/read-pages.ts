import { SourceError } from '../source.ts';
import type { AskCrm, Asked, AskOptions } from './ask-crm.ts';
import { holds, type Expression, type Variables } from './expression.ts';
import type { Answer } from '../connector/http-client.ts';
import type { Listing, Pagination } from './request-schema.ts';

/** One page of a listing. */
export interface Page {
  readonly records: readonly unknown[];
  readonly answer: Answer;
  /** The answer was one that `expect` waits for; it has no records then. */
  readonly expected: boolean;
  readonly captured: Readonly<Record<string, unknown>>;
}

/** A listing that does not end is a mistake in the connector. */
const MOST_PAGES = 100_000;

/** Where the next page begins. */
interface Position {
  readonly variables: Variables;
  readonly nextUrl?: { readonly href: string; readonly from: URL } | undefined;
}

/** Reads a listing page after page, each when it is asked for. Throws SourceError. */
export async function* readPages(
  ask: AskCrm,
  step: string,
  listing: Listing,
  variables: Variables,
  options: AskOptions,
  expect?: Expression,
): AsyncGenerator<Page> {
  const paginate = listing.paginate;
  let position: Position | undefined = { variables: firstPosition(paginate) };
  const seen = new Set<string>();
  let count = 0;
  for (let page = 0; position !== undefined; page++) {
    if (page === MOST_PAGES)
      throw new SourceError(`${step} has more than ${MOST_PAGES} pages: does paginate ever end?`, false);
    const asked: Asked = await ask(
      {
        step,
        request: listing.request,
        variables: { ...variables, ...position.variables },
        nextUrl: position.nextUrl,
        expect,
      },
      options,
    );
    const { answer, captured } = asked;
    const answerVariables: Variables = { ...variables, ...position.variables, captured };
    const expected = expect !== undefined && holds(await expect.evaluate(answer, answerVariables));
    const records = expected ? [] : await selectRecords(asked, listing.records, answerVariables, step);
    yield { records, answer, expected, captured };
    count += records.length;
    position = paginate && (await nextPosition(paginate, asked, records, answerVariables, position, count));
    refuseRepetition(position, seen, step);
  }
}

/** The records in an answer. Nothing at all is not the same as an empty list: it tells of a wrong connector. */
export async function selectRecords(
  { answer, empty }: Pick<Asked, 'answer' | 'empty'>,
  records: Expression,
  variables: Variables,
  step: string,
): Promise<readonly unknown[]> {
  if (empty) return [];
  const value = await records.evaluate(answer, variables);
  if (value === undefined || value === null || typeof value === 'string') {
    throw new SourceError(`${step}: the answer holds no ${records.source}: is that where the records are?`, false);
  }
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

function firstPosition(paginate: Pagination | undefined): Variables {
  switch (paginate?.by) {
    case 'page':
      return { page: paginate.first };
    case 'offset':
      return { offset: 0 };
    default:
      return {};
  }
}

async function nextPosition(
  paginate: Pagination,
  { answer, empty, url }: Asked,
  records: readonly unknown[],
  variables: Variables,
  position: Position,
  count: number,
): Promise<Position | undefined> {
  if (empty) return undefined;
  switch (paginate.by) {
    case 'cursor':
      return atCursor(await paginate.next.evaluate(answer, variables));
    case 'keyset': {
      const last = records.length === 0 ? undefined : await paginate.next.evaluate(records.at(-1), variables);
      // Where keys may repeat, a CRM is asked for "from here on", and gives the last record again and again.
      return last === position.variables['cursor'] ? undefined : atCursor(last);
    }
    case 'nextUrl':
      return atUrl(await paginate.next.evaluate(answer, variables), url);
    case 'linkHeader':
      return atUrl(readNextLink(answer.headers['link'] ?? ''), url);
    default: {
      const { size = 1, more } = paginate;
      const goesOn = more === undefined ? records.length >= size : holds(await more.evaluate(answer, variables));
      if (!goesOn || records.length === 0) return undefined;
      const page = Number(position.variables['page']) + 1;
      return { variables: paginate.by === 'page' ? { page } : { offset: count } };
    }
  }
}

function atCursor(cursor: unknown): Position | undefined {
  return cursor === undefined || cursor === null || cursor === '' ? undefined : { variables: { cursor } };
}

function atUrl(href: unknown, from: URL): Position | undefined {
  return typeof href === 'string' && href !== '' ? { variables: {}, nextUrl: { href, from } } : undefined;
}

/** https://www.rfc-editor.org/rfc/rfc8288: `<url>; rel="next"`, among others. */
function readNextLink(header: string): string | undefined {
  for (const link of header.slice(0, 4000).split(/,(?=\s*<)/)) {
    const [, href, parameters = ''] = /^\s*<([^>]*)>(.*)$/.exec(link) ?? [];
    if (/;\s*rel\s*=\s*"?(?:[^"]*\s)?next(?:[\s"]|$)/i.test(parameters)) return href;
  }
  return undefined;
}

function refuseRepetition(position: Position | undefined, seen: Set<string>, step: string): void {
  if (position === undefined) return;
  const key = JSON.stringify([position.variables, position.nextUrl?.href]);
  if (seen.has(key)) throw new SourceError(`${step}: the CRM gave the same next page twice: is paginate right?`, false);
  seen.add(key);
}
