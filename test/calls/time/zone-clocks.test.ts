import { expect, test } from '@jest/globals';
import { clockOf } from '../../../src/calls/time/zone-clocks.ts';

test('a clock is remembered', () => {
  const clock = clockOf('Asia/Tokyo');
  expect(clock.zone).toBe('Asia/Tokyo');
  expect(clockOf('Asia/Tokyo')).toBe(clock);
});

test('many names of zones are not all remembered', () => {
  const clock = clockOf('Asia/Tokyo');
  for (const zone of Intl.supportedValuesOf('timeZone').slice(0, 30)) clockOf(zone);
  expect(clockOf('Asia/Tokyo')).not.toBe(clock);
});

test('a name that is no time zone throws, and takes no place', () => {
  const clock = clockOf('Asia/Tokyo');
  for (let number = 0; number < 30; number++) expect(() => clockOf(`Europe/Atlantis${number}`)).toThrow(RangeError);
  expect(clockOf('Asia/Tokyo')).toBe(clock);
});
