/** What a column of a contact file can hold. `fax` is recognised so that it is not taken for a telephone. */
export type Field = 'phone' | 'name' | 'first' | 'middle' | 'infix' | 'last' | 'company' | 'url' | 'fax';

/** Of each of these a contact has one text; phones it may have any number of. */
export const SINGLE_FIELDS = ['name', 'first', 'middle', 'infix', 'last', 'company', 'url'] as const;
export type SingleField = (typeof SINGLE_FIELDS)[number];

/**
 * How columns are called in Dutch, English and German, without case, accents and punctuation, and without a leading
 * "Person -" or "Contact" (see `guessField`). Where a file has several columns of one field, the name that stands first here wins.
 */
export const COLUMN_NAMES: Readonly<Record<SingleField, readonly string[]>> = {
  name: words(`
    fullname displayname contactperson contactname callername realname name
    volledigenaam weergavenaam contactpersoon contactnaam naam
    vollstandigername anzeigename ansprechpartner kontaktperson kontaktname
    contact kontakt`),
  first: words(`
    firstname givenname fname first
    voornaam roepnaam voornamen
    vorname vornamen
    voorletters initialen initials`),
  middle: words('middlename additionalname middelstenaam tweedenaam weiterevornamen zweitervorname'),
  infix: words(`
    infix surnameprefix lastnameprefix
    tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels tussenv voorvoegselachternaam
    namensvorsatz vorsatzwort`),
  last: words(`
    lastname surname familyname lname last
    achternaam familienaam
    nachname familienname zuname`),
  company: words(`
    company companyname organization organisation organizationname organization1name accountname associatedcompany
    society customername relatedcompany parentidname commercialcompanyname
    bedrijf bedrijfsnaam naambedrijf organisatie organisatienaam firmanaam klantnaam relatienaam gerelateerdbedrijf
    firma firmenname unternehmen`),
  url: words('contacturl recordurl'),
};

/** "Naam" beside one of these is not the person's: in "Naam;Contactpersoon" and "Relatiecode;Naam" it is the company's. */
export const COMPANY_LIST_NAMES = words(`
  contactpersoon contactperson ansprechpartner kontaktperson
  relatiecode relatienummer debiteurnummer debiteurcode debiteurennummer klantcode kundennummer`);

/** A number that is somebody else's, or that nobody calls from; these win over {@link PHONE_WORDS}. */
export const OTHER_NUMBER_WORDS = words('assist asst pager telex emergency noodgeval notfall phonetic webphone email');

/** The ends of column names that describe a number and do not hold it: "Phone 1 - Type". */
export const DESCRIPTION_ENDINGS = words('type label extension flags speeddial locale country id');

/** A column with one of these in its name holds telephone numbers. */
export const PHONE_WORDS = words('telefo phone mobiel mobil handy cellular gsm');

/** The same, if its cells bear it out, for words too short to be found in the middle ("Titel" is no telephone). */
export const PHONE_BEGINNINGS = words('tel mob cell number nummer 06');

/** The same, if its cells bear it out, for whole names only; a count may stand behind them. */
export const PHONE_NAMES = words(`
  mobilenumber officenumber homenumber othernumber worknumber isdn callback callerid home business other
  terugbellen ruckmeldung`);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
