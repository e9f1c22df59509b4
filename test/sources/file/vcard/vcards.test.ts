import { describe, expect, test } from '@jest/globals';
import { inWords, readText } from '../read-text.ts';

async function read(...lines: string[]): Promise<string[]> {
  const { contacts } = await readText(['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n'));
  return inWords(contacts);
}

describe('a vCard', () => {
  test.each<[string, string[], string[]]>([
    ['with a full name', ['FN:Eva Bos', 'N:Anders;Eva', 'TEL:0201234567'], ['Eva Bos: +31201234567']],
    ['with only the parts of one', ['N:Bos;Eva;van den;;', 'TEL:0201234567'], ['Eva van den Bos: +31201234567']],
    ['with an organisation', ['FN:Eva', 'ORG:Bos;Inkoop', 'TEL:0201234567'], ['Eva / Bos: +31201234567']],
    ['of an organisation', ['FN:Bos', 'ORG:Bos;', 'TEL:0201234567'], ['Bos: +31201234567']],
    ['of the kind org', ['KIND:org', 'FN:Bos', 'TEL:0201234567'], ['Bos: +31201234567']],
    ['with escapes', [String.raw`FN:Bos\, Eva\; mr.\nA`, 'TEL:0201234567'], ['Bos, Eva; mr. A: +31201234567']],
    ['with a grouped number', ['FN:Eva', 'item1.TEL;type=pref:0201234567'], ['Eva: +31201234567']],
    ['with a bare type of version 2.1', ['FN:Eva', 'TEL;CELL;PREF:0612345678'], ['Eva: +31612345678']],
    ['with a URI', ['FN:Eva', 'TEL;VALUE=uri;TYPE="voice,work":tel:+31-20-1234567;ext=9'], ['Eva: +31201234567']],
    ['with a fax', ['FN:Eva', 'TEL;TYPE=WORK,FAX:0201234567', 'TEL:0612345678'], ['Eva: +31612345678']],
    ['with a fax by Apple label', ['FN:Eva', 'item1.TEL:0201234567', 'item1.X-ABLabel:_$!<WorkFAX>!$_'], []],
    ['with folded lines', ['FN:Eva van den', '  Bos', 'TEL:020', ' 1234', '\t567'], ['Eva van den Bos: +31201234567']],
    ['in lower case', ['fn:Eva', 'tel;type=cell:0612345678'], ['Eva: +31612345678']],
    ['without a number', ['FN:Eva'], []],
  ])('%s', async (_, lines, contacts) => {
    expect(await read(...lines)).toEqual(contacts);
  });

  test.each([
    ['UTF-8', 'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB M=C3=BCller'],
    ['UTF-8 without saying so', 'FN;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB M=C3=BCller'],
    ['ISO-8859-1', 'FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Zo=EB M=FCller'],
    ['soft line breaks', 'FN;QUOTED-PRINTABLE:Zo=C3=AB=\r\n M=\r\n=C3=BCller'],
    ['an unknown character set', 'FN;CHARSET=KLINGON;ENCODING=QUOTED-PRINTABLE:Zo=C3=AB M=C3=BCller'],
  ])('may be in quoted-printable: %s', async (_, line) => {
    expect(await read('VERSION:2.1', line, 'TEL:0201234567')).toEqual(['Zoë Müller: +31201234567']);
  });

  test('within a card is not the card', async () => {
    const agent = 'AGENT:\nBEGIN:VCARD\nFN:Saar\nTEL:0301234567\nEND:VCARD';
    const { contacts, report } = await readText(`BEGIN:VCARD\nFN:Eva\n${agent}\nTEL:0201234567\nEND:VCARD\n`);
    expect(inWords(contacts)).toEqual(['Eva: +31201234567']);
    expect(report.rows).toBe(1);
  });
});

test.each([
  ['one without an end', 'BEGIN:VCARD\nFN:Eva\nTEL:0201234567\n', {}, 'holds no whole vCard'],
  [
    'one with columns chosen',
    'BEGIN:VCARD\nEND:VCARD\n',
    { map: { phone: ['TEL'] } },
    'has no columns to map: it is a vCard',
  ],
])('%s is refused', async (_, text, options, message) => {
  await expect(readText(text, options)).rejects.toThrow(message);
});

test('an endless photograph or card costs no memory to speak of', async () => {
  const photo = `PHOTO;ENCODING=b:${'A'.repeat(3_000_000)}\n${' AAAA\n'.repeat(100_000)}`;
  expect(
    await read('FN:Eva', photo, 'TEL:0201234567', ...Array.from({ length: 5000 }, () => 'TEL:0612345678')),
  ).toEqual(['Eva: +31201234567 +31612345678']);
});
