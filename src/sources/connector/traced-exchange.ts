/** One exchange with a CRM as it may be shown: secrets are blanked. */
export interface TracedExchange {
  /** Where in the connector the request stands, such as `collections.contacts.lookup`. */
  readonly step: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Null when there was no answer. */
  readonly status: number | null;
  /** What the connector's rules made of it; the reason where there was no answer. */
  readonly outcome: string;
  /** The beginning of the answer. */
  readonly answer: string | null;
  readonly milliseconds: number;
}

export type TraceExchange = (exchange: TracedExchange) => void;
