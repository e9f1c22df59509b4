import type { CallEvent } from './domain/call-event.ts';
import type { Display } from './domain/display-name.ts';
import type { Hook } from './domain/hook.ts';
import { UNKNOWN, type Lookup, type LookupResult, type Question, type TraceStep } from './domain/lookup-result.ts';
import { parsePhoneNumber, toE164, type Country, type PhoneNumber } from './domain/phone-number.ts';
import { isWithheld } from './domain/withheld-caller.ts';
import { chooseContact } from './lookup/choose-contact.ts';
import type { Answer } from './pbx/answer.ts';
import { nameOf } from './pbx/shown-text.ts';

/** What answering a call needs of the rest of the house. */
export interface House {
  readonly lookup: Lookup;
  readonly country: Country;
  /** Used where neither the hook nor the contact's source has a template of its own. */
  readonly nameTemplate: string;
}

/** What the PBX is told, and why. */
export interface CallAnswer extends Answer {
  readonly canonical: PhoneNumber | undefined;
  /** Why this contact and no other; or why there is no name. */
  readonly reason: string;
  readonly unnamed: UnnamedReason | undefined;
}

export type UnnamedReason = 'withheld' | 'not a number' | 'nobody has it' | 'could not ask' | 'shared by several';

/** What else there is to say of a question. */
export interface Asking {
  /** As in Question. */
  readonly askedAt: number;
  /** What was asked on the way is added to it. */
  readonly trace?: TraceStep[];
}

/**
 * The whole service: a PBX tells of a call, and gets what its phone is to show; undefined when it asked for no name.
 * Never rejects, since a lookup never does.
 */
export async function answerCall(
  call: CallEvent,
  hook: Hook,
  display: Display,
  house: House,
  { askedAt, trace }: Asking,
): Promise<CallAnswer | undefined> {
  const asked = askedNumber(call);
  if (asked === undefined) return undefined;

  const number = parsePhoneNumber(asked, house.country, 'pbx');
  const result = number ? await house.lookup(question(number, hook, askedAt), trace) : UNKNOWN;
  const choice = result.outcome === 'found' ? chooseContact(result.contacts) : undefined;
  const chosen = choice && withTemplate(choice, house);
  const withheld = number === undefined && isWithheld(asked);
  const unnamed = choice ? undefined : whyUnnamed(result, number, withheld);

  return {
    chosen,
    name: chosen ? nameOf(chosen, display) : '',
    contacts: result.outcome === 'found' ? result.contacts.map((contact) => withTemplate(contact, house)) : [],
    number: asked,
    canonical: number,
    e164: number ? toE164(number) : null,
    withheld,
    callerName: call.callerName,
    display,
    fallback: hook.fallback,
    reason: choice?.reason ?? (result.outcome === 'unavailable' ? result.reason : (unnamed ?? '')),
    unnamed,
  };
}

/** Whose name the phone is to show: who calls, or on a call out, who is called. */
function askedNumber(call: CallEvent): string | undefined {
  switch (call.kind) {
    case 'incoming-ringing':
    case 'name-lookup':
      return call.from;
    case 'outgoing-ringing':
      return call.to;
    case 'connected':
    case 'disconnected':
    case 'unknown':
      return undefined;
  }
}

function withTemplate<T extends { readonly template: string | null }>(contact: T, { nameTemplate }: House): T {
  return contact.template === null ? { ...contact, template: nameTemplate } : contact;
}

function question(number: PhoneNumber, { workspace, sources }: Hook, askedAt: number): Question {
  return sources ? { workspace, number, sources, askedAt } : { workspace, number, askedAt };
}

function whyUnnamed(result: LookupResult, number: PhoneNumber | undefined, withheld: boolean): UnnamedReason {
  if (withheld) return 'withheld';
  if (number === undefined) return 'not a number';
  if (result.outcome === 'unavailable') return 'could not ask';
  return result.outcome === 'found' ? 'shared by several' : 'nobody has it';
}
