import type { CallEventKind } from '../domain/call-event.ts';

type Meaning = Exclude<CallEventKind, 'name-lookup' | 'unknown'> | 'ringing';

/** `ringing`: the call's direction decides. */
const WORDS: Readonly<Record<Meaning, string>> = {
  'incoming-ringing': 'incoming_ringing IncomingCall',
  'outgoing-ringing': 'outgoing_ringing OutgoingCall',
  ringing: 'ringing created newCall CHANNEL_CREATE',
  connected: 'connected in-progress answered answer CallAccepted CHANNEL_ANSWER',
  disconnected: 'disconnected ended hangup HungUp CHANNEL_HANGUP',
};

const meanings: ReadonlyMap<string, Meaning> = new Map(
  Object.entries(WORDS).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [spelling(word), meaning as Meaning]),
  ),
);

/** Whether somebody has taught us this word for an event. */
export function isEventWord(word: string): boolean {
  return meanings.has(spelling(word));
}

/** Which event a PBX reports. */
export function kindOfEvent(statusDescription: string, status: string, direction: string): CallEventKind {
  const word = statusDescription || (/^\d*$/.test(status) ? '' : status);
  if (word === '') return 'name-lookup';
  const meaning = meanings.get(spelling(word));
  if (meaning !== 'ringing') return meaning ?? 'unknown';
  return /^out/i.test(direction) ? 'outgoing-ringing' : 'incoming-ringing';
}

function spelling(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}
