/**
 * Sentences as people write them around a number, in four languages: `{v}` is the value, `{n}` a name, `|` parts sentences,
 * `~` is a line end and `^` a tab. `lookalikes` are the sentences in which the same digits are nobody's.
 */
export const around: Readonly<Record<string, readonly string[]>> = {
  BSN: [
    'Het burgerservicenummer van {n} is {v}.|bsn {v}|BSN={v}|BSN-nr. {v} graag verwerken|Zijn bsn luidt {v}, wil je dat opnemen?|Kun je {v} nazoeken? Dat is het BSN van {n}.|{n} ({v}) is vandaag opgenomen|De cliënt heeft BSN {v} en woont in Ede',
    '(bsn {v})|Sofi-nummer {v}|burgerservicenr {v}|Beste Anke,~~Naam: {n}~BSN: {v}~Geboren: 3-4-1961~~Groet, Jan|Naam^BSN^Geboren~{n}^{v}^03-04-1961|Naam;BSN;Telefoon~{n};{v};0612345678|Naam            BSN            Geb.datum~{n}     {v}     3-4-1961',
    'BSN kind: {v}|BSN van de moeder: {v}, BSN vader volgt|Order 44120, factuur 88231, en het BSN is {v}.|> Op 3 mei schreef Eva:~> het bsn van {n} is {v}|Betreft {n}, bsn {v}, kenmerk 2025/448|Citizen service number: {v}|Her BSN ({v}) is attached|Son BSN néerlandais est {v}',
    'Dossier^Cliënt^BSN~12^{n}^{v}|"naam","bsn"~"{n}","{v}"|BSN~{v}|onderwijsnummer {v} (gelijk aan het bsn)|Kopie id (bsn {v}) volgt per post|BSN’s: {v} en dat van haar man|de BSN {v} klopt niet met de naam',
  ],
  NHS: ['NHS number {v}|NHS No. {v}|Her NHS number is {v}.|{n}, NHS {v}, seen today|Name^NHS number~{n}^{v}|{v} is the NHS number of {n}'],
  NINO: ['NI number {v}|National Insurance: {v}|NINO {v}|{n} ({v})|Her National Insurance no. is {v}'],
  STEUER_ID: ['Steuer-ID {v}|IdNr. {v}|Steueridentifikationsnummer: {v}|Die Steuer-ID von {n} lautet {v}.|steuerliche Identifikationsnummer {v}|Name;Steuer-ID~{n};{v}'],
  KVNR: ['Versichertennummer {v}|KVNR: {v}|Krankenversichertennummer von {n}: {v}|Vers.-Nr. {v}|{n}, versichert unter Versichertennummer {v}'],
  NIR: ['numéro de sécurité sociale : {v}|NIR {v}|n° SS {v}|Son numéro de sécu est le {v}.|Assurée : {n}, {v}'],
  RIJKSREGISTER: ['rijksregisternummer {v}|RRN: {v}|INSZ {v}|het rijksregisternr. van {n} is {v}|numéro national {v}|NISS : {v}|numéro de registre national {v}'],
  IBAN: ['Maak het over op {v} t.n.v. {n}|IBAN: {v}|{n} heeft rekening {v}|Please pay into {v}|Konto {v} von {n}|virement sur {v}|Naam;Rekening~{n};{v}'],
  CARD: ['creditcard {v} geldig t/m 04/29|kaartnummer: {v}|Mijn visa is {v}, cvc 123|card number {v}|please charge {v}|Kreditkarte {v}|numéro de carte : {v}'],
  V_NUMBER: ['V-nummer {v}|vreemdelingennummer {v}|v-nr {v}|{n}, V-nummer: {v}'],
  PASSPORT: ['paspoortnummer {v}|paspoort nr. {v}|ID-kaart {v}|nummer identiteitsbewijs: {v}|Documentnummer: {v}|kopie paspoort ({v})|het nummer van zijn paspoort is {v}|passport {v}|Reisepass {v}'],
  DRIVING_LICENCE: ['rijbewijsnummer {v}|rijbewijs {v}|rijbewijsnr: {v}|nummer van het rijbewijs: {v}'],
  CLIENT_NUMBER: ['patiëntnummer {v}|cliëntnummer: {v}|dossiernr. {v}|zaaknummer {v}|Patiëntnr {v} ({n})|Patientennummer {v}|Fallnummer: {v}|hospital no. {v}|MRN {v}|numéro de dossier {v}|n° patient {v}'],
  PHONE: ['bel mij op {v}|tel. {v}|T: {v}|mobiel {v}|Bereikbaar op {v}|Telefoon {v} (kantoor)|call me on {v}|Mobile: {v}|Handy: {v}|Sie erreichen mich unter {v}|tél. {v}|appelez le {v}'],
  DOB: ['{n}, geboren {v}|geb. {v}|geboortedatum: {v}|{n} (geb. {v}) komt morgen|{n}, {v}|geb.datum {v}|{n}, born {v}|DOB {v}|D.O.B.: {v}|geboren am {v}|Geburtsdatum: {v}|{n}, né le {v}|Date de naissance : {v}'],
  PASSWORD: [
    'Het wachtwoord is {v}|wachtwoord: {v}|Inloggen kan met jan en {v} als wachtwoord|ww {v}|Gebruikersnaam: f.hofstra~Wachtwoord: {v}|Tijdelijk wachtwoord voor {n}: {v}|je kunt erin met wachtwoord "{v}"|Dit is je wachtwoord: {v}. Wijzig het na inloggen.|Wifi: Gastnet, wachtwoord {v}',
    'The password is {v}|pw: {v}|use {v} as the password|Username: jdoe~Password: {v}|I have reset your password to {v}|Das Passwort lautet {v}|Kennwort: {v}|Dein neues Passwort ist {v}|Le mot de passe est {v}|mdp: {v}|Identifiant : jdupont~Mot de passe : {v}',
  ],
}

/** Sentences in which a number is an order, an invoice, a reference: `{v}` passes the check of the named kind. */
export const lookalikes: Readonly<Record<string, readonly string[]>> = {
  BSN: [
    'ordernummer {v}|Uw factuur {v} staat open|factuurnr: {v}|klantnummer {v}|Ons kenmerk: {v}|uw referentie {v}|artikelnummer {v}|Artikel {v} is leverbaar|RSIN {v}|betalingskenmerk {v}|serienummer {v}|ticket {v} is gesloten|meldingsnummer {v}|pakket {v} is onderweg|track & trace {v}',
    'Debiteur {v}|Order {v} is verzonden naar Jan de Boer|Contract {v} loopt af|Zie offerte {v} van vorige week|projectnummer {v}|Artikel;Aantal;Ordernr~Stoel;4;{v}|Omschrijving     Bestelnummer     Aantal~Bureaustoel      {v}      4|meterstand {v}|De oplage was {v} stuks|meeting-ID: {v}',
    'Graag bij betaling vermelden: {v}|subsidienummer {v}|Bestelnr.~{v}|ISBN {v}|factuur {v} d.d. 3-4-2025|Klantnr {v}, BSN niet nodig|Wij hebben uw BSN niet meer nodig. Ordernummer: {v}|werkorder {v}: Jan Bos komt langs|Naam;Klantnr;Plaats~Jan;{v};Ede|Zaak          Kenmerk        Status~Bezwaar       {v}      open',
    'Order^Aantal~{v}^3|mevrouw Jansen belde over order {v}|Herinnering factuur {v} - de heer Bos|Dag Jan,~~Klopt het dat order {v} nog niet geleverd is?|https://example.nl/orders/{v}/status|€ {v},00|invoice {v}|your reference {v}|tracking number {v}|Rechnungsnr. {v}|Ihr Zeichen {v}|facture n° {v}|N° de commande : {v}',
  ],
  NHS: ['order number {v}|customer no. {v}|serial number {v}|Ticket {v} closed|booking ref {v}|Quote no {v} for Mr Hollis|tel {v}|Account ref {v}'],
  STEUER_ID: ['Bestellnummer {v}|Rechnung {v}|Kundennummer {v}|Auftrag {v}|Lieferschein {v}|Sendungsnummer {v}|Aktenzeichen {v}|Vertragsnummer {v}'],
  NIR: ['commande {v}|référence {v}|numéro client {v}|colis {v}|devis {v}|SIRET {v}'],
  CARD: ['ordernummer {v}|EAN {v}|trackingnummer {v}|kenmerk {v}|IMEI {v}|Sendungsnummer {v}'],
  DOB: ['factuur van {v}|de vergadering van {v}|versie {v}|Op {v} schreef Eva:|Uw brief d.d. {v}|Datum: {v}|ingangsdatum {v}|Verzonden: {v}|meeting on {v}|Sent: {v}|Rechnung vom {v}|gültig bis {v}|facture du {v}|réunion le {v}|valable jusqu’au {v}'],
}
