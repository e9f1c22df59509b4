import { describe, expect, test } from '@jest/globals';
import type { FoundContact, SharedRule } from '../../src/domain/contact.ts';
import { chooseContact } from '../../src/lookup/choose-contact.ts';

/** `Sanne @ Acme`, `Sanne`, `@ Acme`; a source before a colon: `crm: Sanne`. */
function contact(text: string, shared: SharedRule): FoundContact {
  const [, source = 'file', rest = ''] = /^(?:(\w+): )?(.*)$/.exec(text) ?? [];
  const [person = '', company = ''] = rest.split('@').map((part) => part.trim());
  return { person: person || null, company: company || null, contactUrl: null, source, shared, template: null };
}

function choose(contacts: string, shared: SharedRule) {
  const [first, ...others] = contacts.split(' + ').map((text) => contact(text, shared));
  return first && chooseContact([first, ...others]);
}

function chosen(contacts: string, shared: SharedRule): string {
  const choice = choose(contacts, shared);
  return choice ? [choice.person, choice.company && `@ ${choice.company}`].filter(Boolean).join(' ') : 'nobody';
}

describe('of several contacts with one number', () => {
  test.each([
    ['one person is the person', 'Sanne @ Acme', 'Sanne @ Acme'],
    ['a row with only a company is that company', '@ Acme', '@ Acme'],
    ['the same person twice is that person', 'Sanne @ Acme + sanne  @ ACME B.V.', 'Sanne @ Acme'],
    ['one person and the company itself are the person', '@ Acme + Sanne @ Acme', 'Sanne @ Acme'],
    ['several of one company are the company', 'Sanne @ Acme + Piet @ Acme', '@ Acme'],
    ['a company is the same but for case and legal form', 'Sanne @ Acme B.V. + Piet @ ACME bv', '@ Acme B.V.'],
    ['the first source decides', 'a: Sanne + b: Piet @ Acme + b: Jan @ Acme', 'Sanne'],
    ['the first source decides, for a company too', 'a: Sanne @ Acme + a: Jan @ Acme + b: Piet', '@ Acme'],
    ['of several companies the first counts', 'Sanne @ Acme + Piet @ Beta', 'Sanne @ Acme'],
    ['of several persons without a company the first counts', 'Sanne + Piet', 'Sanne'],
    ['a person outside the company is not of it', 'Sanne @ Acme + Piet', 'Sanne @ Acme'],
  ])('%s', (_rule, contacts, expected) => {
    expect(chosen(contacts, 'first')).toBe(expected);
  });

  test.each([
    ['all: every company', 'all', 'Sanne @ Acme + Piet @ Beta + Jan @ Beta', '@ Acme / Beta'],
    ['all: every person where there is no company', 'all', 'Sanne + Piet', '@ Sanne / Piet'],
    ['all: every person where not all are of the company', 'all', 'Sanne @ Acme + Piet', '@ Sanne / Piet'],
    ['all: the companies, though one of them has a person', 'all', 'Sanne @ Acme + @ Beta', '@ Acme / Beta'],
    ['none: nobody', 'none', 'Sanne @ Acme + Piet @ Beta', 'nobody'],
    ['none: nobody, though only one of the companies has a person', 'none', 'Sanne @ Acme + @ Beta', 'nobody'],
    ['none says nothing of one company', 'none', 'Sanne @ Acme + Piet @ Acme', '@ Acme'],
  ] as const)('a source may choose %s', (_rule, shared, contacts, expected) => {
    expect(chosen(contacts, shared)).toBe(expected);
  });

  test.each([
    ['Sanne @ Acme', 'first', 'the only contact with this number'],
    ['Sanne @ Acme + @ Acme', 'first', 'the only person with this number'],
    ['@ Acme + @ Acme B.V.', 'first', 'the only company with this number'],
    ['Sanne @ Acme + Piet @ Acme', 'first', '2 persons of one company'],
    ['Sanne @ Acme + Piet @ Beta', 'first', '2 companies share this number; the first in file order'],
    ['Sanne @ Acme + Piet', 'first', '2 persons share this number; the first in file order'],
    ['Sanne + Piet + Jan', 'all', '3 persons share this number; all are shown'],
  ] as const)('%s (%s): because it is %s', (contacts, shared, reason) => {
    expect(choose(contacts, shared)?.reason).toBe(reason);
  });
});
