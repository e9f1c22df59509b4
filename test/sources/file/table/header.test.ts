import { describe, expect, test } from '@jest/globals';
import { inWords, readText } from '../read-text.ts';

describe('a file without a header', () => {
  test('is read by its contents', async () => {
    const { contacts, report } = await readText('Jan Bos;jan@x.example;0201234567\nGarage Zuid;;06-12345678\n');
    expect(inWords(contacts)).toEqual(['Jan Bos: +31201234567', 'Garage Zuid: +31612345678']);
    expect(report.columns).toEqual({ 'column 1': 'name', 'column 3': 'phone' });
  });

  test('has columns that can be chosen by their position', async () => {
    const { contacts } = await readText('Bos;Jan;0201234567;1\nVis;Ans;0612345678;2\n', {
      map: { last: ['column 1'], first: ['column 2'] },
    });
    expect(inWords(contacts)).toEqual(['Jan Bos: +31201234567', 'Ans Vis: +31612345678']);
  });

  test('has its names turned round where nearly all are written "Last, First"', async () => {
    const { contacts } = await readText(
      '"Vries, Anna de";0201234567\n"Bos, Jan";0612345678\n"Smit, B.V.";0301234567\n',
    );
    expect(contacts.map(({ person }) => person)).toEqual(['Anna de Vries', 'Jan Bos', 'Smit, B.V.']);
  });

  test('keeps a comma in a name where that is not so', async () => {
    const { contacts } = await readText('"Bakkerij Smit, Dorp";0201234567\nJan;0612345678\nPiet;0301234567\n');
    expect(contacts.map(({ person }) => person)).toEqual(['Bakkerij Smit, Dorp', 'Jan', 'Piet']);
  });
});

describe('the header may stand below', () => {
  test('a title', async () => {
    const { contacts, report } = await readText(
      'Relatielijst per 1-2-2024;;\n\nAfdeling;Verkoop;\nNaam;Plaats;Telefoon\nJan;Dorp;020-1234567\nPiet;Dorp;x1\n',
    );
    expect(inWords(contacts)).toEqual(['Jan: +31201234567']);
    expect(report).toMatchObject({ rows: 2, columns: { Naam: 'name', Telefoon: 'phone' }, rejected: [{ line: 6 }] });
  });

  test('a letterhead with a number', async () => {
    const { contacts } = await readText(
      'Bakkerij Smit;tel. 020-7654321;\nNaam;Plaats;Telefoon\nJan;Dorp;020-1234567\n',
    );
    expect(inWords(contacts)).toEqual(['Jan: +31201234567']);
  });

  test('nothing, and a row that sounds like one is a row', async () => {
    const { contacts } = await readText('Jan;020-1234567\nPhone House;n.v.t.\nMobach;030-1234567\n');
    expect(inWords(contacts)).toEqual(['Jan: +31201234567', 'Mobach: +31301234567']);
  });

  test('a title, and have names that a person must choose', async () => {
    const { contacts } = await readText('Lijst\n\nKlant;Plaats;Bel\nJan;Dorp;020-1234567\n', {
      map: { phone: ['Bel'], name: ['Klant'] },
    });
    expect(inWords(contacts)).toEqual(['Jan: +31201234567']);
  });
});

test('columns of the same name, or of none, can be told apart', async () => {
  const { report } = await readText('Naam;Telefoon;Telefoon;\nJan;0201234567;0612345678;0301234567\n');
  expect(report.columns).toEqual({ Naam: 'name', Telefoon: 'phone', 'Telefoon (2)': 'phone', 'column 4': 'phone' });
});

test('a remark below the table is no row, but a row that has lost its columns is told', async () => {
  const { report } = await readText('Naam;Plaats;Telefoon\nJan;Dorp;0201234567\nCopyright 2024\nPiet 0612345678\n');
  expect(report).toMatchObject({
    rows: 2,
    contacts: 1,
    rejected: [{ line: 4, column: null, value: 'Piet 0612345678', reason: 'has one cell where there are 3 columns' }],
  });
});

test('a name that could upset JavaScript is a column like any other', async () => {
  const { report } = await readText('__proto__;constructor;Telefoon\nJan;Bos;0201234567\n');
  expect(Object.entries(report.columns)).toEqual([
    ['__proto__', 'name'],
    ['Telefoon', 'phone'],
  ]);
});

test('a file with thousands of columns is refused', async () => {
  await expect(readText(`${'a,'.repeat(3000)}\n`)).rejects.toThrow('has 3001 columns');
});
