import { FIXED_NAME } from './baseline.ts';
import { CONTACT_COUNT, knownNumber, nameOf, unknownNumber } from './contacts.ts';
import type { Callers } from './load.ts';
import { createRandom } from './random.ts';

const REQUEST_COUNT = 500_000;
const KNOWN_SHARE = 0.7;

/** A long row of ready-made requests, all of one length, each from a random caller. */
export interface Requests {
  readonly count: number;
  /** The bytes of request `index`. */
  bytes(index: number): Buffer;
  /** The body that answers request `index`. */
  expected(index: number): Buffer;
  /** The length of that body in bytes, at once. */
  expectedLength(index: number): number;
}

/** Makes the requests beforehand, so that sending one costs next to nothing. The same callers in every run. */
export function createRequests(token: string, callers: Callers): Requests {
  const draw = createRandom(20_240_229);
  const template = requestText(token, '0'.repeat(8), '0'.repeat(11));
  const callIdAt = template.indexOf('callid=') + 'callid='.length;
  const numberAt = template.indexOf('callfrom=') + 'callfrom='.length;
  const size = Buffer.byteLength(template);
  const all = Buffer.alloc(size * REQUEST_COUNT, template, 'latin1');
  /** The contact of each request; -1 for an unknown caller. */
  const contacts = new Int32Array(REQUEST_COUNT).fill(-1);
  const lengths = new Uint8Array(REQUEST_COUNT);
  const answer = (contact: number): Buffer => Buffer.from(answerText(callers, contact));
  for (let index = 0; index < REQUEST_COUNT; index += 1) {
    const contact = Math.floor(draw() * CONTACT_COUNT);
    const known = draw() < KNOWN_SHARE;
    const number = known ? knownNumber(contact) : unknownNumber(contact, draw());
    if (known) contacts[index] = contact;
    lengths[index] = answer(contacts[index] ?? -1).length;
    all.write(number, index * size + numberAt, 'latin1');
    all.write(index.toString(16).padStart(8, '0'), index * size + callIdAt, 'latin1');
  }
  return {
    count: REQUEST_COUNT,
    bytes: (index) => all.subarray(index * size, (index + 1) * size),
    expected: (index) => answer(contacts[index] ?? -1),
    expectedLength: (index) => lengths[index] ?? -1,
  };
}

/** The query form of the webhook, as a PBX sends it. */
function requestText(token: string, callId: string, from: string): string {
  const query =
    `callid=${callId}&callfrom=${from}&callto=31201234567&status=0` +
    `&status_desc=INCOMING_RINGING&direction=in&timestamp=${Date.now()}`;
  return `GET /w/${token}?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: pbx\r\nAccept: */*\r\n\r\n`;
}

function answerText(callers: Callers, contact: number): string {
  if (callers === 'all-fixed') return FIXED_NAME;
  return callers === 'all-unknown' || contact < 0 ? '' : nameOf(contact);
}
