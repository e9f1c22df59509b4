/** What a column of a contact file can hold. `fax` is recognised so that it is not taken for a telephone. */
export type Field = 'phone' | 'name' | 'first' | 'middle' | 'infix' | 'last' | 'company' | 'url' | 'fax';

/** The fields a person may name with `map`. A contact has one text of each, but any number of phones. */
export const FIELDS: readonly Field[] = ['phone', 'name', 'first', 'middle', 'infix', 'last', 'company', 'url'];

/**
 * How columns are called in Dutch, English and German, without case, accents and punctuation. Where a file has several
 * columns of one field, the name that stands first here wins.
 */
export const COLUMN_NAMES: Readonly<Record<Exclude<Field, 'phone' | 'fax'>, readonly string[]>> = {
  name: words(`
    fullname displayname contactperson contactname personname callername name person
    volledigenaam weergavenaam contactpersoon contactnaam persoonnaam naam persoon
    vollstandigername anzeigename ansprechpartner kontaktperson kontaktname kontakt contact`),
  first: words(`
    firstname givenname fname personfirstname
    voornaam roepnaam voornamen persoonvoornaam
    vorname vornamen
    voorletters initialen initials`),
  middle: words('middlename additionalname middelstenaam tweedenaam weiterevornamen zweitervorname'),
  infix: words(`
    infix surnameprefix lastnameprefix
    tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tussenv voorvoegselachternaam
    namensvorsatz vorsatzwort`),
  last: words(`
    lastname surname familyname lname personlastname
    achternaam familienaam persoonachternaam
    nachname familienname zuname`),
  company: words(`
    company companyname organization organisation organizationname organization1name personorganization
    personorganisation accountname associatedcompany society customername
    bedrijf bedrijfsnaam naambedrijf organisatie organisatienaam persoonorganisatie firmanaam klantnaam relatienaam
    firma firmenname unternehmen`),
  url: words('contacturl recordurl'),
};

/** A number that is somebody else's, or that nobody calls from; these win over {@link PHONE_WORDS}. */
export const OTHER_NUMBER_WORDS = words('assist asst pager telex emergency noodgeval notfall phonetic webphone email');

/** The ends of column names that describe a number and do not hold it: "Phone 1 - Type". */
export const DESCRIPTION_ENDINGS = words('type label extension flags speeddial locale country id');

/** A column with one of these in its name holds telephone numbers. */
export const PHONE_WORDS = words('telefo phone mobiel mobil handy cellular gsm');

/** The same, if its cells bear it out, for words too short to be found in the middle ("Titel" is no telephone). */
export const PHONE_BEGINNINGS = words('tel mob cell number nummer 06');

/** The same, if its cells bear it out, for whole names only. */
export const PHONE_NAMES = words(`
  mobilenumber officenumber homenumber othernumber worknumber isdn callback callerid
  home home2 business business2 other
  terugbellen ruckmeldung funkruf`);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
