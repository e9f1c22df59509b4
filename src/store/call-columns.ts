import type { CallCounts, CountName } from '../calls/call-counts.ts';
import { SIGN, type CallFacts, type Leg } from '../calls/call-facts.ts';
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

/** For a SELECT whose one row is the sum of all counts. */
export const SELECT_COUNT_SUMS = NAMES.map((name) => `total(${COLUMN_OF[name]}) AS ${name}`).join(', ');

/** The counts in the values of a row, in the order of `COUNT_COLUMNS`, from one place on. */
export function countsOfValues(values: readonly unknown[], from: number): CallCounts {
  const counts = {} as Record<CountName, number>;
  for (let index = 0; index < NAMES.length; index++) counts[NAMES[index] as CountName] = values[from + index] as number;
  return counts;
}

/** The values of the count columns. */
export function countValues(counts: CallCounts): number[] {
  return NAMES.map((name) => counts[name]);
}

const DIRECTIONS: readonly Direction[] = ['incoming', 'outgoing', 'internal'];
/** The open ones are 0, 1 and 5, as the index of open calls says. */
const STATES: readonly CallState[] = ['ringing', 'connected', 'answered', 'missed', 'unanswered', 'unfinished'];

export const INCOMING = DIRECTIONS.indexOf('incoming');
export const OUTGOING = DIRECTIONS.indexOf('outgoing');

export function directionColumn(direction: Direction): number {
  return DIRECTIONS.indexOf(direction);
}

const KEPT_DIRECTIONS = [SIGN.wasIncoming, SIGN.wasOutgoing, SIGN.wasInternal] as const;

/** The sign that keeps the direction of this column where the ends of a call do not tell it any more. */
export function signOfDirection(column: number): number {
  return KEPT_DIRECTIONS[column] ?? 0;
}

export function stateColumn(state: CallState): number {
  return STATES.indexOf(state);
}

/** A call id as its column holds it: a whole number where that is the same text. */
export function callIdColumn(callId: string): string | bigint {
  return /^[1-9]\d{0,14}$/.test(callId) ? BigInt(callId) : callId;
}

/**
 * What a call's other columns do not hold, as a JSON array of numbers: the signs, when the name was shown, of each phone its
 * id and its three times, and when the last ring and the last answer were, if that does not follow from the phones. Times
 * are told from the call's start.
 */
export function packFacts(facts: CallFacts, idOf: (phone: string) => number | null): string {
  const since = (time: number | null): number | null => (time === null ? null : time - facts.firstAt);
  const { legs, lastRangAt, lastConnectedAt } = facts;
  const cells = [facts.signs, since(facts.shown?.at ?? null)];
  for (const { phone, rangAt, connectedAt, endedAt } of legs) {
    cells.push(idOf(phone), since(rangAt), since(connectedAt), since(endedAt));
  }
  const follows = lastRangAt === lastRing(legs) && lastConnectedAt === lastAnswer(legs);
  if (!follows) cells.push(since(lastRangAt), since(lastConnectedAt));
  return JSON.stringify(cells);
}

type PackedFacts = Pick<CallFacts, 'lastAt' | 'lastRangAt' | 'lastConnectedAt' | 'signs' | 'legs'> & {
  readonly shownAt: number | null;
};

/** What `packFacts` packed; a phone that is in the dictionary no more is withheld. */
export function unpackFacts(packed: string, startedAt: number, phoneOf: (id: number | null) => string): PackedFacts {
  const [signs, shownAt, ...rest] = JSON.parse(packed) as (number | null)[];
  const at = (offset: number | null | undefined): number | null =>
    typeof offset === 'number' ? startedAt + offset : null;
  const legs: Leg[] = [];
  let index = 0;
  for (; index + 4 <= rest.length; index += 4) {
    legs.push({
      phone: phoneOf(rest[index] ?? null),
      rangAt: at(rest[index + 1]),
      connectedAt: at(rest[index + 2]),
      endedAt: at(rest[index + 3]),
    });
  }
  const follows = index === rest.length;
  const lastRangAt = follows ? lastRing(legs) : at(rest[index]);
  const lastConnectedAt = follows ? lastAnswer(legs) : at(rest[index + 1]);
  return {
    lastAt: Math.max(startedAt, lastRangAt ?? 0, lastConnectedAt ?? 0, ...legs.map(({ endedAt }) => endedAt ?? 0)),
    lastRangAt,
    lastConnectedAt,
    signs: signs ?? 0,
    legs,
    shownAt: at(shownAt),
  };
}

function lastRing(legs: readonly Leg[]): number | null {
  let last: number | null = null;
  for (const { rangAt } of legs) last = later(last, rangAt);
  return last;
}

function lastAnswer(legs: readonly Leg[]): number | null {
  let last: number | null = null;
  for (const { connectedAt } of legs) last = later(last, connectedAt);
  return last;
}

function later(one: number | null, other: number | null): number | null {
  return one === null || (other !== null && other > one) ? other : one;
}
