/**
 * The `$variables` that each place of a connector may use. What the CRM answers is never among them: an answer is the
 * input of an expression, so its own names are written bare.
 */

/** For what is made of answers: secrets are not to be had there, or they could end up in a contact. */
export const ANYWHERE = ['settings', 'captured'] as const;

/** For logging in. */
export const IN_AUTH = [...ANYWHERE, 'secrets'] as const;

export const IN_LOOKUP_ANSWERS = [...ANYWHERE, 'phone', 'spelling', 'steps', 'item'] as const;
export const IN_LOOKUP_REQUESTS = [...IN_LOOKUP_ANSWERS, 'secrets'] as const;

export const IN_SYNC_ANSWERS = [...ANYWHERE, 'since', 'token', 'page', 'offset'] as const;
export const IN_SYNC_REQUESTS = [...IN_SYNC_ANSWERS, 'secrets', 'cursor', 'ids'] as const;

export const IN_FIELDS = [...ANYWHERE, 'phone', 'steps', 'tables'] as const;
