import type { Display, Fallback } from '../domain/display-name.ts';

/** A contact as a reply can show it. */
export interface AnswerContact {
  readonly person: string | null;
  readonly company: string | null;
  readonly contactUrl: string | null;
  readonly source: string;
  /** The source's own name template, used where the display has none. */
  readonly template: string | null;
}

/** All a reply may need, whatever its format. */
export interface Answer {
  /** Who is shown; undefined when nobody is known or to be shown. */
  readonly chosen: AnswerContact | undefined;
  /** Their name as the display shows it; empty where there is nothing to show. */
  readonly name: string;
  /** Everybody who has the number. */
  readonly contacts: readonly AnswerContact[];
  /** The number asked about, decoded and otherwise as sent. */
  readonly number: string;
  readonly e164: string | null;
  /** The caller hides who they are: the number is no number. */
  readonly withheld: boolean;
  /** The name the PBX already had. */
  readonly callerName: string;
  readonly display: Display;
  readonly fallback: Fallback;
}

/** What goes back to the PBX, always with status 200. */
export interface Reply {
  readonly contentType: string;
  readonly body: string;
}
