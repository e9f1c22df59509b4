import { CALL_CSV_START, type CallForm } from './call-form.ts';
import type { CallFilter, CallQuestion, CallText } from './call-page.ts';
import { showParty, type Party } from './party.ts';

/** Reads a page of one workspace's calls. */
export type ReadCalls = (question: CallQuestion, form: CallForm) => Promise<CallText>;

/** Small enough that reading one holds nobody up. */
const PAGE = 500;

/** A page of calls as JSON: a CallPage. */
export async function pageOfCalls(readCalls: ReadCalls, question: CallQuestion): Promise<string> {
  const { text, next } = await readCalls(question, 'json');
  return `{"calls":[${text}],"next":${JSON.stringify(next)}}`;
}

/** The calls that pass a filter as CSV, in pieces: each is read when it is taken. */
export async function* csvOfCalls(readCalls: ReadCalls, filter: CallFilter): AsyncIterable<string> {
  let head = CALL_CSV_START;
  for await (const lines of textsOf(readCalls, filter, 'csv')) {
    yield head + lines;
    head = '';
  }
  yield head;
}

/** All that is held of a number, in pieces of one JSON document. */
export async function* exportOfCaller(
  readCalls: ReadCalls,
  number: Party,
  names: readonly unknown[],
): AsyncIterable<string> {
  yield `{"number":${JSON.stringify(showParty(number))},"names":${JSON.stringify(names)},"calls":[`;
  let separator = '';
  for await (const calls of textsOf(readCalls, { number }, 'json')) {
    yield separator + calls;
    separator = ',';
  }
  yield ']}';
}

/** Page after page; one may have no calls though others follow. */
async function* textsOf(readCalls: ReadCalls, filter: CallFilter, form: CallForm): AsyncIterable<string> {
  let page = await readCalls({ ...filter, limit: PAGE }, form);
  while (page.next !== null) {
    if (page.text !== '') yield page.text;
    page = await readCalls({ ...filter, limit: PAGE, cursor: page.next }, form);
  }
  if (page.text !== '') yield page.text;
}
