import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { CallEventKind } from '../../src/domain/call-event.ts';
import { isEventWord, kindOfEvent } from '../../src/pbx/event-words.ts';

describe('the four events', () => {
  test.each<[string, CallEventKind]>([
    ['INCOMING_RINGING', 'incoming-ringing'],
    ['OUTGOING_RINGING', 'outgoing-ringing'],
    ['CONNECTED', 'connected'],
    ['DISCONNECTED', 'disconnected'],
    ['incoming_ringing', 'incoming-ringing'],
    ['Outgoing-Ringing', 'outgoing-ringing'],
    ['connected', 'connected'],
    ['INCOMING RINGING', 'incoming-ringing'],
  ])('%s is %s, whatever the status and the direction say', (word, kind) => {
    for (const direction of ['', 'in', 'out']) {
      for (const status of ['', '0', '7', 'hangup']) expect(kindOfEvent(word, status, direction)).toBe(kind);
    }
  });
});

describe('words of other systems', () => {
  test.each<[string, string, string, string]>([
    ['Voys, VoIPGRID', 'ringing', 'in-progress', 'ended'],
    ['sipgate', 'newCall', 'answer', 'hangup'],
    ['3CX', 'Ringing', 'Connected', 'hangup'],
    ['Asterisk', 'Newchannel', 'Up', 'Hangup'],
    ['FreeSWITCH', 'CHANNEL_CREATE', 'CHANNEL_ANSWER', 'CHANNEL_HANGUP'],
    ['Twilio', 'initiated', 'in-progress', 'no-answer'],
    ['anybody', 'RINGING', 'answered', 'HUNGUP'],
  ])('%s: %s, %s, %s', (_, ringing, connected, disconnected) => {
    expect(kindOfEvent(ringing, '', '')).toBe('incoming-ringing');
    expect(kindOfEvent(connected, '', 'in')).toBe('connected');
    expect(kindOfEvent(disconnected, '', 'out')).toBe('disconnected');
  });

  test('Placetel says the direction with the word', () => {
    expect(kindOfEvent('IncomingCall', '', '')).toBe('incoming-ringing');
    expect(kindOfEvent('OutgoingCall', '', '')).toBe('outgoing-ringing');
    expect(kindOfEvent('CallAccepted', '', '')).toBe('connected');
    expect(kindOfEvent('HungUp', '', '')).toBe('disconnected');
  });

  test.each([
    ...['in', 'inbound', 'incoming', 'INBOUND', 'internal', '', '0'].map((word) => [word, 'incoming-ringing']),
    ...['out', 'Out', 'outbound', 'OUTGOING', 'outbound-api', 'uitgaand'].map((word) => [word, 'outgoing-ringing']),
  ])('a word that has no direction takes that of the call: %j is %s', (direction, kind) => {
    expect(kindOfEvent('ringing', '', direction)).toBe(kind);
  });
});

describe('without a description', () => {
  test.each<[string, CallEventKind]>([
    ['', 'name-lookup'],
    ['0', 'name-lookup'],
    ['200', 'name-lookup'],
    ['ringing', 'incoming-ringing'],
    ['ended', 'disconnected'],
    ['parked', 'unknown'],
  ])('status %j is %s', (status, kind) => {
    expect(kindOfEvent('', status, '')).toBe(kind);
  });
});

test.each(['PARKED', 'constructor', '__proto__', 'toString', '0', '-', '\0', 'INCOMING_RINGING2'])(
  '%j is unknown',
  (word) => {
    expect(isEventWord(word)).toBe(false);
    expect(kindOfEvent(word, 'ringing', 'in')).toBe('unknown');
  },
);

test('any text is some kind of event', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string(), fc.string(), (word, status, direction) => {
      expect(kindOfEvent(word, status, direction)).not.toBe('name-lookup');
    }),
  );
});
