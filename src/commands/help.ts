import type { Command } from './command.ts';

const TEXT = `ringname: puts the right name on a ringing phone

  ringname serve                       answer a PBX's calls
  ringname lookup <number>             show who a number is, and why
  ringname import <file> [options]     put a contact file's contacts in the place of what its source had
      --source NAME      the source's name (the file's name without extension)
      --dry-run          tell what would be imported and change nothing
      --map FIELD=COLUMN take a column for a field: phone, name, first, middle, infix, last, company, url;
                         repeatable
      --encoding E       utf-8, windows-1252, utf-16le, cp850, macroman
      --delimiter D      the character between two columns
      --force            also when the source shrinks by more than half
  ringname sync <connector> [--force]  fetch a connector's contacts, or what has changed of them
  ringname test <connector> <number>   ask one connector about one number, and show each request
  ringname stats [options]             what calls came to: the last 30 days, unless
      --from, --to       say otherwise: dates, or instants with an offset; --to is exclusive
      --by LENGTH        hour, day, week or month
      --tz ZONE          another time zone than TIMEZONE

Settings come from the environment and from .env; .env.example tells them all.
`;

export const help: Command = async () => {
  process.stdout.write(TEXT);
  return 0;
};
