import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Fallback } from '../../src/domain/display-name.ts';
import { REPLY_FORMAT_NAMES, type ReplyFormat } from '../../src/domain/hook.ts';
import type { Answer, AnswerContact, Reply } from '../../src/pbx/answer.ts';
import { REPLY_FORMATS } from '../../src/pbx/reply-formats.ts';
import { nameOf } from '../../src/pbx/shown-text.ts';

type Nameless = Omit<Answer, 'name'>;

const PIET: AnswerContact = {
  person: 'Piet de Vries',
  company: 'Smit & Zonen',
  contactUrl: 'https://crm.example/contacts/17?a=1&b=%20',
  source: 'klanten',
  template: null,
};
const ANNE: AnswerContact = {
  person: null,
  company: 'Bakkerij Smit',
  contactUrl: null,
  source: 'relaties',
  template: null,
};

const UNKNOWN: Nameless = {
  chosen: undefined,
  contacts: [],
  number: '31612345678',
  e164: '+31612345678',
  withheld: false,
  callerName: '',
  display: { template: null, max: 40, charset: 'utf8' },
  fallback: { kind: 'empty' },
};
const FOUND: Nameless = { ...UNKNOWN, chosen: PIET, contacts: [PIET, ANNE] };

const FALLBACKS: readonly Fallback[] = [
  { kind: 'empty' },
  { kind: 'number' },
  { kind: 'echo' },
  { kind: 'text', text: 'Onbekend' },
];

/** The name follows from the rest. */
function reply(format: ReplyFormat, answer: Nameless): Reply {
  const name = answer.chosen ? nameOf(answer.chosen, answer.display) : '';
  return REPLY_FORMATS[format]({ ...answer, name });
}

function body(format: ReplyFormat, answer: Nameless): string {
  return reply(format, answer).body;
}

describe('text', () => {
  test('is the bare name', () => {
    expect(reply('text', FOUND)).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: 'Piet de Vries (Smit & Zonen)',
    });
  });

  test('of an unknown caller is empty', () => {
    expect(body('text', UNKNOWN)).toBe('');
  });

  test('is written by the hook’s template, or else the source’s', () => {
    const chosen = { ...PIET, template: '{company} - {person}' };
    expect(body('text', { ...FOUND, chosen })).toBe('Smit & Zonen - Piet de Vries');
    const display = { ...FOUND.display, template: '{person}' };
    expect(body('text', { ...FOUND, chosen, display })).toBe('Piet de Vries');
  });
});

describe('json', () => {
  const FIELDS = {
    name: 'Piet de Vries (Smit & Zonen)',
    person: 'Piet de Vries',
    company: 'Smit & Zonen',
    number: '31612345678',
    e164: '+31612345678',
    source: 'klanten',
    contactUrl: 'https://crm.example/contacts/17?a=1&b=%20',
  };

  test('is everything about who was found, in the contract’s order', () => {
    const { contentType, body } = reply('json', FOUND);
    expect(contentType).toBe('application/json; charset=utf-8');
    expect(body).toBe(
      JSON.stringify({
        found: true,
        ...FIELDS,
        contacts: [
          FIELDS,
          {
            ...FIELDS,
            name: 'Bakkerij Smit',
            person: null,
            company: 'Bakkerij Smit',
            source: 'relaties',
            contactUrl: null,
          },
        ],
      }),
    );
  });

  test.each(FALLBACKS)('of an unknown caller has every field and no fallback: $kind', (fallback) => {
    expect(body('json', { ...UNKNOWN, callerName: 'Anne', fallback })).toBe(
      '{"found":false,"name":null,"person":null,"company":null,"number":"31612345678","e164":"+31612345678",' +
        '"source":null,"contactUrl":null,"contacts":[]}',
    );
  });

  test.each(['anonymous', '+31 (0)6 12345678', '"\\<\0', '', 'sip:17@pbx.example;x=%20'])(
    'has the number as it was sent: %j',
    (number) => {
      for (const answer of [FOUND, UNKNOWN]) {
        expect(JSON.parse(body('json', { ...answer, number, e164: null }))).toMatchObject({ number, e164: null });
      }
    },
  );

  test('cuts the name, but neither person nor company', () => {
    const answer = { ...FOUND, display: { ...FOUND.display, max: 4 } };
    expect(JSON.parse(body('json', answer))).toMatchObject({
      name: 'Piet',
      person: 'Piet de Vries',
      company: 'Smit & Zonen',
    });
  });

  test('of a contact that nothing can be shown of is that of an unknown caller', () => {
    const chosen = { ...PIET, person: '\u200b', company: '"' };
    expect(JSON.parse(body('json', { ...FOUND, chosen, contacts: [chosen] }))).toMatchObject({
      found: false,
      contacts: [],
    });
  });
});

describe('ack', () => {
  test('is a form that says ACK and the name, without what ends or changes a value', () => {
    expect(reply('ack', FOUND)).toEqual({
      contentType: 'text/plain; charset=utf-8',
      body: 'status=ACK&callername=Piet de Vries (Smit en Zonen)',
    });
    const chosen = { ...PIET, person: 'A+B=C#1 & 100%', company: null };
    expect(body('ack', { ...FOUND, chosen })).toBe('status=ACK&callername=A B C 1 en 100');
  });

  test('keeps to the limit with what it put in', () => {
    const chosen = { ...PIET, person: null, company: 'A&B&C&D' };
    expect(body('ack', { ...FOUND, chosen, display: { ...FOUND.display, max: 9 } })).toBe(
      'status=ACK&callername=A en B en',
    );
  });

  test('of an unknown caller is NAK, or ACK with the fallback', () => {
    const answer = { ...UNKNOWN, number: '+31612345678', callerName: 'Smit & Co' };
    const bodies = FALLBACKS.map((fallback) => body('ack', { ...answer, fallback }));
    expect(bodies).toEqual([
      'status=NAK',
      'status=ACK&callername=31612345678',
      'status=ACK&callername=Smit en Co',
      'status=ACK&callername=Onbekend',
    ]);
  });
});

describe('gigaset', () => {
  test('is a list of one entry', () => {
    expect(reply('gigaset', FOUND)).toEqual({
      contentType: 'text/xml; charset=utf-8',
      body:
        '<?xml version="1.0" encoding="UTF-8"?><list response="get_list" type="pb" total="1" first="1" last="1">' +
        '<entry id="1"><ln>Piet de Vries (Smit &amp; Zonen)</ln><hm>31612345678</hm></entry></list>',
    });
  });

  test.each(FALLBACKS)('of an unknown caller is an empty list, and no fallback: $kind', (fallback) => {
    expect(body('gigaset', { ...UNKNOWN, callerName: 'Anne', fallback })).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><list response="get_list" type="pb" notfound="hm" total="0"/>',
    );
  });

  test('escapes what XML knows and drops what it has no place for', () => {
    expect(body('gigaset', { ...FOUND, number: `<&>"'\0\ud800\uffff1` })).toContain(
      '<hm>&lt;&amp;&gt;&quot;&apos;1</hm>',
    );
  });
});

describe('empty', () => {
  test.each([FOUND, UNKNOWN, { ...UNKNOWN, fallback: { kind: 'number' } as const }])('is empty', (answer) => {
    expect(body('empty', answer)).toBe('');
  });
});

describe('fallbacks', () => {
  const answer: Nameless = { ...UNKNOWN, number: '"Jan" <sip:+31612345678@x;y>', callerName: 'Smit\r\n<Jan>' };

  test('are made safe like any name', () => {
    const bodies = FALLBACKS.map((fallback) => body('text', { ...answer, fallback }));
    expect(bodies).toEqual(['', 'Jan sip:+31612345678@xy', 'Smit Jan', 'Onbekend']);
    const display = { ...answer.display, max: 5 };
    expect(body('text', { ...answer, display, fallback: { kind: 'text', text: 'Onbekend' } })).toBe('Onbek');
  });

  test('show no number of a caller who withholds it', () => {
    expect(body('text', { ...answer, number: 'anonymous', withheld: true, fallback: { kind: 'number' } })).toBe('');
    expect(body('text', { ...answer, number: 'anonymous', withheld: true, fallback: { kind: 'echo' } })).toBe(
      'Smit Jan',
    );
  });

  test('stand in for a contact that nothing can be shown of', () => {
    const chosen = { ...PIET, person: null, company: '\u200b' };
    expect(body('text', { ...answer, chosen, fallback: { kind: 'text', text: 'Onbekend' } })).toBe('Onbekend');
  });
});

describe('in every format, whatever is in the contacts and the request', () => {
  const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}"<>\\;${}%]/u;
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'"<>\\;${}%&=+#\r\n\0 ab\u200b\u202e\ud800é'.split('')) }),
  );
  const contact = fc.record({
    person: fc.option(text),
    company: fc.option(text),
    contactUrl: fc.option(text),
    source: text,
    template: fc.constantFrom(null, '{company}; {person}', '{person} = {company}'),
  });
  const answer: fc.Arbitrary<Nameless> = fc.record({
    chosen: fc.option(contact, { nil: undefined }),
    contacts: fc.array(contact, { maxLength: 3 }),
    number: text,
    e164: fc.constantFrom(null, '+31612345678'),
    withheld: fc.boolean(),
    callerName: text,
    display: fc.record({
      template: fc.constant(null),
      max: fc.integer({ min: 1, max: 50 }),
      charset: fc.constantFrom('utf8', 'latin1', 'ascii'),
    }),
    fallback: fc.oneof(fc.constantFrom(...FALLBACKS), fc.record({ kind: fc.constant('text' as const), text })),
  });

  test('text and ack hold nothing forbidden', () => {
    fc.assert(
      fc.property(answer, (answer) => {
        expect(body('text', answer)).not.toMatch(FORBIDDEN);
        const [status, name, ...rest] = body('ack', answer).split('&');
        expect(rest).toEqual([]);
        expect(status).toBe(name === undefined ? 'status=NAK' : 'status=ACK');
        expect((name ?? 'callername=x').replace('callername=', '')).toMatch(/^[^&=+%#]+$/);
        expect(name ?? '').not.toMatch(FORBIDDEN);
      }),
    );
  });

  test('json says the same number, and names that hold nothing forbidden', () => {
    fc.assert(
      fc.property(answer, (answer) => {
        interface Named {
          readonly [field: string]: string | null;
        }
        const reply = JSON.parse(body('json', answer)) as Named & { contacts: Named[] };
        for (const said of [reply, ...reply.contacts]) {
          expect(`${said['name']}${said['person']}${said['company']}`).not.toMatch(FORBIDDEN);
          expect(said['number']).toBe(answer.number);
        }
      }),
    );
  });

  test('gigaset is well-formed', () => {
    fc.assert(
      fc.property(answer, (answer) => {
        expect(body('gigaset', answer)).toMatch(
          /^<\?xml version="1.0" encoding="UTF-8"\?><list [a-z0-9_ ="]+(?:\/>|><entry id="1"><ln>(?:[^<&>]|&[a-z]+;)+<\/ln><hm>(?:[^<&>]|&[a-z]+;)*<\/hm><\/entry><\/list>)$/,
        );
        expect(body('gigaset', answer)).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
      }),
    );
  });

  test('no reply ends in a new line', () => {
    fc.assert(
      fc.property(answer, (answer) => {
        for (const format of REPLY_FORMAT_NAMES) expect(body(format, answer)).not.toMatch(/\s$/);
      }),
    );
  });
});
