import { describe, expect, test } from '@jest/globals';
import { mapColumns } from '../../../../src/sources/file/table/map-columns.ts';
import { guessField } from '../../../../src/sources/file/table/guess-field.ts';

describe('a column is known by its name:', () => {
  test.each([
    ['Voornaam', 'first'],
    ['voorletters', 'first'],
    ['First_Name', 'first'],
    ['Vorname', 'first'],
    ['TUSSENVOEGSEL', 'infix'],
    ['Voorvoegsel(s)', 'infix'],
    ['Achternaam', 'last'],
    ['Nachname', 'last'],
    ['Last name', 'last'],
    ['Volledige naam', 'name'],
    ['Full Name', 'name'],
    ['Vollständiger Name', 'name'],
    ['Person - Name', 'name'],
    ['Bedrijf', 'company'],
    ['Firma', 'company'],
    ['Organization 1 - Name', 'company'],
    ['Telefoonnummer (werk)', 'phone'],
    ['Téléfoon', 'phone'],
    ['Mobiel', 'phone'],
    ['Mobiltelefon', 'phone'],
    ['Handynummer', 'phone'],
    ['GSM-nr.', 'phone'],
    ['Phone 1 - Value', 'phone'],
    ['phone_12_number', 'phone'],
    ['Tel.', 'perhaps phone'],
    ['06-nummer', 'perhaps phone'],
    ['Home 2', 'perhaps phone'],
    ['Telefax', 'fax'],
    ['Business Fax', 'fax'],
    ['Faxnummer', 'fax'],
    ['Phone 1 - Type', 'other'],
    ['PhoneExtension', 'other'],
    ["Assistant's Phone", 'other'],
    ['Telefoonnummer noodgeval', 'other'],
    ['Pager', 'other'],
    ['Phonetic First Name', 'other'],
    ['Titel', 'unknown'],
    ['Contact owner', 'unknown'],
    ['Account Name.id', 'unknown'],
    ['E-mailadres', 'other'],
    ['Notities', 'unknown'],
    ['', 'unknown'],
  ])('%s: %s', (name, field) => {
    expect(guessField(name)).toBe(field);
  });
});

function fieldsOf(columns: string[], rows: string[][] = [], chosen = {}): Readonly<Record<string, string>> {
  return mapColumns(columns, rows, 'NL', chosen).columns;
}

describe('the contents decide', () => {
  const numbers = ['020-1234567', '06 12345678', '+31 30 1234567'];

  test('where a name says nothing', () => {
    expect(
      fieldsOf(
        ['Wie', 'Bereikbaar op'],
        numbers.map((number) => ['Jan', number]),
      ),
    ).toEqual({
      Wie: 'name',
      'Bereikbaar op': 'phone',
    });
  });

  test('beside a column that says it holds numbers', () => {
    const rows = numbers.map((number) => ['Jan', '0612345678', number]);
    expect(fieldsOf(['Naam', 'Telefoon', 'Anders'], rows)).toMatchObject({ Anders: 'phone' });
  });

  test.each([
    ['customer numbers', ['1000234', '1000235', '1000236']],
    ['dates', ['01-02-2024', '05-06-2024', '2024-01-31']],
    ['post codes', ['1234 AB', '1235 AB', '1236 AB']],
    ['bank accounts', ['NL91 ABNA 0417 1643 00', 'NL02 RABO 0123 4567 89', '']],
    ['chamber of commerce numbers', ['12345678', '87654321', '11223344']],
  ])('that %s are no telephone numbers', (_, cells) => {
    const rows = cells.map((cell) => ['Jan', '0612345678', cell]);
    expect(fieldsOf(['Naam', 'Telefoon', 'Iets'], rows)).not.toHaveProperty('Iets');
  });

  test('whether a doubtful name means numbers', () => {
    const rows = [['Jan', 'Telgen', 'Amsterdam', '0201234567']];
    const fields = fieldsOf(['Naam', 'Telgroep', 'Other', 'Tel'], rows);
    expect(fields).toEqual({ Naam: 'name', Tel: 'phone' });
  });

  test('and a doubtful name with no contents at all is believed', () => {
    expect(fieldsOf(['Naam', 'Mobile', 'Other'])).toMatchObject({ Other: 'phone' });
  });

  test('that internal numbers are numbers where there are no others', () => {
    expect(
      fieldsOf(
        ['Naam', 'Nummer'],
        [
          ['Receptie', '101'],
          ['Magazijn', '102'],
        ],
      ),
    ).toEqual({
      Naam: 'name',
      Nummer: 'phone',
    });
  });
});

describe('several columns of one field', () => {
  test('stand in for each other, the best name first', () => {
    const plan = mapColumns(['Voorletters', 'Voornaam', 'Achternaam', 'Telefoon'], [], 'NL', {});
    expect(plan.first).toEqual([1, 0]);
  });

  test.each([
    [['Naam', 'Voornaam', 'Tel'], { Naam: 'last', Voornaam: 'first' }],
    [['Naam', 'Voornaam', 'Achternaam', 'Tel'], { Naam: 'name' }],
    [['Naam', 'Contactpersoon', 'Tel'], { Naam: 'company', Contactpersoon: 'name' }],
    [['Relatiecode', 'Naam', 'Tel'], { Naam: 'company' }],
    [['Bedrijf', 'Naam', 'Contactpersoon', 'Tel'], { Bedrijf: 'company', Naam: 'name' }],
  ])('%j: whose name "Naam" is', (columns, fields) => {
    expect(fieldsOf(columns)).toMatchObject(fields);
  });
});

describe('what a person chooses', () => {
  test('goes before what the names say', () => {
    const rows = [['0201234567', '0612345678', 'Jan', 'Piet']];
    expect(fieldsOf(['Telefoon', 'Mobiel', 'Naam', 'Alias'], rows, { phone: ['Mobiel'], name: ['Alias'] })).toEqual({
      Mobiel: 'phone',
      Alias: 'name',
    });
  });

  test('can be several columns for telephone numbers, and a fax if it must be', () => {
    expect(fieldsOf(['Fax', 'Tel', 'Naam'], [], { phone: ['Fax', 'Tel'] })).toEqual({
      Fax: 'phone',
      Tel: 'phone',
      Naam: 'name',
    });
  });

  test('needs neither the case nor the accents of the name', () => {
    expect(fieldsOf(['Privé-nummer', 'Naam'], [], { phone: ['PRIVE nummer'] })).toMatchObject({
      'Privé-nummer': 'phone',
    });
  });
});
