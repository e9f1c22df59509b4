import type { CallEvent, CallEventKind } from '../domain/call-event.ts';
import type { Workspace } from '../domain/contact.ts';
import type { Country } from '../domain/phone-number.ts';
import { SIGN, type CallFacts, type ShownName } from './call-facts.ts';
import { readEventTime, type ClockNote } from './event-time.ts';
import { isExtension, readParty, storableText, WITHHELD, type Party } from './party.ts';

/** What a phone was told when it rang. */
export type ToldName = Omit<ShownName, 'at'>;

/** One event as it reached us. */
export interface ReceivedEvent {
  readonly workspace: Workspace;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly event: Pick<CallEvent, 'kind' | 'callId' | 'from' | 'to' | 'direction' | 'timestamp'>;
  /** Null where no name was asked for. */
  readonly told: ToldName | null;
  /** Keep only hashes of outside numbers, and no name. */
  readonly hashed: boolean;
}

/** How the log keeps what an event says. */
export interface EventRules {
  /** For numbers without a country code. */
  readonly country: Country;
  /** What stands for an outside number that is not to be kept; the same number always gives the same text. */
  hash(number: Party): Party;
}

const LONGEST_CALL_ID = 128;

const NOTE_SIGNS: Readonly<Record<ClockNote, number>> = {
  'no timestamp': SIGN.noTimestamp,
  'unreadable timestamp': SIGN.unreadableTimestamp,
  'timestamp before 2000': SIGN.tooOldTimestamp,
  'timestamp in the future': SIGN.futureTimestamp,
};

/** Whether an event is part of a call; a plain look-up of a name and an unknown event are not. */
export function isOfCall(kind: CallEventKind): boolean {
  return kind !== 'name-lookup' && kind !== 'unknown';
}

/** What one event of a call says of it. */
export function factsOfEvent(received: ReceivedEvent, rules: EventRules): CallFacts {
  const { event, told, hashed } = received;
  const { at, note } = readEventTime(event.timestamp, received.receivedAt);
  const party = (text: string): Party => {
    const read = readParty(text, rules.country);
    return hashed && read !== WITHHELD && !isExtension(read) ? rules.hash(read) : read;
  };
  const rang = event.kind === 'incoming-ringing' || event.kind === 'outgoing-ringing';
  const connected = event.kind === 'connected';
  return {
    workspace: received.workspace,
    callId: storableText(event.callId, LONGEST_CALL_ID),
    caller: party(event.from),
    firstAt: at,
    lastAt: at,
    lastRangAt: rang ? at : null,
    lastConnectedAt: connected ? at : null,
    signs: signsOf(event) | (note ? NOTE_SIGNS[note] : 0),
    legs: [
      {
        phone: party(event.to),
        rangAt: rang ? at : null,
        connectedAt: connected ? at : null,
        endedAt: event.kind === 'disconnected' ? at : null,
      },
    ],
    shown: told && {
      at,
      name: hashed ? null : told.name,
      source: told.source,
      contactUrl: hashed ? null : told.contactUrl,
      unnamed: told.unnamed,
    },
  };
}

function signsOf({ kind, direction }: ReceivedEvent['event']): number {
  const rang = kind === 'incoming-ringing' ? SIGN.rangIn : kind === 'outgoing-ringing' ? SIGN.rangOut : 0;
  const said = /^\s*in/i.test(direction) ? SIGN.saidIn : /^\s*out/i.test(direction) ? SIGN.saidOut : 0;
  return rang | said;
}
