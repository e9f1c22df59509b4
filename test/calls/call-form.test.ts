import { expect, test } from '@jest/globals';
import { CALL_CSV_START, formCalls } from '../../src/calls/call-form.ts';
import { describeCall } from '../../src/calls/call.ts';
import { foldCalls } from '../../src/calls/fold-calls.ts';
import { NOON, tell } from './call-streams.ts';

test('a call is a line under the names of its columns', () => {
  const told = { name: '=cmd|Jansen, Piet', source: 'crm', contactUrl: null, unnamed: null };
  const [facts] = foldCalls([tell('rings', '201', 0, { told }), tell('connects', '201', 7), tell('ends', '201', 67)]);
  const call = facts && describeCall(12, facts, NOON);
  expect(CALL_CSV_START + formCalls(call ? [call] : [], 'csv')).toBe(
    '\ufeffid,callId,direction,from,to,name,source,unnamed,state,startedAt,answeredAt,endedAt,ringSeconds,talkSeconds,phones,answeredBy\r\n' +
      `12,1562062791,incoming,'+31612345678,201,"'=cmd|Jansen, Piet",crm,,answered,2026-01-05T11:00:00.000Z,2026-01-05T11:00:07.000Z,2026-01-05T11:01:07.000Z,7,60,1,201\r\n`,
  );
});
