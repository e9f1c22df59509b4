import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { connectorSchema } from '../../../src/sources/crm/connector-schema.ts';
import { OWN_FUNCTIONS } from '../../../src/sources/crm/own-functions.ts';
import { SPELLINGS } from '../../../src/sources/crm/phone-spellings.ts';
import * as scopes from '../../../src/sources/crm/variables.ts';

const documentation = readFileSync(join(import.meta.dirname, '../../../docs/connectors.md'), 'utf8');
const marked = new Set(
  documentation.split('`').flatMap((text, index) => (index % 2 === 1 ? (text.match(/[$.]?\w+/g) ?? []) : [])),
);

test('every key of a connector, and every choice, is explained', () => {
  const schema = z.toJSONSchema(connectorSchema, { io: 'input', unrepresentable: 'any' });
  const names = [...new Set(namesIn(schema))];
  expect(names.length).toBeGreaterThan(80);
  expect(names.filter((name) => name.split(' ').some((word) => !marked.has(word)))).toEqual([]);
});

test('every variable, spelling and function of our own is explained', () => {
  const variables = [...Object.values(scopes).flat(), ...Object.keys(OWN_FUNCTIONS)];
  expect(variables.filter((name) => !marked.has(`$${name}`))).toEqual([]);
  expect(SPELLINGS.filter((name) => !marked.has(`.${name}`))).toEqual([]);
});

test('the table of connectors has each with what its file says', () => {
  const folder = join(import.meta.dirname, '../../../connectors');
  const files = readdirSync(folder).filter((name) => name !== 'generic-rest.yaml');
  const rows = files.map((name) => {
    const { type, use, ...file } = parse(readFileSync(join(folder, name), 'utf8')) as Readonly<Record<string, unknown>>;
    const isAsked = type !== 'carddav' && (!Array.isArray(use) || use.includes('lookup'));
    return [`\`${name}\``, file['name'], isAsked ? 'yes' : 'no', file['proven']];
  });
  const table = /## The connectors that come along.*?\n\| -.*?\n(.*?)\n\n/s.exec(documentation)?.[1] ?? '';
  const cells = table.split('\n').map((row) => row.split('|').map((cell) => cell.trim()));
  expect(cells.map(([, file, crm, asked, , proven]) => [file, crm, asked, proven])).toEqual(rows);
});

/** Keys and texts to choose from, at any depth; HTTP's own methods need no explanation. */
function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties, enum: choices = [], const: only } = schema as z.core.JSONSchema.BaseSchema;
  const texts = [...choices, only].filter((text) => typeof text === 'string' && text !== text.toUpperCase());
  return [...Object.keys(properties ?? {}), ...(texts as string[]), ...Object.values(schema).flatMap(namesIn)];
}
