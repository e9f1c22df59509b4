import { describe, expect, test } from '@jest/globals';
import { DEFAULT_PATH } from '../../src/pbx/path-form.ts';
import { readCall, type CallRequest } from '../../src/pbx/read-call.ts';

function read(request: Partial<CallRequest>) {
  return readCall({ path: '', query: '', body: '', ...request }, { path: DEFAULT_PATH, fields: {} });
}

const INCOMING = {
  kind: 'incoming-ringing',
  callId: '1562062791',
  from: '31612345678',
  to: '31201234567',
  status: '0',
  statusDescription: 'INCOMING_RINGING',
  direction: 'in',
  timestamp: '1562062791299',
  callerName: '',
};

describe('a call is read', () => {
  test('from the query form', () => {
    const query =
      'callid=1562062791&callfrom=31612345678&callto=31201234567&status=0' +
      '&status_desc=INCOMING_RINGING&direction=in&timestamp=1562062791299';
    expect(read({ query })).toEqual(INCOMING);
  });

  test('from the path form', () => {
    const path = '/1562062791/31612345678/31201234567/0/INCOMING_RINGING/in/1562062791299';
    expect(read({ path })).toEqual(INCOMING);
  });
});
