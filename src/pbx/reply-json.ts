import { makeSafe } from '../domain/display-name.ts';
import type { Answer, AnswerContact, Reply } from './answer.ts';
import { nameOf } from './shown-text.ts';

/** One object with all there is, for 3CX templates and programs; never a fallback. */
export function replyJson(answer: Answer): Reply {
  const { chosen, contacts, number, e164 } = answer;
  const shown = chosen && contactFields(chosen, answer);
  const body =
    shown && shown.name !== ''
      ? { found: true, ...shown, contacts: contacts.map((contact) => contactFields(contact, answer)) }
      : {
          found: false,
          name: null,
          person: null,
          company: null,
          number,
          e164,
          source: null,
          contactUrl: null,
          contacts: [],
        };
  return { contentType: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

/** What is said of one contact, in the order of the contract. */
function contactFields(contact: AnswerContact, { number, e164, display }: Answer) {
  const whole = { ...display, max: Infinity };
  return {
    name: nameOf(contact, display),
    person: contact.person && makeSafe(contact.person, whole),
    company: contact.company && makeSafe(contact.company, whole),
    // 3CX takes a contact only if its number is the searched one, byte for byte: https://numbers.online/docs/integrations/3cx
    number,
    e164,
    source: contact.source,
    contactUrl: contact.contactUrl,
  };
}
