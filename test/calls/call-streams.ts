import { factsOfEvent, type EventRules, type ReceivedEvent, type ToldName } from '../../src/calls/event-facts.ts';
import type { CallFacts } from '../../src/calls/call-facts.ts';
import type { CallEventKind } from '../../src/domain/call-event.ts';
import { MAIN_WORKSPACE } from '../../src/domain/contact.ts';

/** A Monday noon in Amsterdam; times in these tests are told in seconds after it. */
export const NOON = Date.UTC(2026, 0, 5, 11, 0, 0);

const RULES: EventRules = { country: 'NL', hash: (party) => `hashed:${party.length}` };

const WORDS: Readonly<Record<string, CallEventKind>> = {
  rings: 'incoming-ringing',
  dials: 'outgoing-ringing',
  connects: 'connected',
  ends: 'disconnected',
};

/** What an event of these tests says beside its kind, phone and time. */
export interface EventDetails {
  readonly callId?: string;
  readonly from?: string;
  readonly direction?: string;
  readonly timestamp?: string;
  readonly told?: ToldName | null;
  readonly hashed?: boolean;
}

/** One event: `word` is `rings`, `dials`, `connects` or `ends`; `second` counts from `NOON`. */
function createEvent(word: string, to: string, second: number, details: EventDetails = {}): ReceivedEvent {
  const at = NOON + second * 1000;
  const kind = WORDS[word];
  if (!kind) throw new Error(`no event is called ${word}`);
  const { callId = '1562062791', from = '31612345678', direction = '', timestamp = String(at) } = details;
  return {
    workspace: MAIN_WORKSPACE,
    receivedAt: at,
    event: { kind, callId, from, to, direction, timestamp },
    told: details.told ?? null,
    hashed: details.hashed ?? false,
  };
}

/** The same, as the facts it tells. */
export function tell(word: string, to: string, second: number, details: EventDetails = {}): CallFacts {
  return factsOfEvent(createEvent(word, to, second, details), RULES);
}
