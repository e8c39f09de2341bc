import { foldedWords, foldWord } from '../fold.ts'
import { localOf, type Alarm, type Situation } from './warning.ts'

const GREETING = new RegExp(String.raw`^\s*(?:beste|geachte|hoi|hallo|dag|lieve|hey|hé|goede ?(?:morgen|middag|navond|avond|dag)|goedendag|amice|ha|dear|hi|hello|good (?:morning|afternoon|evening)|morning|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüezi|bonjour|bonsoir|ch[èe]re?s?|salut|coucou)\s+(.{1,80}?)\s*(?:[,!:.\n]|$)`, 'iu')
const TITLES = new Set('heer mevrouw mevr mw meneer mijnheer dhr hr de van der den het ten ter en and und et mr mrs ms miss dr drs ir prof ing herr herrn frau madame monsieur m mme mlle docteur doctor dokter familie fam heren dames lieve beste all collega collegas team ik we i je du und von le la les du des sir madam'.split(' '))
const EVERYBODY = new RegExp(String.raw`\b(?:allemaal|allen|iedereen|all|everyone|everybody|team|collega|collegae|leden|ouders|klant|klanten|bewoner|bewoners|relatie|lezer|members|parents|colleagues|customers?|residents?|sir|madam|zusammen|alle|kollegen|kolleginnen|damen|herren|eltern|mitglieder|kunden|kunde|kundin|tous|toutes|collègues|parents|membres|clients?|messieurs|mesdames|confr[èe]re|heren|dames|vrienden|friends|freunde|amis|buren|vrijwilligers|docteur|doctor|dokter|meneer|mevrouw|there|dag)\s*$`, 'iu')

/** Whether the greeting names somebody who is none of the recipients, while they have names to compare with. */
export function greetingMismatch({ draft, knowledge, newText }: Situation): Alarm[] {
  const greeted = greetedNames(newText)
  if (greeted.length === 0) return []
  const names = new Map(knowledge.contacts.map(({ address, name }) => [address.toLowerCase(), name]))
  const recipients = draft.recipients.filter(({ field }) => field !== 'bcc').slice(0, 60)
  if (recipients.length === 0 || draft.recipients.length > 20) return []
  const isKnown = (name: string): boolean =>
    recipients.some(({ address, name: shown }) => isNamed(name, address,
      shown ?? names.get(address.toLowerCase()) ?? null))
  if (greeted.some(isKnown)) return []
  // Only when a recipient's own name can be read from the address: an office address is nobody's name.
  const named = recipients.filter(({ address, name }) => hasName(address,
    name ?? names.get(address.toLowerCase()) ?? null))
  if (named.length !== recipients.length) return []
  const families = new Set(named
    .flatMap(({ address }) => foldedWords(localOf(address))).filter((word) => word.length >= 3))
  const meant = knowledge.contacts.find(({ address, name }) => greeted.some((one) => isNamed(one, address, name)
    && (!hasInitialOnly(address) || foldedWords(localOf(address)).some((word) => families.has(word) || word === one))))
  if (meant === undefined
    && named.every(({ address, name }) => !hasSureName(address,
      name ?? names.get(address.toLowerCase()) ?? null))) return []
  return [{ id: 'greeting-mismatch', score: meant === undefined ? 0.65 : 0.9, recipients: named.map(({ address }) => address),
    rules: ['greeting-names-another', ...meant === undefined ? [] : ['known-contact-of-that-name']], ...meant === undefined ? {} : { suggestion: meant.address } }]
}

/** Folded names of the greeting in the first lines; none when it greets everybody. */
export function greetedNames(text: string): string[] {
  const lines = text.slice(0, 600).split('\n').filter((line) => line.trim() !== '').slice(0, 2)
  for (const line of lines) {
    const greeted = GREETING.exec(line.slice(0, 160))?.[1]
    if (greeted === undefined) continue
    if (EVERYBODY.test(greeted) || /^\p{Ll}+\s+\p{Ll}+\s+\p{Ll}+/u.test(greeted)) return []
    const capitals = greeted.split(/[\s/&]+/).filter((word) =>
      /^\p{Lu}/u.test(word)).map((word) => foldWord(word)).filter((word) => word.length >= 2 && !TITLES.has(word))
    return capitals
  }
  return []
}

/** Whether a name fits an address: it, its short form or its initial stand in the address or the shown name. */
function isNamed(name: string, address: string, shown: string | null): boolean {
  const words = [...foldedWords(localOf(address)), ...foldedWords(shown ?? '')]
  const joined = foldedWords(localOf(address)).join('')
  return words.some((word) => word === name || (word.length >= 4 && name.length >= 3 && (word.startsWith(name)
    || (name.startsWith(word) && word.length >= 3))))
    || (name.length >= 4 && joined.includes(name)) || words.some((word) => word.length >= 3 && name.length >= 4
      && name.startsWith(word))
    || words.some((word) => word.length === 1 && word === name[0]) || isShortForm(name, words)
}

/** Short forms that share no begin with the name. */
const SHORT: readonly (readonly string[])[] = ['jan johan johannes hans john', 'kees cornelis cor', 'wim willem bill william will liam', 'piet peter petrus pieter', 'rob robert bob bobby', 'ton antonius anton toon tony anthony', 'els elisabeth betty liesbeth lies elly liz elizabeth beth', 'ria maria mia marie', 'joop johannes jo jopie', 'bert albert lambert hubert',
  'henk hendrik henry harry', 'dick dirk richard rick', 'sjaak jacques jaap jacob koos', 'tina christina martina', 'sepp josef jupp joseph', 'kathi katharina kate katherine kathy', 'mike michael michel', 'jim james jimmy', 'peggy margaret maggie meg', 'ted edward ed eddie edwin', 'alex alexander alexandra sandra', 'ineke catharina', 'truus geertruida', 'bep elisabeth', 'gerda gerarda', 'nel petronella', 'dave david', 'steve steven stephen', 'chris christian christine christopher', 'tom thomas', 'sam samuel samantha', 'ben benjamin', 'dan daniel', 'andy andrew', 'tim timothy', 'pat patricia patrick', 'sue susan suzanne', 'jen jennifer jenny'].map((line) => line.split(' '))

const isShortForm = (name: string, words: readonly string[]): boolean => SHORT.some((group) => group.includes(name)
  && words.some((word) => group.includes(word)))

const hasInitialOnly = (address: string): boolean => foldedWords(localOf(address)).some((word) => word.length === 1)

const OFFICE = new RegExp(String.raw`^(?:info|post|mail|kontakt|contact|office|admin\w*|sales|hr|it|support|service\w*|kantoor|secretar\w*|balie|receptie|verkoop|inkoop|boekhouding|finance|press|pers|hello|hallo|team\w*|directie|bestuur|accueil|b(?:ue)?ro|klanten\w*|praktijk|poli\w*|apotheek|huisarts\w*|spoed|zorg\w*|griffie\w*|beheer|redactie|planning|agentur|leitung|verwaltung|direction|mairie|comptab\w*|agence|reception|enquir\w*|accounts?|billing|helpdesk|ict|advies\w*|dossier\w*|wijkteam|loon\w*|lohn\w*|hypotheker|partner|physio|landowner|courtier|kasse|medecin|arts|school|ouders?|leden|klant\w*|schilder|onderaannemer|raad|beleid|ward\w*|lawyer|legal|advoca\w*|notari\w*|intake|aanmeld\w*|facturen|invoice\w*|rechnung\w*|lijst|news\w*|ops|docs|dev\w*|web\w*|mt)$`)

/** Whether the address or its shown name is a person's. */
function hasName(address: string, shown: string | null): boolean {
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  const words = foldedWords(localOf(address)).filter((word) => /^[a-z]+$/.test(word))
  return words.length > 0 && !OFFICE.test(words[0] ?? '') && words.some((word) => word.length >= 3)
}

/** Whether a first and a last name can be read: enough to warn without a contact of the greeted name. */
function hasSureName(address: string, shown: string | null): boolean {
  if (shown !== null && foldedWords(shown).filter((word) => word.length >= 2).length >= 2) return true
  return foldedWords(localOf(address)).filter((word) => /^[a-z]{2,}$/.test(word)).length >= 2
    && /[._-]/.test(localOf(address))
}
