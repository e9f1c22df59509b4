import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Call } from '../../src/calls/call.ts';
import type { CallPage } from '../../src/calls/call-page.ts';
import type { Statistics } from '../../src/calls/statistics/statistics.ts';
import { askApi } from '../support/api-client.ts';
import { countCalls, countTopCallers } from '../support/count-calls.ts';
import { eventsOf, inventCalls, shuffled, type InventedCall } from '../support/invented-calls.ts';
import { allWritten, tellService } from '../support/pbx.ts';
import { PROGRAM, startService, type RunningService } from '../support/start-service.ts';

/** Every second caller is known; one has chosen a name that a spreadsheet would run. */
const NAMES = new Map(
  Array.from({ length: 12 }, (_, index) => [`+316123450${10 + 2 * index}`, index === 0 ? '=1+1' : `Beller ${index}`]),
);
const CONTACTS = ['naam,telefoon', ...[...NAMES].map(([number, name]) => `${name},${number}`)].join('\n');

/** Around the days of 2024 on which the clock was changed in Amsterdam: 31 March and 27 October. */
const CALLS = [...inventCalls('2024-03-22', 24, 5), ...inventCalls('2024-10-18', 18, 11)];

let service: RunningService;
beforeAll(async () => {
  service = await startService({ 'klanten.csv': CONTACTS });
  await tellService(service, shuffled(CALLS.flatMap(eventsOf), 7));
  await allWritten(service);
}, 120_000);
afterAll(() => service.stop());

async function ask<T>(path: string): Promise<T> {
  const { status, json } = await askApi(service, 'GET', path);
  expect([status, json]).toEqual([200, expect.anything()]);
  return json as T;
}

describe('statistics are those of what really happened', () => {
  const AMSTERDAM = 'Europe/Amsterdam';
  test.each([
    ['a spring, by day', '2024-03-20T23:00:00Z', '2024-04-15T22:00:00Z', 'day', AMSTERDAM],
    ['a spring, by week', '2024-03-17T23:00:00Z', '2024-04-14T22:00:00Z', 'week', AMSTERDAM],
    ['the whole year, by month', '2023-12-31T23:00:00Z', '2024-12-31T23:00:00Z', 'month', AMSTERDAM],
    ['the day of 23 hours', '2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z', 'hour', AMSTERDAM],
    ['the day of 25 hours', '2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z', 'hour', AMSTERDAM],
    ['both of them in one day each', '2024-03-30T23:00:00Z', '2024-10-27T23:00:00Z', 'day', AMSTERDAM],
    ['from one minute to another', '2024-03-25T10:17:31.123Z', '2024-10-27T00:43:02.5Z', 'week', AMSTERDAM],
    ['hours that begin at the half', '2024-03-27T18:30:00Z', '2024-04-02T18:30:00Z', 'hour', 'Asia/Kolkata'],
    ['days across the ocean', '2024-03-22T04:00:00Z', '2024-04-14T04:00:00Z', 'day', 'America/New_York'],
    ['nothing at all', '2024-06-01T00:00:00Z', '2024-06-02T00:00:00Z', 'day', 'UTC'],
  ] as const)('%s', async (_, start, end, by, timeZone) => {
    const [from, to] = [Date.parse(start), Date.parse(end)];
    const statistics = await ask<Statistics>(`/stats?from=${start}&to=${end}&by=${by}&tz=${timeZone}`);
    const counted = countCalls(CALLS, { from, to, by, timeZone }, NAMES);
    expect(statistics).toMatchObject(counted);

    const callers = countTopCallers(CALLS, { from, to });
    const most = [...callers.values()].slice(0, 10);
    expect(statistics.topCallers.map(({ calls }) => calls)).toEqual(most);
    for (const { number, name, calls } of statistics.topCallers)
      expect([number, name, calls]).toEqual([number, NAMES.get(number) ?? null, callers.get(number)]);
  });

  test('and so are those of the period before', async () => {
    const { previous } = await ask<Statistics>('/stats?from=2024-10-25&to=2024-10-29');
    const { from, to, ...figures } = previous;
    const question = { from: Date.parse(from), to: Date.parse(to), by: 'day', timeZone: 'Europe/Amsterdam' } as const;
    expect([from, to]).toEqual(['2024-10-21T00:00:00+02:00', '2024-10-25T00:00:00+02:00']);
    expect(countCalls(CALLS, question, NAMES)).toMatchObject(figures);
    expect(figures.calls).toBeGreaterThan(0);
  });

  test('the CSV has the same series', async () => {
    const query = 'from=2024-03-20&to=2024-04-15&by=week';
    const { series } = await ask<Statistics>(`/stats?${query}`);
    const { type, text } = await askApi(service, 'GET', `/stats.csv?${query}`);
    const lines = series.map((point) => [point.start, point.calls, point.uniqueCallers, point.answered, point.missed]);
    expect(type).toBe('text/csv; charset=utf-8');
    // The mark at the beginning is for Excel; `text()` has taken it off.
    expect(text).toBe(
      `start,calls,uniqueCallers,answered,missed\r\n${lines.map((line) => `${line.join(',')}\r\n`).join('')}`,
    );
  });
});

describe('ringname stats, beside the server', () => {
  const run = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [PROGRAM, 'stats', ...args], {
      env: { PATH: process.env['PATH'], DATA_DIR: service.dataDir },
    });

  test('prints the same as a table with bars', async () => {
    const { stdout } = await run('--from', '2024-03-01', '--to', '2024-05-01', '--by', 'month');
    const { calls, missed, series, topCallers } = await ask<Statistics>(
      '/stats?from=2024-03-01&to=2024-05-01&by=month',
    );
    const [march, april] = series;
    const lines = [
      'Calls from 2024-03-01 00:00 to 2024-05-01 00:00, Europe/Amsterdam',
      `calls ${calls} 0 in the period before`,
      `2024-03 ${march?.calls} ${march?.uniqueCallers} ${march?.answered} ${march?.missed} ███`,
      `2024-04 ${april?.calls} ${april?.uniqueCallers} ${april?.answered} ${april?.missed} ███`,
      `${topCallers[0]?.number} ${topCallers[0]?.calls}`,
    ];
    const printed = stdout.replaceAll(/ +/g, ' ');
    for (const line of lines) expect(printed).toContain(`\n${line}`.replace('\nCalls', 'Calls'));
    expect(printed).toMatch(new RegExp(`^ missed ${missed} \\d+ called back`, 'm'));
  });

  test.each([
    [['--by', 'year'], /^by: one of hour, day, week, month/],
    [['yesterday'], /^What is "yesterday"\?/],
    [['--since', '2024'], /^Unknown option '--since'/],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = (await run(...args).catch((error: unknown) => error)) as { code: number; stderr: string };
    expect([code, stderr]).toEqual([1, expect.stringMatching(message)]);
  });
});

describe('the log has every call once', () => {
  test('newest first, by pages that neither repeat nor skip while calls come in', async () => {
    const calls: Call[] = [];
    let next: string | null = '';
    for (let page = 0; next !== null; page++) {
      const answer: CallPage = await ask(`/calls?limit=37&to=2025-01-01&cursor=${next}`);
      calls.push(...answer.calls);
      next = answer.next;
      // What is told now is newer than all, or older than what was read.
      const startedAt = page % 2 === 0 ? '2024-12-31T12:00:00Z' : '2024-01-01T12:00:00Z';
      const late = { callId: `late-${page}`, from: '0201234567', to: '201', timestamp: Date.parse(startedAt) };
      if (page < 6) await tellService(service, [{ event: 'INCOMING_RINGING', ...late }]);
      await allWritten(service);
    }
    const invented = calls.filter(({ callId }) => !callId.startsWith('late'));
    expect(invented.map(outline)).toEqual(
      CALLS.toSorted((one, other) => other.startedAt - one.startedAt).map(expected),
    );
    expect(calls.length - invented.length).toBe(3);
  });

  test.each(['ringing', 'connected', 'answered', 'missed', 'unanswered', 'unfinished'])('%s', async (state) => {
    const { calls } = await ask<CallPage>(`/calls?limit=1000&state=${state}&from=2024-03-22&to=2024-12-01`);
    const right = CALLS.filter((call) => expected(call).state === state);
    expect(new Set(calls.map(({ startedAt }) => startedAt))).toEqual(
      new Set(right.map(({ startedAt }) => new Date(startedAt).toISOString())),
    );
  });

  test.each(['+31612345010', '0612345011', '203'])('of %s', async (number) => {
    const { calls } = await ask<CallPage>(
      `/calls?limit=1000&number=${encodeURIComponent(number)}&from=2024-03-22&to=2024-12-01`,
    );
    const canonical = number.replace(/^0/, '+31');
    const right = CALLS.filter(({ from, to }) => from === canonical || to.includes(canonical));
    expect(calls.map(({ startedAt }) => Date.parse(startedAt))).toEqual(
      right.map(({ startedAt }) => startedAt).toSorted((one, other) => other - one),
    );
    expect(calls.length).toBeGreaterThan(10);
  });

  test('also as CSV, in which a name is no formula', async () => {
    const { type, text } = await askApi(service, 'GET', '/calls.csv?from=2024-03-22&to=2024-12-01');
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(head).toBe(
      'id,callId,direction,from,to,name,source,unnamed,state,startedAt,answeredAt,endedAt,ringSeconds,talkSeconds,phones,answeredBy',
    );
    expect(lines).toHaveLength(CALLS.length);
    expect(lines.filter((line) => line.includes(",'+31612345010,20"))).not.toEqual([]);
    expect(text).toContain(",'=1+1,klanten,,");
    expect(text).not.toMatch(/,[=+]/);
  });
});

/** What is known of a call when somebody stood beside it, as the log must tell it. */
function expected(call: InventedCall) {
  const { direction, from, to, startedAt, answeredAt, endedAt, answeredBy } = call;
  const lost = direction === 'incoming' ? 'missed' : 'unanswered';
  const outside = direction === 'outgoing' ? to[0] : from;
  const name = NAMES.get(outside ?? '') ?? null;
  const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return {
    direction,
    from,
    name,
    source: name === null ? null : 'klanten',
    state: endedAt === null ? 'unfinished' : answeredAt === null ? lost : 'answered',
    startedAt: iso(startedAt),
    answeredAt: iso(answeredAt),
    endedAt: iso(endedAt),
    answeredBy,
    phones: to.length,
  };
}

function outline(call: Call) {
  const { direction, from, name, source, state, startedAt, answeredAt, endedAt, answeredBy, phones } = call;
  return { direction, from, name, source, state, startedAt, answeredAt, endedAt, answeredBy, phones };
}
