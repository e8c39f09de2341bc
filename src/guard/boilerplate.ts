import { foldCode } from './fold.ts'

/**
 * What stands under every mail of a house and is about no mail at all: who may read it, what is not meant, what is never
 * asked, where the rules for privacy stand. In Dutch, English, German and French, by line and by paragraph, because mail
 * programs break such a text into lines that say nothing by themselves.
 */

/** Longest paragraph that is looked at as a whole. */
export const PARAGRAPH_LOOK_MAX = 1600

const ABOUT_MESSAGE = new RegExp(String.raw`\b(?:berichte?n?|e-?mails?|mail|mailbericht|messages?|nachrichten?|courriels?|transmission|communication|bijlagen?|attachments?|anh[äa]nge?|pi[èe]ces? jointes?)\b`, 'i')
const SUBJECTS = [
  new RegExp(String.raw`vertrouwelijk|confidential|vertraulich|confidentiel|privileged|persoonlijk bestemd|beroepsgeheim|schweigepflicht|secret (?:professionnel|m[ée]dical)`, 'i'),
  new RegExp(String.raw`geadresseerde|uitsluitend bestemd|uitsluitend bedoeld|niet bedoeld voor|bestemd voor|bedoeld voor|niet voor u|intended|addressee|recipient|not (?:meant )?for you|empf[äa]nger|bestimmt|adressat|destinataire|destin[ée]`, 'i'),
  new RegExp(String.raw`abusievelijk|ten onrechte|per vergissing|per ongeluk|per abuis|verwijder|vernietig|in error|by mistake|delete|destroy|irrt[üu]mlich|versehentlich|l[öo]schen|vernichten|par erreur|supprimer|supprimez|d[ée]truire|d[ée]truisez`, 'i'),
  /aansprakelijk|liab|haftung|haften|responsabilit|virus|rechten worden ontleend|legally binding|rechtsverbindlich/i,
  new RegExp(String.raw`openba(?:ar|re) ?(?:making|te ?maken|maken)|vermenigvuldig|versprei|doorsturen aan|disclos|copying|copied|disseminat|distribution|unauthori[sz]ed|prohibited|weitergabe|weitergeben|vervielf|untersagt|unbefugt|divulg|reproduction|diffusion|interdite?s?\b|toegestaan|verboden`, 'i'),
]
/** Beginnings of the words of the patterns above: a line without them is no boilerplate, and that is soon seen. */
const SUBJECT_BEGINNINGS = ['vert conf priv pers bero schw secr', 'gead uits bedo best niet inte addr reci not empf dest adre', 'abus onre verg abui ongel verw vern erro mist dele dest irrt vers losc erre supp detr', 'aans liab haft resp viru ontl lega rech', 'open verm vers door disc copy copi diss dist unau proh weit verv unte unbe divu repr diff inte toeg verb']
const MESSAGE_BEGINNINGS = 'beri mail emai mess nach cour tran comm bijl atta anha piec'
const NEVER_BEGINNINGS = 'nooi neve niem jama'
/** Bits of the message itself and of what is never done, beside one bit for each subject. */
const MESSAGE_BIT = 32
const NEVER_BIT = 64

/** For each four letters, five bits a letter: which subjects a word that begins so may speak of. */
const beginnings = new Uint8Array(1 << 20)
for (const [index, list] of [...SUBJECT_BEGINNINGS, MESSAGE_BEGINNINGS, NEVER_BEGINNINGS].entries()) {
  for (const word of list.split(' ')) {
    const key = beginningKey(word, 0)
    beginnings[key] = (beginnings[key] ?? 0) | (1 << index)
  }
}

/** The first four letters of a word as one number; 0 when it has fewer. */
function beginningKey(text: string, at: number): number {
  let key = 0
  for (let step = 0; step < 4; step += 1) {
    const unit = at + step < text.length ? text.charCodeAt(at + step) : 0
    const code = unit < 128 ? unit | 32 : foldCode(unit)
    if (code < 97 || code > 122) return 0
    key = key * 32 + code - 96
  }
  return key
}

/** What a line may speak of, one bit for each subject. */
function subjectBits(line: string): number {
  let bits = 0
  let isInWord = false
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at) | 32
    const isLetter = (code >= 97 && code <= 122) || code > 0xbf
    if (isLetter && !isInWord) bits |= beginnings[beginningKey(line, at)] ?? 0
    isInWord = isLetter
  }
  return bits
}

/** Shortest line that can be a disclaimer, in characters. */
const LENGTH_MIN = 25
const THIS_MESSAGE = /^(?:dit|deze|de inhoud|this|the (?:content|information)|diese|ce|cet)\b/i

/** "We never ask for your password by mail": a warning against others, which asks and tells nothing. */
const NEVER_ASKED = new RegExp(String.raw`\b(?:nooit|never|niemals|jamais)\b.{0,60}\b(?:vragen|vraagt|ask|asks|request|fragen|bitten|verlangen|demand\p{L}*)|(?:vragen|ask|fragen|demand\p{L}*)\b.{0,30}\b(?:nooit|never|niemals|jamais)\b`, 'iu')
const ASKED_VALUE = new RegExp(String.raw`wachtwoord|password|passcode|pin\b|pincode|kennw[öo]rt|passw[öo]rt|mots? de passe|codes?\b|bank|rekening|kont[oe]n?|account|bsn|steuernummer|card|kaart|karte`, 'i')

/** A footer about the message itself: at least two of its usual subjects, one of them the message or liability. */
export function isDisclaimer(line: string): boolean {
  if (line.length < LENGTH_MIN) return false
  const bits = subjectBits(line)
  if ((bits & NEVER_BIT) !== 0 && NEVER_ASKED.test(line) && ASKED_VALUE.test(line) && !/\d/.test(line)) return true
  if (!mayBeDisclaimer(bits)) return false
  const subjects = SUBJECTS.filter((subject) => subject.test(line)).length
  return subjects >= 3 || (subjects >= 1 && ABOUT_MESSAGE.test(line) && (subjects >= 2
    || THIS_MESSAGE.test(line)) && !/\d{4}/.test(line))
}

/** Enough beginnings to be boilerplate at all. */
function mayBeDisclaimer(bits: number): boolean {
  let subjects = 0
  for (let bit = 1; bit < MESSAGE_BIT; bit <<= 1) if ((bits & bit) !== 0) subjects += 1
  return subjects >= 3 || (subjects >= 1 && (bits & MESSAGE_BIT) !== 0)
}

/** How a footer about the message begins. A paragraph that begins otherwise may hold a matter of its own. */
const OPENING = new RegExp('^(?:disclaimer|let op|attention|important|wichtig|hinweis|avertissement|nota bene|dit (?:e-?mail)?bericht|deze (?:e-?mail|mail|berichten|informatie)|de (?:inhoud|informatie)|aan (?:dit|deze)|in(?:dien|formatie)|'
  + 'als (?:u|je|jij)|bent u|is dit|vertrouwelijk|strikt vertrouwelijk|ontvangt|heeft u|wij (?:vragen|zijn)|this (?:e-?mail|message|communication|transmission)|the (?:contents?|information)|if (?:you|this)|confidential|privileged|strictly|any (?:use|disclosure|unauth)|you (?:have|may)|we (?:never|will|do|accept)|'
  + 'unauthori[sz]ed|diese (?:e-?mail|nachricht|mail)|dieses|der inhalt|die (?:in|inform)|vertraulich|falls|sollten|wenn sie|wir (?:fragen|bitten|weisen)|ce (?:message|courriel|mail)|cet |cette |le (?:contenu|pr[ée]sent)|les inform|confidentiel|si (?:vous|ce)|toute |nous ne )', 'i')

/** Whether a line can be the first one of a footer. */
export const mayOpenDisclaimer = (line: string): boolean => OPENING.test(line)

/** The same as `isDisclaimer` for a paragraph that was broken into lines. */
export const isDisclaimerParagraph = (paragraph: string): boolean => mayOpenDisclaimer(paragraph)
  && isDisclaimer(paragraph)
