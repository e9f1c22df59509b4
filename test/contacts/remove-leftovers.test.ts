import { expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers } from '../../src/contacts/remove-leftovers.ts';

test('what a killed process has left behind goes after a day, and what is in use stays', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'ringname-'));
  const hoursAgo = async (name: string, hours: number) => {
    await writeFile(join(directory, name), 'x');
    const time = Date.now() / 1000 - hours * 3600;
    await utimes(join(directory, name), time, time);
  };
  await hoursAgo('left.sync', 25);
  await hoursAgo('left.upload', 48);
  await hoursAgo('in-use.sync', 23);
  await removeLeftovers(directory);
  expect(await readdir(directory)).toEqual(['in-use.sync']);
  await rm(directory, { recursive: true });
  await removeLeftovers(directory);
});
