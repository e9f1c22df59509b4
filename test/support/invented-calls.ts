import type { PbxEvent } from './pbx.ts';

/** What really happened in a call, as somebody would tell who stood beside the phones. Times are milliseconds since 1970. */
export interface InventedCall {
  readonly callId: string;
  readonly direction: 'incoming' | 'outgoing' | 'internal';
  /** Canonical; null when withheld. */
  readonly from: string | null;
  /** Phones that rang, of a call out the number that was called. */
  readonly to: readonly string[];
  readonly startedAt: number;
  /** Null when the PBX never told how it went on. */
  readonly answeredAt: number | null;
  readonly answeredBy: string | null;
  /** Null when the PBX never told. */
  readonly endedAt: number | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const EXTENSIONS = ['201', '202', '203', '204', '205'] as const;
const CALLERS = Array.from({ length: 23 }, (_, index) => `+316123450${10 + index}`);

/**
 * Forty calls on every third day from `firstDay` (its midnight in UTC): in and out, between colleagues, withheld, missed,
 * of ring groups, some without an end. The ids of calls come again after three days, and for other callers at once.
 */
export function inventCalls(firstDay: string, days: number, seed: number): InventedCall[] {
  const random = createRandom(seed);
  const pick = <T>(choices: readonly T[]): T => choices[random(choices.length)] as T;
  const calls: InventedCall[] = [];
  for (let day = 0; day < days; day += 3) {
    const keys = new Set<string>();
    for (let index = 0; index < 40; index++) {
      const startedAt = Date.parse(firstDay) + day * DAY_MS + random(DAY_MS);
      const answeredAt = random(3) > 0 ? startedAt + 1000 + random(40_000) : null;
      const forgotten = random(20) === 0;
      const endedAt = forgotten ? null : (answeredAt ?? startedAt) + 12_000 + random(600_000);
      const direction = pick(['incoming', 'incoming', 'incoming', 'outgoing', 'internal'] as const);
      const phones = random(3) === 0 ? EXTENSIONS : [pick(EXTENSIONS)];
      const caller = random(9) === 0 ? null : pick(CALLERS);
      const own = pick(EXTENSIONS);
      const to = { incoming: phones, outgoing: [pick(CALLERS)], internal: [own === '201' ? '202' : '201'] }[direction];
      const from = direction === 'incoming' ? caller : own;
      // Of two calls at least one has an id that another caller has, too.
      const callId = [random(20), index + 20].map(String).find((id) => !keys.has(`${id} ${from}`)) ?? '';
      keys.add(`${callId} ${from}`);
      calls.push({
        callId,
        direction,
        from,
        to,
        startedAt,
        answeredAt,
        answeredBy: answeredAt === null ? null : pick(to),
        endedAt,
      });
    }
  }
  return calls;
}

/** What a PBX tells of a call, each time for each phone. */
export function eventsOf(call: InventedCall): PbxEvent[] {
  const { callId, direction, startedAt, answeredAt, answeredBy, endedAt } = call;
  const events: PbxEvent[] = [];
  const tell = (event: PbxEvent['event'], phone: string, at: number): void => {
    const [from, to] = [spellNumber(call.from, startedAt), spellNumber(phone, startedAt)];
    events.push({ event, callId, from, to, timestamp: spellTime(at, startedAt) });
  };
  for (const phone of call.to) {
    tell(direction === 'outgoing' ? 'OUTGOING_RINGING' : 'INCOMING_RINGING', phone, startedAt);
    if (phone === answeredBy && answeredAt !== null) tell('CONNECTED', phone, answeredAt);
    // The other phones of a group are told to stop when one of them is picked up.
    const end = answeredAt !== null && phone !== answeredBy ? answeredAt + 300 : endedAt;
    if (end !== null) tell('DISCONNECTED', phone, end);
  }
  return events;
}

/** PBXs differ in how they write numbers and times; of one call, which `style` stands for, they stay with it. */
function spellNumber(number: string | null, style: number): string {
  if (number === null) return style % 2 === 0 ? 'anonymous' : '';
  if (!number.startsWith('+')) return number;
  return style % 2 === 0 ? number.replace(/^\+31/, '0') : number.slice(1);
}

function spellTime(at: number, style: number): string {
  const spellings = [String(at), (at / 1000).toFixed(3), new Date(at).toISOString()];
  return spellings[style % spellings.length] ?? '';
}

/** These events in another order, every fourth of them twice. */
export function shuffled(events: readonly PbxEvent[], seed: number): PbxEvent[] {
  const random = createRandom(seed);
  return [...events, ...events.filter((_, index) => index % 4 === 0)]
    .map((event) => ({ event, place: random(1_000_000) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ event }) => event);
}

/** Whole numbers below a bound, the same ones for the same seed (https://en.wikipedia.org/wiki/Lehmer_random_number_generator). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return Math.floor((state / 2_147_483_647) * below);
  };
}
