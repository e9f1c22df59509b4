/** The names in a query, form or body that are none of those a CRM's documentation has. */
export function unknownNames(given: object, known: string): string[] {
  const names = new Set(known.split(' '));
  return Object.keys(given).filter((name) => !names.has(name));
}
