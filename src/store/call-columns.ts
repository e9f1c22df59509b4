import type { CallCounts, CountName } from '../calls/call-counts.ts';
import type { CallFacts, Leg } from '../calls/call-facts.ts';
import type { Direction } from '../calls/call-outline.ts';
import type { CallState } from '../calls/call.ts';

/** The columns of counts, in the order of the tables; `COUNT_NAME_OF` says what each holds. */
const COLUMN_OF: Readonly<Record<CountName, string>> = {
  incoming: 'incoming',
  outgoing: 'outgoing',
  internal: 'internal',
  answered: 'answered',
  missed: 'missed',
  outgoingAnswered: 'outgoing_answered',
  known: 'known',
  anonymous: 'anonymous',
  rings: 'rings',
  ringMs: 'ring_ms',
  talks: 'talks',
  talkMs: 'talk_ms',
  calledBack: 'called_back',
};
export const COUNT_COLUMNS: readonly string[] = Object.values(COLUMN_OF);
const NAMES = Object.keys(COLUMN_OF) as readonly CountName[];

/** The values of the count columns. */
export function countValues(counts: CallCounts): number[] {
  return NAMES.map((name) => counts[name]);
}

/** The counts of a row's values that stand from `at` on. */
export function countsFrom(values: readonly unknown[], at: number): CallCounts {
  return Object.fromEntries(NAMES.map((name, index) => [name, Number(values[at + index] ?? 0)])) as Record<
    CountName,
    number
  >;
}

const DIRECTIONS: readonly Direction[] = ['incoming', 'outgoing', 'internal'];
/** The open ones are 0, 1 and 5, as the index of open calls says. */
const STATES: readonly CallState[] = ['ringing', 'connected', 'answered', 'missed', 'unanswered', 'unfinished'];

export const INCOMING = DIRECTIONS.indexOf('incoming');
export const OUTGOING = DIRECTIONS.indexOf('outgoing');

export function directionColumn(direction: Direction): number {
  return DIRECTIONS.indexOf(direction);
}

export function stateColumn(state: CallState): number {
  return STATES.indexOf(state);
}

/** A call id as its column holds it: a whole number where that is the same text. */
export function callIdColumn(callId: string): string | bigint {
  return /^[1-9]\d{0,14}$/.test(callId) ? BigInt(callId) : callId;
}

/** What a call's other columns do not hold, as a JSON array of numbers. Times are told from the call's start. */
export function packFacts(facts: CallFacts, idOf: (phone: string) => number | null): string {
  const since = (time: number | null): number | null => (time === null ? null : time - facts.firstAt);
  return JSON.stringify([
    facts.signs,
    since(facts.lastAt),
    since(facts.lastRangAt),
    since(facts.lastConnectedAt),
    since(facts.shown?.at ?? null),
    ...facts.legs.flatMap(({ phone, rangAt, connectedAt, endedAt }) => [
      idOf(phone),
      since(rangAt),
      since(connectedAt),
      since(endedAt),
    ]),
  ]);
}

type PackedFacts = Pick<CallFacts, 'lastAt' | 'lastRangAt' | 'lastConnectedAt' | 'signs' | 'legs'> & {
  readonly shownAt: number | null;
};

/** What `packFacts` packed; of a phone that is in the dictionary no more, the text is empty. */
export function unpackFacts(packed: string, startedAt: number, phoneOf: (id: number) => string): PackedFacts {
  const [signs = 0, lastAt, lastRangAt, lastConnectedAt, shownAt, ...rest] = JSON.parse(packed) as (number | null)[];
  const at = (offset: number | null | undefined): number | null =>
    typeof offset === 'number' ? startedAt + offset : null;
  const legs: Leg[] = [];
  for (let index = 0; index < rest.length; index += 4) {
    const phone = rest[index];
    legs.push({
      phone: typeof phone === 'number' ? phoneOf(phone) : '',
      rangAt: at(rest[index + 1]),
      connectedAt: at(rest[index + 2]),
      endedAt: at(rest[index + 3]),
    });
  }
  return {
    lastAt: at(lastAt) ?? startedAt,
    lastRangAt: at(lastRangAt),
    lastConnectedAt: at(lastConnectedAt),
    signs: signs ?? 0,
    legs,
    shownAt: at(shownAt),
  };
}
