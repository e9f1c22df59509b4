import { describe, expect, test } from '@jest/globals';
import { inWords, readText } from '../read-text.ts';

describe('an XML phone book', () => {
  test.each([
    ['DirectoryEntry', '<X><DirectoryEntry><Name>Eva</Name><Telephone>0201234567</Telephone></DirectoryEntry></X>'],
    ['any case', '<x><DIRECTORYENTRY><NAME>Eva</NAME><telephone>0201234567</telephone></DIRECTORYENTRY></x>'],
    ['attributes', '<X><Menu Name="Klanten"><Unit Name="Eva" Phone1="0201234567" Phone2=""/></Menu></X>'],
    ['a namespace', '<b:X xmlns:b="urn:x"><b:item><b:name>Eva</b:name><b:number>0201234567</b:number></b:item></b:X>'],
    [
      'CDATA',
      '<X><Contact><Name><![CDATA[Eva]]></Name><Phone><phonenumber>0201234567</phonenumber></Phone></Contact></X>',
    ],
    [
      'comments and a declaration',
      '<?xml version="1.0"?><!-- x --><X><item><!-- y --><name>Eva</name><number>0201234567</number></item></X>',
    ],
  ])('with %s', async (_, text) => {
    const { contacts, report } = await readText(text);
    expect(inWords(contacts)).toEqual(['Eva: +31201234567']);
    expect(report).toMatchObject({ format: 'xml', encoding: 'utf-8', delimiter: null, rows: 1 });
  });

  test('has names turned round where nearly all are written "Last, First"', async () => {
    const entries = ['Bos, Eva', 'Vries, Jan de'].map(
      (name, index) =>
        `<contact><person><realName>${name}</realName></person><number>020123456${index}</number></contact>`,
    );
    const { contacts } = await readText(`<phonebooks><phonebook>${entries.join('')}</phonebook></phonebooks>`);
    expect(contacts.map(({ person }) => person)).toEqual(['Eva Bos', 'Jan de Vries']);
  });

  test.each([
    ['an entity of XML', 'Vis &amp; Zn &#8211; &#xe9;', 'Vis & Zn – é'],
    ['a bare ampersand, as Fanvil writes it', 'Vis & Zn', 'Vis & Zn'],
  ])('may have %s', async (_, name, person) => {
    const { contacts } = await readText(`<x><item><name>${name}</name><number>0201234567</number></item></x>`);
    expect(contacts[0]?.person).toBe(person);
  });

  test('does not take a fax for a telephone', async () => {
    const { contacts, report } = await readText(
      `<x><Contact><LastName>Bos</LastName><Phone type="Fax"><phonenumber>0201234567</phonenumber></Phone>
      <Phone type="Work"><phonenumber>0301234567</phonenumber></Phone><number type="fax_work">0401234567</number></Contact></x>`,
    );
    expect(inWords(contacts)).toEqual(['Bos: +31301234567']);
    expect(report.columns).toEqual({
      lastname: 'last',
      'phonenumber (fax)': 'fax',
      phonenumber: 'phone',
      'number (fax)': 'fax',
    });
  });

  test('names the line of an entry that cannot be used', async () => {
    const { report } = await readText('<x>\n<item>\n<name>Eva</name><number>12-ab</number>\n</item>\n</x>');
    expect(report.rejected).toEqual([{ line: 2, column: 'number', value: '12-ab', reason: 'is no telephone number' }]);
  });
});

const LAUGHS = `<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;">]>
<x><item><name>&lol2;</name><number>0201234567</number></item></x>`;

describe('XML is refused', () => {
  test.each([
    ['that laughs a billion times', LAUGHS, 'has a DOCTYPE'],
    ['that reads other files', LAUGHS.replace('"lol"', 'SYSTEM "file:///etc/passwd"'), 'has a DOCTYPE'],
    ['that nests without end', '<a>'.repeat(100_000), 'has elements nested more than 64 deep'],
    [
      'that ends too early',
      '<x><item><name>Eva</name><number>0201234567</number></item>',
      'ends before all of its elements do',
    ],
    ['without entries', '<rss><channel><title>x</title></channel></rss>', 'is XML, but no phone book'],
    ['that is a web page', '<!DOCTYPE html><html><body>Log in</body></html>', 'is a web page'],
    ['with an endless attribute', `<x><item name="${'x'.repeat(500_000)}"/></x>`, 'is no XML that can be read'],
  ])('%s', async (_, text, message) => {
    await expect(readText(text)).rejects.toThrow(message);
  });
});
