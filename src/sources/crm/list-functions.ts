/** What JSONata calls a function on. */
interface Focus {
  readonly createSequence: () => unknown[];
}

type IsBehind = (one: unknown, other: unknown) => Promise<unknown>;

interface ListFunction {
  readonly call: (this: Focus, ...args: never[]) => unknown;
  /** https://docs.jsonata.org/embedding-extending#function-signature-syntax */
  readonly signature: string;
}

/**
 * The functions of JSONata that take time or memory by the square of a list's length: over the longest list it would stop
 * everything for minutes, or end the process. These give the same in less.
 */
export const LIST_FUNCTIONS: Readonly<Record<'distinct' | 'sort' | 'spread', ListFunction>> = {
  distinct: { call: distinct, signature: '<x:x>' },
  sort: { call: sort, signature: '<af?:a>' },
  spread: { call: spread, signature: '<x-:a<o>>' },
};

function distinct(this: Focus, list: unknown): unknown {
  if (!Array.isArray(list) || list.length <= 1) return list;
  const seen = new Set<string | undefined>();
  const results = 'sequence' in list ? this.createSequence() : [];
  for (const value of list as unknown[]) {
    const key = JSON.stringify(value, withSortedKeys);
    if (!seen.has(key)) results.push(value);
    seen.add(key);
  }
  return results;
}

function withSortedKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Without a function: numbers or texts, by their value. With one, which tells whether the first belongs behind the second. */
async function sort(this: Focus, list: unknown[] | undefined, isBehind?: IsBehind): Promise<unknown[] | undefined> {
  if (list === undefined || list.length <= 1) return list;
  if (isBehind !== undefined) return sortBy(list, isBehind);
  if (!['number', 'string'].some((type) => list.every((value) => typeof value === type))) {
    throw Object.assign(new Error('only numbers or only texts can be sorted without a function'), { code: 'T3070' });
  }
  return (list as string[]).toSorted((a, b) => (a > b ? 1 : a < b ? -1 : 0));
}

/** Each goes to its place among those before it; those that are equal stay in their order. */
async function sortBy(list: readonly unknown[], isBehind: IsBehind): Promise<unknown[]> {
  const sorted: unknown[] = [];
  for (const value of list) {
    let from = 0;
    let to = sorted.length;
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if (await isBehind(sorted[middle], value)) to = middle;
      else from = middle + 1;
    }
    sorted.splice(from, 0, value);
  }
  return sorted;
}

/** Objects of one key each. */
function spread(this: Focus, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || '_jsonata_lambda' in value) return value;
  const results = this.createSequence();
  if (!Array.isArray(value)) {
    for (const [key, one] of Object.entries<unknown>({ ...value })) results.push({ [key]: one });
    return results;
  }
  for (const item of value) {
    const inside = spread.call(this, item);
    if (Array.isArray(inside)) for (const one of inside) results.push(one);
    else if (inside !== undefined) results.push(inside);
  }
  return results;
}
