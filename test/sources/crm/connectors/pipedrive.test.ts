import { describeConnector } from '../connector-contract.ts';
import { PIPEDRIVE_TOKEN, startPipedriveServer } from '../servers/pipedrive.ts';

describeConnector('pipedrive', {
  start: startPipedriveServer,
  addresses: ['https://api.pipedrive.com'],
  variables: () => ({ PIPEDRIVE_TOKEN, PIPEDRIVE_COMPANY: 'example' }),
  wrong: { PIPEDRIVE_TOKEN: 'api-token-revoked' },
  finds: ['+31201234567', '0201234567', '020 123 4567', '+31 20 123 4567'],
  // The digits are a part of a longer number.
  nearMiss: '+49 201234567',
  secondNumber: 'persons',
  delta: 'without deletes',
  pageSize: 500,
  contactUrl: () => 'https://example.pipedrive.com/person/1000',
  busyUntil: (moment) => ({ 'x-ratelimit-reset': String(Math.ceil((moment - Date.now()) / 1000)) }),
});
