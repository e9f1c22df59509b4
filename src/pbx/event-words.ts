import type { CallEventKind } from '../domain/call-event.ts';

/** What an event's word says; of `ringing`, the call's direction says whose phone it is. */
type Meaning = Exclude<CallEventKind, 'name-lookup' | 'unknown'> | 'ringing';

/** How telephone systems call their events. The same word means the same in all of them. */
const DIALECTS: readonly Readonly<Partial<Record<Meaning, string>>>[] = [
  // Unite, https://www.voipzeker.nl/helpdesk/provisioning-instructies/voipzeker-webhook
  {
    'incoming-ringing': 'INCOMING_RINGING',
    'outgoing-ringing': 'OUTGOING_RINGING',
    connected: 'CONNECTED',
    disconnected: 'DISCONNECTED',
  },
  // Voys and VoIPGRID, https://help.voys.nl/integraties/gespreksnotificaties/technische-specificaties
  { ringing: 'created ringing', connected: 'in-progress answered', disconnected: 'ended' },
  // sipgate, https://developer.sipgate.io/push-api/api-reference/; Zammad's generic CTI speaks it too
  { ringing: 'newCall', connected: 'answer', disconnected: 'hangup' },
  // Placetel, https://github.com/Placetel/call-control-notify-api
  {
    'incoming-ringing': 'IncomingCall',
    'outgoing-ringing': 'OutgoingCall',
    connected: 'CallAccepted',
    disconnected: 'HungUp',
  },
  // 3CX's states of a call, and its webhook add-ons, https://creomate.com/3cx-crm-bundle
  { ringing: 'Ringing', 'outgoing-ringing': 'Dialing', connected: 'Connected Talking IncomingCall_Started' },
  // Asterisk: channel states and events, https://docs.asterisk.org/Asterisk_20_Documentation/API_Documentation/AMI_Events
  {
    ringing: 'Ring Ringing Newchannel DialBegin',
    'outgoing-ringing': 'Dialing',
    connected: 'Up Answer BridgeEnter',
    disconnected: 'Hangup',
  },
  // FreeSWITCH, https://developer.signalwire.com/freeswitch/FreeSWITCH-Explained/Introduction/Event-System/Event-List_7143557/
  {
    ringing: 'CHANNEL_CREATE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA',
    'outgoing-ringing': 'CHANNEL_OUTGOING CHANNEL_ORIGINATE',
    connected: 'CHANNEL_ANSWER CHANNEL_BRIDGE',
    disconnected: 'CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_DESTROY',
  },
  // Twilio and those who speak like it, https://www.twilio.com/docs/voice/api/call-resource#call-status-values
  {
    ringing: 'queued initiated ringing',
    connected: 'in-progress answered',
    disconnected: 'completed busy failed no-answer canceled cancelled',
  },
  // Vonage, https://developer.vonage.com/en/legacy-client-sdk/in-app-voice/concepts/call-statuses
  { ringing: 'started', disconnected: 'rejected timeout' },
  // Others: VideoSDK, https://docs.videosdk.live/telephony/managing-calls/sip-webhooks; Sinch, Relatel
  {
    ringing: 'call-started call-ringing call.new',
    'incoming-ringing': 'call.incoming',
    connected: 'call-answered call.answer',
    disconnected: 'call-hangup call-missed call.ended',
  },
];

const meanings: ReadonlyMap<string, Meaning> = new Map(
  DIALECTS.flatMap((dialect) =>
    Object.entries(dialect).flatMap(([meaning, words]) =>
      words.split(' ').flatMap((word) => [word, spelling(word)].map((key) => [key, meaning as Meaning] as const)),
    ),
  ),
);

/** Whether a word is a known one for an event. */
export function isEventWord(word: string): boolean {
  return findMeaning(word) !== undefined;
}

/**
 * Which event a PBX reports. The description decides; without one a word in `status` does, but never a number, which
 * means something else in each system. With neither it is a plain question for a name.
 */
export function kindOfEvent(statusDescription: string, status: string, direction: string): CallEventKind {
  const word = statusDescription || (/^\d*$/.test(status) ? '' : status);
  if (word === '') return 'name-lookup';
  const meaning = findMeaning(word);
  if (meaning !== 'ringing') return meaning ?? 'unknown';
  return /^(?:out|uit)/i.test(direction) ? 'outgoing-ringing' : 'incoming-ringing';
}

function findMeaning(word: string): Meaning | undefined {
  return meanings.get(word) ?? meanings.get(spelling(word));
}

/** `INCOMING_RINGING`, `incoming-ringing` and `incomingRinging` are one word. */
function spelling(word: string): string {
  return word.toLowerCase().replaceAll(/[-_. ]/g, '');
}
