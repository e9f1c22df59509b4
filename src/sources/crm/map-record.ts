import { parsePhoneNumber, type Country, type PhoneNumber } from '../../domain/phone-number.ts';
import type { MappedRecord } from '../connector/candidate.ts';
import type { ContactFields } from './connector-schema.ts';
import { holds, type Expression, type Variables } from './expression.ts';
import { renderUrlText, type Template } from './template.ts';

const LONGEST_NAME = 200;
const MOST_NUMBERS = 50;

/** Makes a contact of a record. Throws ExpressionError when an expression of the connector fails over it. */
export async function mapRecord(
  record: unknown,
  fields: ContactFields,
  variables: Variables,
  country: Country,
): Promise<MappedRecord> {
  const evaluate = async (expression: Expression | undefined) => expression?.evaluate(record, variables);
  const textOf = async (expression: Expression | undefined) => cleanText(await evaluate(expression));
  const id = (await textOf(fields.id)) || null;
  if (holds(await evaluate(fields.deleted))) return { id, contact: null, lacks: 'deleted' };
  const numbers = readNumbers(await evaluate(fields.phones), country);
  const parts = [await textOf(fields.first), await textOf(fields.infix), await textOf(fields.last)];
  const person = (await textOf(fields.person)) || parts.filter((part) => part !== '').join(' ') || null;
  const company = (await textOf(fields.company)) || null;
  if (person === null && company === null) return { id, contact: null, lacks: 'name' };
  if (numbers.length === 0) return { id, contact: null, lacks: 'number' };
  const contactUrl = fields.contactUrl ? await renderContactUrl(fields.contactUrl, record, variables) : null;
  return { id, contact: { person, company, numbers, ranges: [], contactUrl }, lacks: 'nothing' };
}

/** A name on one line; what is no text and no number is no name. */
function cleanText(value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') return '';
  return String(value).replaceAll(/\s+/g, ' ').trim().slice(0, LONGEST_NAME);
}

/** Every number in a text or in lists of texts, canonical, each once. */
function readNumbers(value: unknown, country: Country): PhoneNumber[] {
  const texts = [value].flat(4).filter((item) => typeof item === 'string' || typeof item === 'number');
  const numbers = texts.slice(0, MOST_NUMBERS).map((text) => parsePhoneNumber(String(text), country, 'file'));
  return [...new Set(numbers.filter((number) => number !== undefined))];
}

/** Null where a value it needs is empty, or where it comes to no web address. */
async function renderContactUrl(template: Template, record: unknown, variables: Variables): Promise<string | null> {
  const text = await renderUrlText(template, variables, record).catch(() => '');
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text).href : null;
}
