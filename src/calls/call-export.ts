import { CALL_CSV_START, renderCallRows } from './call-csv.ts';
import type { CallFilter, CallPage, CallQuestion } from './call-page.ts';
import type { Call } from './call.ts';
import { showParty, type Party } from './party.ts';

/** Reads a page of one workspace's calls. */
export type ListCalls = (question: CallQuestion) => Promise<CallPage>;

/** Small enough that reading one holds nobody up. */
const PAGE = 500;

/** The calls that pass a filter as CSV, in pieces: each is read when it is taken. */
export async function* csvOfCalls(listCalls: ListCalls, filter: CallFilter): AsyncIterable<string> {
  let head = CALL_CSV_START;
  for await (const calls of pagesOf(listCalls, filter)) {
    yield head + renderCallRows(calls);
    head = '';
  }
  yield head;
}

/** All that is held of a number, in pieces of one JSON document. */
export async function* exportOfCaller(
  listCalls: ListCalls,
  number: Party,
  names: readonly unknown[],
): AsyncIterable<string> {
  yield `{"number":${JSON.stringify(showParty(number))},"names":${JSON.stringify(names)},"calls":[`;
  let separator = '';
  for await (const calls of pagesOf(listCalls, { number })) {
    yield separator + calls.map((call) => JSON.stringify(call)).join(',');
    separator = ',';
  }
  yield ']}';
}

async function* pagesOf(listCalls: ListCalls, filter: CallFilter): AsyncIterable<readonly Call[]> {
  let page = await listCalls({ ...filter, limit: PAGE });
  while (page.calls.length > 0) {
    yield page.calls;
    if (page.next === null) return;
    page = await listCalls({ ...filter, limit: PAGE, cursor: page.next });
  }
}
