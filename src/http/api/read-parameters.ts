import { AppError } from '../../domain/app-error.ts';

/** The parameters of a query, of which there may be these, each once. Throws AppError `invalid` that names another. */
export function readParameters<N extends string>(query: unknown, names: readonly N[]): Partial<Record<N, string>> {
  for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
    if (!names.some((known) => known === name)) {
      throw new AppError('invalid', `${name}: there is no such parameter; there are ${names.join(', ')}`);
    }
    if (typeof value !== 'string') throw new AppError('invalid', `${name}: give it once`);
  }
  return query as Partial<Record<N, string>>;
}
