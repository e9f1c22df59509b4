import type { CrmRecords } from './crm-server.ts';

/** The companies that the people of a CRM are of, by name; their ids count from `first` on. */
export function companyIds({ people }: CrmRecords, first: number): ReadonlyMap<string, number> {
  const names = new Set([...people.values()].map(({ company }) => company).filter(Boolean));
  return new Map([...names].map((name, index) => [name, first + index]));
}

/** The same as a CRM lists them. */
export function companyRows(records: CrmRecords, first: number): { readonly id: number; readonly name: string }[] {
  return [...companyIds(records, first)].map(([name, id]) => ({ id, name }));
}
