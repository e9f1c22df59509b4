import type { Fallback } from './display-name.ts';

/** Reads `empty`, `number`, `echo` or `text:…`; undefined for anything else. */
export function parseFallback(text: string): Fallback | undefined {
  if (text === 'empty' || text === 'number' || text === 'echo') return { kind: text };
  return text.startsWith('text:') ? { kind: 'text', text: text.slice('text:'.length) } : undefined;
}
