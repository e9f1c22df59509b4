import type { ReceivedEvent } from '../src/calls/event-facts.ts';
import type { CallEventKind } from '../src/domain/call-event.ts';
import { nameOf } from './contacts.ts';
import { createRandom } from './random.ts';

/** The history ends at a midnight in Amsterdam, so that its periods are whole in every run. */
export const HISTORY_END = Date.UTC(2025, 11, 31, 23);
const HISTORY_DAYS = 730;

const QUARTER_MS = 900_000;
const QUARTERS_OF_DAY = 96;
const QUARTERS = HISTORY_DAYS * QUARTERS_OF_DAY;
export const HISTORY_START = HISTORY_END - QUARTERS * QUARTER_MS;

const PHONES = 200;
const MOST_PHONES_RINGING = 4;
/** One client for so many calls; a few of them call often. */
const CALLS_PER_CLIENT = 10;
const FIRST_NUMBER = 31_610_000_000;
/** Numbers of those who call once are in another range than those of clients. */
const FIRST_STRANGER = 31_650_000_000;

type Kind = Exclude<CallEventKind, 'name-lookup' | 'unknown'>;
type Told = ReceivedEvent['told'];

/** Who calls whom, and from what call id on. */
interface Ends {
  readonly callId: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Two years of an invented company with 200 phones, as its PBX would have told them: each call with all its events, in the
 * order of the calls. More calls are a denser history, not a longer one. The same in every run.
 */
export function* createHistory(calls: number): Generator<readonly ReceivedEvent[], undefined> {
  const draw = createRandom(calls + 1);
  const invent = createCallMaker(calls);
  let made = 0;
  for (let quarter = 0, weight = 0; quarter < QUARTERS; quarter++) {
    weight += weightOf(quarter);
    const count = Math.round((weight / TOTAL_WEIGHT) * calls) - made;
    for (let index = 0; index < count; index++, made++) {
      yield invent(HISTORY_START + Math.floor((quarter + (index + draw()) / count) * QUARTER_MS));
    }
  }
  return undefined;
}

/** Makes one call after the other of a company that gets so many in all: each with all its events, beginning at an instant. */
export function createCallMaker(calls: number): (at: number) => readonly ReceivedEvent[] {
  const draw = createRandom(calls);
  const pick = (count: number): number => Math.floor(draw() * count);
  const clients = Math.ceil(calls / CALLS_PER_CLIENT);
  const phone = (): string => String(201 + pick(PHONES));
  const client = (): number => Math.floor(draw() ** 2 * clients);
  let strangers = 0;

  function caller(): [from: string, told: Told] {
    const luck = draw();
    if (luck < 0.05) return ['anonymous', noName('withheld')];
    if (luck < 0.2) return [String(FIRST_STRANGER + strangers++), noName('nobody has it')];
    const index = client();
    const known = { name: nameOf(index), source: 'clients', contactUrl: null, unnamed: null };
    return [clientNumber(index), index % 3 === 0 ? noName('nobody has it') : known];
  }

  function callIn(callId: string, at: number): ReceivedEvent[] {
    const [from, name] = caller();
    const phones = new Set(Array.from({ length: 1 + pick(MOST_PHONES_RINGING) }, phone));
    const ringing = [...phones].map((to) => event('incoming-ringing', at, { callId, from, to }, name));
    const [to = ''] = phones;
    const pickedUp = at + 3000 + pick(30_000);
    if (draw() < 0.2) return [...ringing, event('disconnected', pickedUp, { callId, from, to })];
    const others = [...phones].slice(1).map((to) => event('disconnected', pickedUp + 300, { callId, from, to }));
    const end = pickedUp + 5000 + pick(600_000);
    return [
      ...ringing,
      event('connected', pickedUp, { callId, from, to }),
      ...others,
      event('disconnected', end, { callId, from, to }),
    ];
  }

  function callOut(callId: string, at: number, to: string): ReceivedEvent[] {
    const ends = { callId, from: phone(), to };
    const answered = draw() < 0.7 ? [event('connected', at + 12_000, ends)] : [];
    return [event('outgoing-ringing', at, ends), ...answered, event('disconnected', at + 20_000 + pick(300_000), ends)];
  }

  return (at) => {
    const callId = String(at);
    const luck = draw();
    return luck < 0.65 ? callIn(callId, at) : callOut(callId, at, luck < 0.9 ? clientNumber(client()) : phone());
  };
}

function clientNumber(index: number): string {
  return String(FIRST_NUMBER + index * 7);
}

function noName(unnamed: string): Told {
  return { name: null, source: null, contactUrl: null, unnamed };
}

function event(kind: Kind, at: number, ends: Ends, told: Told = null): ReceivedEvent {
  return {
    workspace: 'main',
    receivedAt: at,
    event: { kind, ...ends, direction: '', timestamp: String(at) },
    told,
    hashed: false,
  };
}

/** Office hours of working days are busy, nights are quiet. */
function weightOf(quarter: number): number {
  const hour = Math.floor((quarter % QUARTERS_OF_DAY) / 4);
  // The history begins on a Tuesday.
  const weekday = (Math.floor(quarter / QUARTERS_OF_DAY) + 1) % 7;
  return (hour >= 8 && hour < 18 ? 10 : hour >= 6 && hour < 22 ? 2 : 0.2) * (weekday < 5 ? 1 : 0.2);
}

const TOTAL_WEIGHT = Array.from({ length: QUARTERS }, (_, quarter) => weightOf(quarter)).reduce(
  (sum, one) => sum + one,
);
