import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually, startService, type RunningService } from '../support/start-service.ts';

let service: RunningService;
beforeAll(async () => {
  service = await startService({ 'b.csv': 'Naam;Telefoon\nSanne de Wit;06-12345678\nPiet Jansen;020-1234567\n' });
});
afterAll(() => service.stop());

const nameOf = async (number: string) => (await fetch(`${service.hook}?from=${encodeURIComponent(number)}`)).text();
const isLive = (number: string, name: string) =>
  eventually(
    () => nameOf(number),
    (shown) => shown === name,
  );

describe('the contacts folder while the service runs', () => {
  test('a changed file is live within two seconds, although its numbers were cached', async () => {
    expect(await nameOf('0612345678')).toBe('Sanne de Wit');
    await service.drop('b.csv', 'Naam;Telefoon\nSanne Smit;06-12345678\n');
    await isLive('0612345678', 'Sanne Smit');
    expect(await nameOf('0201234567')).toBe('');
  });

  test('a new file is live within two seconds, although its numbers were known to be unknown', async () => {
    expect(await nameOf('0301234567')).toBe('');
    await service.drop('c.csv', 'company,phone\n"Proef, De",+31 30 123 45 67\n');
    await isLive('0301234567', 'Proef, De');
  });

  test('a broken file leaves the last good contents in force and says why', async () => {
    await service.drop('c.csv', 'Naam,Plaats\nJan,Utrecht\nPiet,Delft\n');
    await eventually(
      async () => service.log(),
      (log) => /c\.csv.*no column/i.test(log),
    );
    expect(await nameOf('0301234567')).toBe('Proef, De');
    await service.drop('c.csv', 'company,phone\nMended,030 1234567\n');
    await isLive('0301234567', 'Mended');
  });

  test('where two files know a number, the first by name decides', async () => {
    await service.drop('a.csv', 'Naam;Telefoon\nFrom file a;06-12345678\n');
    await isLive('0612345678', 'From file a');
    await rename(join(service.contactsDir, 'a.csv'), join(service.contactsDir, 'z.csv'));
    await isLive('0612345678', 'Sanne Smit');
  });

  test("a removed file's contacts go", async () => {
    await rm(join(service.contactsDir, 'z.csv'));
    await rm(join(service.contactsDir, 'b.csv'));
    await isLive('0612345678', '');
  });

  test('Windows-1252 with semicolons, as a Dutch Excel saves it', async () => {
    await service.drop(
      'excel.csv',
      Buffer.from(
        'Voornaam;Tussenvoegsel;Achternaam;Bedrijf;Tel.\r\nRen\xe9e;van;Brink;Caf\xe9 \x80;612345679\r\n',
        'latin1',
      ),
    );
    await isLive('+31612345679', 'Renée van Brink (Café €)');
  });
});
