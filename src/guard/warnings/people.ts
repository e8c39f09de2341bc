import { domainOf, type Alarm, type Situation } from './warning.ts'

/** Outside addresses in To and Cc above which everybody sees too many others. */
export const VISIBLE_OUTSIDE_MAX = 10

/** Words by which a text is meant for inside only. */
const INTERNAL_ONLY = new RegExp('(?:^|\\n)[\\s\\[(]*interne?(?: (?:memo|notitie|document|mail|mededeling))?\\s*(?=[:!.\\])\\n-]|$)|(?:^|\\n|[^\\p{L}])(?:(?:alleen|uitsluitend|strikt|louter) (?:voor )?intern|(?:dit|deze (?:mail|informatie)) is intern(?=\\s*[.!,]|\\s*$)|intern(?:e)? (?:gebruik|houden|document|memo|notitie)|intern houden|alleen (?:voor )?intern|uitsluitend (?:voor )?intern|(?:voor )?intern gebruik|niet (?:naar )?(?:extern|buiten)(?: brengen| delen| sturen| mailen| communiceren)?(?!shuis)|nog niet naar buiten|niet (?:bedoeld |bestemd |geschikt )?voor externen|niet (?:met|aan|voor) (?:de )?(?:klant|leverancier|cliënt|buitenwereld|externen|derden|pers)(?:en|s)? (?:delen|doorsturen|bespreken|laten zien|sturen|mailen)|niet delen met (?:de )?(?:klant|leverancier|cliënt|buitenwereld|externe|derde|pers)(?:en|s|n)?|(?:onder|tussen) ons houden|(?:dit|het) blijft (?:binnenshuis|binnenskamers|onder ons)|graag binnenskamers|onder collega.s houden|niet doorsturen (?:naar|aan) (?:de )?(?:klant|leverancier|cliënt|extern|derde|pers)(?:en|s|n)?|(?:alleen|uitsluitend) (?:bestemd|bedoeld) voor (?:eigen )?(?:medewerkers|personeel|collega.s)'
  + '|internal only|internal use only|for internal use|strictly internal|keep (?:this|it) internal|not for external|do not (?:share|forward|send) (?:this |it )?(?:externally|outside|to (?:the )?(?:client|customer|supplier)s?)|staff only(?! (?:entrance|area|door|car))|company internal|internal\\s*(?=[:\\]])|not to leave the (?:company|building|team)|between us colleagues|for the team only|not for (?:the )?(?:clients?|customers?|suppliers?|outsiders|press)(?=[\\s.,;!]*(?:$|\\n))'
  + '|nur (?:für )?intern(?:en gebrauch|e verwendung)?(?!\\p{L})|nur für den internen gebrauch|intern\\s*(?=:)|nicht (?:nach )?(?:außen|aussen|extern)(?: geben| weitergeben| weiterleiten)?|nicht an (?:den |die )?(?:kunden|externe|dritte|lieferanten)|bleibt (?:unter uns kollegen|im haus|unter uns)|nur für (?:mitarbeiter|kollegen|das team)(?!\\p{L})'
  + '|(?:à )?usage (?:strictement )?interne|interne uniquement|en interne uniquement|strictement interne|note interne|interne\\s*(?=:)|ne pas (?:diffuser|communiquer|envoyer|transmettre|partager) (?:à l.ext[ée]rieur|en externe|au client|aux clients)|ne doit pas sortir|réservé (?:au personnel|aux collaborateurs|à l.usage interne))', 'iu')

/** A subject that begins with the word in capitals, or in brackets. */
const INTERNAL_SUBJECT =
  /^\s*(?:(?:RE|FW|AW|WG|TR|Re|Fw|Fwd|Aw|Antw): ?)*(?:INTERN(?:AL|E)?(?!\p{L})|\[[iI]ntern(?:al|e)?\])/u

/** A file that says in its name that it stays inside. */
const INTERNAL_FILE = /(?:^|[_\s-])(?:intern|internal|interne|nur_intern|internal[_ -]only)(?=[_\s.-]|$)/i

/** A text meant for inside goes outside. */
export function internalOnly({ draft, setting, newText }: Situation): Alarm[] {
  if (setting.outside.length === 0) return []
  const isSaid = INTERNAL_SUBJECT.test(draft.subject) || INTERNAL_ONLY.test(draft.subject)
    || INTERNAL_ONLY.test(newText.slice(0, 20_000))
    || draft.attachments.slice(0,
      100).some(({ name }) => INTERNAL_FILE.test(name))
  return isSaid ? [{ id: 'internal-only-to-external', score: 0.8, recipients: setting.outside.slice(0, 50), rules: ['says-internal'] }] : []
}

/** Many outsiders see each other's address. */
export function manyVisible({ draft, setting }: Situation): Alarm[] {
  const outside = new Set(setting.outside)
  const visible = draft.recipients.filter(({ field, address }) => field !== 'bcc' && outside.has(address.toLowerCase()))
  if (visible.length <= VISIBLE_OUTSIDE_MAX) return []
  const domains = new Set(visible.slice(0, 1000).map(({ address }) => domainOf(address)))
  return domains.size === 1 && visible.length < 30 ? [] : [{ id: 'many-external-visible', score: 0.9, recipients: visible.slice(0, 200).map(({ address }) => address), rules: ['visible-outside'] }]
}

/** Somebody outside who never got a mail from here. */
export function firstTime({ knowledge, setting, reasons }: Situation): Alarm[] {
  const known = new Set(knowledge.contacts.map(({ address }) => address.toLowerCase()))
  const sent = new Map(knowledge.recipients.map(({ address, sentBefore }) => [address.toLowerCase(), sentBefore]))
  const fresh = setting.outside.slice(0, 200).filter((address) => sent.get(address) === 0 && !known.has(address))
  return fresh.length === 0 ? [] : [{ id: 'first-time-outside', score: reasons.length > 0 ? 0.7 : 0.3, recipients: fresh, rules: ['never-sent-before'] }]
}

/** An outsider joins a conversation that was protected. */
export function addedToProtected({ draft, setting }: Situation): Alarm[] {
  if (draft.threadProtected !== true) return []
  const before = new Set((draft.threadRecipients ?? []).map((address) => address.toLowerCase()))
  const added = setting.outside.filter((address) => !before.has(address)).slice(0, 200)
  return added.length === 0 ? [] : [{ id: 'outsider-added-to-protected-thread', score: 0.8, recipients: added, rules: ['not-in-thread'] }]
}

/** A file that could not be read goes outside. */
export function unreadAttachment({ draft, setting }: Situation): Alarm[] {
  const unread = draft.attachments.filter(({ unread: why }) => why !== undefined && why !== 'not-yet')
  return setting.outside.length === 0 || unread.length === 0 ? [] : [{ id: 'unread-attachment', score: 0.5, attachments: unread.slice(0, 100).map(({ id }) => id), rules: [...new Set(unread.map(({ unread: why }) => `unread:${why ?? ''}`))] }]
}

/** Sensitive mail from a session without second factor, or from a network nobody knows. */
export function session({ knowledge, reasons }: Situation): Alarm[] {
  if (reasons.length === 0) return []
  return [
    ...knowledge.session.secondFactor ? [] : [{ id: 'no-second-factor' as const, score: 0.6, rules: ['session'] }],
    ...knowledge.session.network === 'known' ? [] : [{ id: 'unknown-network' as const, score: knowledge.session.network === 'public' ? 0.7 : 0.4, rules: [`network:${knowledge.session.network}`] }],
  ]
}
