import { AppError } from '../domain/app-error.ts';
import { parsePhoneNumber, toE164 } from '../domain/phone-number.ts';
import type { ConnectorTest } from '../sources/connector/connector-source.ts';
import type { Command } from './command.ts';
import { withConnectors } from './with-connectors.ts';

/** `ringname test <connector> <number>`: asks one connector about one number, and shows each request, secrets blanked. */
export const testCommand: Command = async (args, readEnvironment) => {
  const [name, ...rest] = args;
  const text = rest.join(' ');
  if (name === undefined || text === '') {
    throw new AppError('invalid', 'Which connector, and which number? ringname test <connector> <number>');
  }
  const result = await withConnectors(readEnvironment(), ({ connectors, config }) => {
    const number = parsePhoneNumber(text, config.country, 'pbx');
    if (!number || !toE164(number)) throw new AppError('invalid', `${text}: must be a telephone number`);
    return connectors.test(name, number);
  });
  process.stdout.write(renderTest(result));
  return result.error === null ? 0 : 1;
};

function renderTest({ number, asked, exchanges, candidates, error, milliseconds }: ConnectorTest): string {
  const how = asked === 'lookup' ? 'asked for this number' : 'only syncs; the first page of everything';
  return [
    `${number}: ${how} (${milliseconds} ms)`,
    ...exchanges.flatMap(({ step, method, url, headers, body, status, outcome, answer, milliseconds }) => [
      '',
      `${step}: ${method} ${url}`,
      ...Object.entries(headers).map(([name, value]) => `  ${name}: ${value}`),
      ...(body === null ? [] : [`  ${body}`]),
      `  → ${status ?? 'no answer'}, ${outcome} (${milliseconds} ms)`,
      ...(answer === null ? [] : [`  ${answer}`]),
    ]),
    '',
    ...candidates.map(({ collection, id, contact, verified, lacks }) => {
      const name = contact ? [contact.person, contact.company].filter(Boolean).join(', ') : `no ${lacks}`;
      const numbers = contact?.numbers.join(', ') ?? '';
      return `${verified ? 'has the number' : 'another number'}: ${name} ${numbers} (${collection} ${id ?? 'without id'})`;
    }),
    error === null ? describeCount(asked, candidates) : `failed: ${error}`,
    '',
  ].join('\n');
}

function describeCount(asked: ConnectorTest['asked'], candidates: ConnectorTest['candidates']): string {
  const count = candidates.filter(({ verified }) => verified).length;
  if (asked === 'lookup' && candidates.length === 0) {
    return 'no contact was found; if there is one, the CRM may want the number spelled otherwise: see "spellings"';
  }
  return count === 1 ? '1 contact has the number' : `${count} contacts have the number`;
}
