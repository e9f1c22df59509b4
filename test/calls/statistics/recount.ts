import { CALL_BACK_MS, countExtensions } from '../../../src/calls/call-counts.ts';
import type { CallFacts } from '../../../src/calls/call-facts.ts';
import { outlineCall } from '../../../src/calls/call-outline.ts';
import { showParty, WITHHELD } from '../../../src/calls/party.ts';
import { listPeriods } from '../../../src/calls/time/periods.ts';
import type { Statistics, StatisticsQuestion } from '../../../src/calls/statistics/statistics.ts';
import { createZoneClock, localInstant } from '../../../src/calls/time/zone-clock.ts';

/** The statistics of these calls, counted the plain way: by looking at each of them again for every figure. */
export function recount(calls: readonly CallFacts[], { from, to, by, timeZone }: StatisticsQuestion) {
  const clock = createZoneClock(timeZone);
  const all = calls.map((facts) => ({ facts, outline: outlineCall(facts) }));
  const within = all.filter(({ outline }) => outline.startedAt >= from && outline.startedAt < to);
  const incoming = within.filter(({ outline }) => outline.direction === 'incoming');
  const missed = incoming.filter(({ outline }) => outline.phase === 'missed');
  const calledBack = missed.filter(({ outline: { party, startedAt } }) =>
    all.some(
      ({ outline: other }) =>
        party !== WITHHELD &&
        other.direction === 'outgoing' &&
        other.party === party &&
        other.startedAt > startedAt &&
        other.startedAt <= startedAt + CALL_BACK_MS,
    ),
  );
  const extensions = new Map<string, { calls: number; answered: number; missed: number }>();
  for (const { facts, outline } of within) {
    for (const [extension, counts] of countExtensions(outline, facts)) {
      const name = showParty(extension) ?? '';
      const sum = extensions.get(name) ?? { calls: 0, answered: 0, missed: 0 };
      sum.calls += counts.calls;
      sum.answered += counts.answered;
      sum.missed += counts.missed;
      extensions.set(name, sum);
    }
  }
  const callers = incoming.map(({ outline }) => outline.party).filter((party) => party !== WITHHELD);
  return {
    from: localInstant(from, clock),
    to: localInstant(to, clock),
    by,
    timeZone,
    calls: within.length,
    incoming: incoming.length,
    outgoing: within.filter(({ outline }) => outline.direction === 'outgoing').length,
    internal: within.filter(({ outline }) => outline.direction === 'internal').length,
    answered: incoming.filter(({ outline }) => outline.answeredAt !== null).length,
    missed: missed.length,
    outgoingAnswered: within.filter(({ outline }) => outline.direction === 'outgoing' && outline.answeredAt !== null)
      .length,
    uniqueCallers: new Set(callers).size,
    knownCalls: within.filter(({ facts, outline }) => outline.party !== WITHHELD && facts.shown?.source).length,
    unknownCalls: within.filter(({ facts, outline }) => outline.party !== WITHHELD && !facts.shown?.source).length,
    anonymousCalls: within.filter(({ outline }) => outline.party === WITHHELD).length,
    averageRingSeconds: average(incoming.map(({ outline }) => outline.ringMs)),
    averageTalkSeconds: average(within.map(({ outline }) => outline.talkMs)),
    missedCalledBack: calledBack.length,
    missedNotCalledBack: missed.length - calledBack.length,
    series: listPeriods(from, to, by, clock).map(({ start, end }) => {
      const inPeriod = within.filter(({ outline }) => outline.startedAt >= start && outline.startedAt < end);
      const comingIn = inPeriod.filter(({ outline }) => outline.direction === 'incoming');
      return {
        start: localInstant(start, clock),
        calls: inPeriod.length,
        uniqueCallers: new Set(comingIn.map(({ outline }) => outline.party).filter((party) => party !== WITHHELD)).size,
        answered: comingIn.filter(({ outline }) => outline.answeredAt !== null).length,
        missed: comingIn.filter(({ outline }) => outline.phase === 'missed').length,
      };
    }),
    callsOfCallers: new Map(
      [...new Set(callers)].map((party) => [showParty(party), callers.filter((other) => other === party).length]),
    ),
    byExtension: [...extensions]
      .map(([extension, { calls, answered, missed }]) => ({ extension, calls, answered, missed }))
      .sort((one, other) => other.calls - one.calls || (one.extension < other.extension ? -1 : 1)),
    busiestHours: Array.from({ length: 24 }, (_, hour) => {
      const inHour = within.filter(
        ({ outline }) => new Date(outline.startedAt + clock.offsetAt(outline.startedAt)).getUTCHours() === hour,
      );
      return { hour, calls: inHour.length, missed: inHour.filter(({ outline }) => outline.phase === 'missed').length };
    }),
  };
}

/** The same of an answer, with its top callers held against all callers. */
export function comparable({ topCallers, ...statistics }: Statistics, counted: ReturnType<typeof recount>) {
  const most = [...counted.callsOfCallers.values()].toSorted((one, other) => other - one).slice(0, 10);
  const right =
    JSON.stringify(topCallers.map(({ calls }) => calls)) === JSON.stringify(most) &&
    topCallers.every(({ number, calls }) => counted.callsOfCallers.get(number) === calls);
  return { ...statistics, previous: undefined, callsOfCallers: right ? counted.callsOfCallers : topCallers };
}

function average(milliseconds: readonly (number | null)[]): number {
  const told = milliseconds.filter((value) => value !== null);
  if (told.length === 0) return 0;
  return Math.round(told.reduce((sum, value) => sum + value, 0) / told.length) / 1000;
}
