import { Router } from 'express';
import { parseCallFilter, parseCallQuestion, type AskingHouse } from '../../calls/ask-calls.ts';
import type { CallFilter, CallQuestion } from '../../calls/call-page.ts';
import { readParty, showParty, WITHHELD, type Party } from '../../calls/party.ts';
import { parseStatisticsQuestion } from '../../calls/statistics/ask-statistics.ts';
import type { StatisticsForm } from '../../calls/statistics/statistics-form.ts';
import type { StatisticsQuestion } from '../../calls/statistics/statistics.ts';
import { AppError } from '../../domain/app-error.ts';
import { MAIN_WORKSPACE, type Workspace } from '../../domain/contact.ts';
import { readParameters } from './read-parameters.ts';
import { sendPieces } from './send-pieces.ts';

/** The call log, as its routes need it. All reject with AppError `unavailable` while it cannot be read. */
export interface CallsParts extends Omit<AskingHouse, 'now'> {
  /** A page of them, as JSON. */
  listCalls(workspace: Workspace, question: CallQuestion): Promise<string>;
  /** All of them, in pieces. */
  callsCsv(workspace: Workspace, filter: CallFilter): AsyncIterable<string>;
  /** As a text. */
  readStatistics(workspace: Workspace, question: StatisticsQuestion, form: StatisticsForm): Promise<string>;
  /** All that is held of a number, as the pieces of a JSON document. */
  exportCaller(workspace: Workspace, number: Party): AsyncIterable<string>;
  /** Answers how many calls were erased, and whether the leftovers of writing are gone already. */
  eraseCaller(
    workspace: Workspace,
    number: Party,
  ): Promise<{ readonly calls: number; readonly leftoversCleared: boolean }>;
}

const JSON_HEADERS = { 'Content-Type': 'application/json; charset=utf-8' };
const csvHeaders = (name: string) => ({
  'Content-Type': 'text/csv; charset=utf-8',
  'Content-Disposition': `attachment; filename="${name}"`,
});
const FILTER = ['from', 'to', 'number', 'state'] as const;
const STATISTICS = ['from', 'to', 'by', 'tz'] as const;

/** `/calls`, `/stats` and `/callers`: what was called, what it comes to, and what is held of one person. */
export function callsRoutes(parts: CallsParts): Router {
  const house = (): AskingHouse => ({ timeZone: parts.timeZone, country: parts.country, now: Date.now() });
  const readStatistics = (query: unknown, form: StatisticsForm): Promise<string> =>
    parts.readStatistics(MAIN_WORKSPACE, parseStatisticsQuestion(readParameters(query, STATISTICS), house()), form);
  const readCaller = (text: string): Party => {
    const number = readParty(text, parts.country);
    if (number === WITHHELD) throw new AppError('invalid', 'number: withheld callers cannot be told apart');
    return number;
  };
  const router = Router();

  router.get('/calls', async (request, response) => {
    const question = parseCallQuestion(readParameters(request.query, [...FILTER, 'cursor', 'limit']), house());
    response.set(JSON_HEADERS).send(await parts.listCalls(MAIN_WORKSPACE, question));
  });

  router.get('/calls.csv', async (request, response) => {
    const filter = parseCallFilter(readParameters(request.query, FILTER), house());
    await sendPieces(response, csvHeaders('calls.csv'), parts.callsCsv(MAIN_WORKSPACE, filter));
  });

  router.get('/stats', async (request, response) => {
    response.set(JSON_HEADERS).send(await readStatistics(request.query, 'json'));
  });

  router.get('/stats.csv', async (request, response) => {
    const series = await readStatistics(request.query, 'csv');
    response.set(csvHeaders('stats.csv')).send(series);
  });

  router.get('/callers/:number', async (request, response) => {
    const caller = readCaller(request.params.number);
    await sendPieces(response, JSON_HEADERS, parts.exportCaller(MAIN_WORKSPACE, caller));
  });

  router.delete('/callers/:number', async (request, response) => {
    const caller = readCaller(request.params.number);
    const erased = await parts.eraseCaller(MAIN_WORKSPACE, caller);
    response.json({ number: showParty(caller), ...erased });
  });

  return router;
}
