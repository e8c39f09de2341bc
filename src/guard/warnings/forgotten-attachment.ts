import type { Alarm, Situation } from './warning.ts'

/** Sentences of the new text that are looked at, and characters of each. */
export const SENTENCES_MAX = 400
const SENTENCE_LENGTH_MAX = 400

/** A word's begin and end: `\b` knows no accents. */
const words = (...alternatives: readonly string[]): RegExp => new RegExp(`(?<![\\p{L}\\p{N}])(?:${alternatives.join('|')})(?![\\p{L}\\p{N}])`, 'iu')

/** Things a file can be, after words that also announce other things ("hierbij", "hiermit"). */
const FILE_WORD = words(
  '(?:\\p{L}{0,20})(?:bestand(?:en)?|document\\p{L}*|stukken|verslag\\p{L}*|rapport\\p{L}*|contract\\p{L}*|concept\\p{L}*|offertes?|factu\\p{L}*|formulier\\p{L}*|foto\\p{L}*|lijst\\p{L}*|overzicht\\p{L}*|brief|brieven|notulen|plan|plannen|planning|presentatie|scans?|kopie\\p{L}*|tekening\\p{L}*|polis|begroting|verklaring|beschikking|dossiers?|samenvatting|uitslag\\p{L}*|jaarrekening|cijfers|rooster|verwijzing|testament|akte|recept)',
  'lonen|cv|agenda|bewijs|pdf|excel|toe|gegevens|indicatie|aangifte|versie|stuk|motivatiebrief|facturen', 'Bescheid\\p{L}*|Vertrag\\p{L}*|Unterlagen|Rechnung\\p{L}*|Bericht\\p{L}*|Formular\\p{L}*|Liste\\p{L}*|Zeugnis\\p{L}*|Datei\\p{L}*|Angebot\\p{L}*|Protokoll\\p{L}*|Beschluss\\p{L}*|Tabelle\\p{L}*',
)

/** These say by themselves that a file is here: what else the sentence asks or tells does not matter. */
const HERE = words(
  'bijgaande?', 'bijgevoegde?', 'bijgesloten', 'aangehechte?', 'meegestuurde? ?:', '(?:zie|cf\\.?) (?:de |het )?(?:bijlagen?|bijlages|attachment|bijgevoegd\\p{L}*)',
  'in (?:de )?bijlagen?(?: (?:vind|tref|zend|stuur|staat|zit|zitten|ontvang|krijg)\\p{L}*)(?: (?:u|je|jullie|ik))?', '(?:vind|tref|staat|zit|zitten)\\p{L}*(?: (?:u|je|jullie))? (?:in|bij) (?:de |het )?(?:bijlagen?|bijlages)', '^in bijlage', '^als bijlage', '^bijlagen?:',
  'bij deze (?:e-?mail|mail) (?:vind|tref|ontvang|zit)\\p{L}*', 'aan deze (?:e-?mail|mail) (?:gehangen|toegevoegd|gehecht)', 'als bijlage (?:mee|toe|bij)(?:gestuurd|gevoegd)?', 'toegevoegd als bijlage', 'doe (?:ik )?.{1,40} erbij', '^ik voeg .{1,60} (?:toe|bij)',
  'please find (?:attached|enclosed)', 'find (?:attached|enclosed)', '(?:^|[,;:] ?)(?:attached|enclosed) (?:is|are|you|please|the|a|an|my|our|herewith|find|two|three|both)', 'see (?:the )?(?:attached|enclosed|attachments?)(?! link)', 'i(?:.ve| have)? (?:attach(?:ed)?|enclosed?)', 'attached as (?:a|an|one|two)',
  'we(?:.ve| have)? (?:attach(?:ed)?|enclosed?)', '(?:the|our|my|this|these|an?|both) (?:attached|enclosed) (?!link|garage|house|building|bathroom|garden|space|unit)\\p{L}+', 'i.?a?m (?:attaching|enclosing|including .{1,40} as an attachment)', '^attaching', 'pfa', '^herewith',
  'attached (?:to|in) this (?:e-?mail|mail|message)', 'with this (?:e-?mail|mail|message)(?= *[.!]|$)', 'in the attachment you',
  'anbei', '^anliegend\\p{L}*', 'beigefügt\\p{L}*', 'beiliegend\\p{L}*', 'angehängt\\p{L}*', 'siehe (?:anhang|anlagen?)', 'im anhang', 'in der anlage (?:finde|sende|schicke|erh|übersende)\\p{L}*', '^als anlage', '^anlagen?:', '(?:liegt|liegen) bei', 'hänge .{1,60} an', 'füge .{1,60} bei', 'mit dieser (?:e-?mail|mail|nachricht) (?:sende|schicke|übersende|erh)\\p{L}*', 'als anlage (?:sende|schicke|übersende|erh)\\p{L}*',
  'hängt an dieser (?:e-?mail|mail|nachricht)', 'dieser (?:e-?mail|mail|nachricht) (?:beigefügt|angehängt|beigelegt)', 'am ende dieser (?:e-?mail|mail)',
  'ci-?joint\\p{L}*', 'ci-annex\\p{L}*', '(?:veuillez|vous) trouver\\p{L}* (?:en|ci-?) ?(?:pi[èe]ces? jointes?|annexe|fichiers? joints?|joint\\p{L}*)', 'voir (?:la |les )?(?:pi[èe]ces? jointes?|pj|annexe)', '(?:document|fichier|dossier|formulaire|projet|tableau|rapport)s? joints?', '^en (?:pi[èe]ces? jointes?|annexe)',
  'jointe?s? à ce (?:message|mail|courriel)', '^pj ?:', 'en pj', 'j.ai (?:joint|mis .{1,40} en pi[èe]ce jointe)', '(?:est|sont) en (?:pi[èe]ces? jointes?|annexe|pj)', '(?:vous|te|nous vous) (?:envoie|transmets|joins|joignons|adresse) .{0,60}(?:en pi[èe]ces? jointes?|ci-?joint\\p{L}*|en annexe)', 'nous vous joignons', 'je (?:vous )?joins (?:le|la|les|un|une|mon|mes|notre|nos)',
)
/** These do so only where the sentence is not about another time, another mail or a wish. */
const PERHAPS_HERE = words(
  'hierbij', 'in de bijlage', 'als bijlage', 'stuur .{1,60} als bijlage', '(?:is|are) (?:attached|enclosed)(?! (?:to|by|with)(?! this))', 'as an attachment', 'in the attachment', 'hiermit (?:übersende|sende|schicke)\\p{L}*', 'in der anlage', 'als (?:anhang|anlage)', 'en pi[èe]ce jointe', 'en annexe', '(?:est|sont) jointe?s?(?! par)',
)
/** "hierbij" and "hiermit" open many sentences without a file. */
const OPENS_ANYTHING = /^hierbij/i
const DONE_BY_SAYING = words('hierbij (?:bevestig|nodig|laat|wil|meld|ga|zeg|geef|doe|verklaar|machtig|dank|vraag|verzoek|kondig|trek|maak|bericht)(?! .{0,30}toekomen)\\p{L}*')
/** "Hierbij de oefeningen": a thing is handed over, unless it is one that is said in the mail itself. */
const GIVEN_THING = words('hierbij (?:alvast |nog |ook |dan )?(?:de|het|mijn|onze|ons|een|je|uw|jouw|jullie) \\p{L}+(?!.*:\\s*\\S)')
const SAID_THING = words('(?:bevestiging|uitnodiging|vraag|vragen|reactie|antwoord(?:en)?|link|linkje|inlog\\p{L}*|code|wachtwoord|prijs|prijzen|datum|data|tijden|terugkoppeling|update|herinnering|melding|groet|groeten|informatie|toestemming|akkoord|mededeling|aankondiging|afmelding|aanmelding|opdracht|bestelling|opzegging|adres|nummer|telefoonnummer|route|stand van zaken|toezegging|uitleg|toelichting|tekst|opmerkingen|punten|aandachtspunten|correctie|rectificatie|afspraak|afspraken|tip|tips|excuses|dank)')

/**
 * A thing is sent along: "ik stuur je de bestellijst mee", "schicke Ihnen den Grundriss mit", "I am sending you the plan". In
 * the sentence a thing must stand that can be a file, and nobody or nothing that travels otherwise.
 */
const SENT_ALONG = words(
  '(?:stuur|zend|mail|geef|lever|sturen|zenden|mailen|geven|leveren) .{1,60} (?:mee(?= (?:als|in|voor)|\\s*[,.;!:]|$)|bij deze mail)', '(?:heb|hebben) .{0,60} (?:meegestuurd|meegezonden|meegemaild|bijgedaan|erbij gedaan|erbij gezet)', '(?:zijn|is|worden|wordt) .{0,30}(?:meegestuurd|meegezonden|bijgesloten|bijgedaan)', '(?:stuur|zend|doe|zet|voeg) .{0,60} (?:erbij|hierbij|bij deze)', '(?:zit|zitten|gaat|gaan) .{0,30}(?:erbij|hierbij|bij deze mail|bij dit bericht)',
  '(?:schicken?|senden?|übersenden?|legen?|geben?|mailen?) .{1,60} (?:mit|bei|anbei|dazu)(?=\\s*[,.;!:]|$)', '(?:habe|haben) .{0,60} (?:mitgeschickt|mitgesendet|beigelegt|beigefügt|angehängt|dazugelegt)', '(?:ist|sind) .{0,30}(?:mitgeschickt|beigelegt)(?=\\s*[,.!;]|$)',
  '(?:i.?m|i am|we are|we.re) (?:sending|forwarding|including|passing on|adding) .{0,60}(?:along|with this|herewith|here|as an? (?:pdf|word|excel|file|zip))', '(?:i|we)(?:.ve| have)? (?:included|added|put) .{0,60}(?:with|to) this (?:e-?mail|mail|message)', '(?:comes|come|goes|go|is|are) (?:along )?with this (?:e-?mail|mail|message)', '(?:here is|here are|here.s|here come|here comes) .{0,80}as an? (?:pdf|word|excel|file|zip|spreadsheet|attachment)',
  'je (?:vous |te |t.|lui )?(?:mets|glisse|ajoute|envoie|transmets|fais passer) .{0,60}(?:avec ce (?:message|mail|courriel)|à ce (?:message|mail|courriel)|en pdf|dans ce (?:mail|message))', '(?:accompagne|accompagnent) ce (?:message|mail|courriel)', '(?:voici|voilà) .{0,60}(?:en pdf|en pj|au format|en fichier)',
)
/** The thing itself opens the sentence: "hier de lijst als pdf", "Hier die Liste als PDF". */
const HERE_IT_IS = words(
  '(?:hier|hierbij|alsjeblieft|alvast) (?:heb je |is |zijn |komt |komen |vind je |vindt u )?.{0,60}(?:als|in) (?:pdf|word|excel|zip|bestand)\\p{L}*', '(?:hier|anbei) (?:ist|sind|kommt|kommen|hast du|haben sie)? ?.{0,60}als (?:pdf|word|excel|zip|datei)\\p{L}*',
)
/** What travels with a person, not with a mail. */
const CARRIED = words('(?:kind|kinderen|groet|groeten|gr[üu](?:ß|ss)e?|love|regards|salutations|taxi|koerier|bode|kurier|courier|post|brood|lunch|eten|kleren|tas|rugzak|jas|sleutel|schlüssel|keys?|clés?|monteur|collega|bloemen|blumen|fleurs|pakket|paket|parcel|hond|bezoek|pakje|geld)(?:s|en|n)?', 'met (?:haar|hem|hen|de post|de bode|de chauffeur)', '(?:by|in the) post', 'mit der post', 'per post', 'par la poste')

/** Directly before the announcing words: it is not there. */
const NONE_BEFORE = new RegExp(String.raw`(?:geen|zonder|niet|niets|nothing|nichts|rien|nooit|no|not|without|never|kein\p{L}*|ohne|nicht|sans|pas de|aucune?|uw|jouw|(?:in|bij|van|onder) je|your|ihr\p{L}*|dein\p{L}*|votre|ton)\s+(?:\p{L}+\s+)?$|(?<!\p{L})no\s+\p{L}+\s+\p{L}+\s+$`, 'iu')
/** After them: it is a link, or it hangs on something else. */
const ELSEWHERE_AFTER = new RegExp(String.raw`^\s*(?:link|url|hyperlink|aan (?:het|de|een|uw|je) (?!mail|e-mail|bericht)|lien|link\p{L}*|im (?:system|portal)|in het (?:systeem|portaal))|^\s*:?\s*https?:`, 'iu')
const LINK = /(?:https?:\/\/|\b(?:link|lien)\b)/i

const OTHER_TIME = words(
  'morgen', 'later', 'volgende (?:week|keer|mail|maand)', 'straks', 'zodra', 'nog (?:toe|na)sturen', 'nagestuurd', 'vorige (?:mail|keer|week|bericht)', 'gisteren', 'eerder', 'vergat', 'vergeten', 'stuurde', 'kun(?:t)? (?:u|je|jij|jullie)', 'wil(?:t)? (?:u|je|jij|jullie)', 'zou(?:dt|den)? (?:u|je|jullie)', 'graag ontvang(?:en)?', '(?<!(?:ik|we|wij|hierbij|alvast) )stuurt? (?:u|je|jij|maar|even|mij|me)', 'sturen (?:jullie|zij)', 'stond',
  'tomorrow', 'next (?:week|month|time)', 'will', 'later', 'previous', 'yesterday', 'last (?:mail|email|e-mail|week|time)', 'forgot', 'could you', 'can you', 'would you', 'did you', 'please (?:send|attach|add|include|return)', 'if you',
  'später', 'nächste \\p{L}+', 'gestern', 'vergessen', 'können sie', 'kannst du', 'könnten sie', 'haben sie', 'hast du', 'bitte (?:senden|schicken|fügen)',
  'demain', 'plus tard', 'prochaine?', 'hier(?! (?:de|het|een|is|zijn|je|mijn|onze|ons|alvast|die|der|das|ist|sind|mein\\p{L}*|unser\\p{L}*|eine?|komt|kommt|noch|heb|hast|vind)(?![\\p{L}]))', 'oublié\\p{L}*', 'pouvez-vous', 'pourriez-vous', 'peux-tu', 'merci de', 'enverrai', 'avez-vous',
)
/** It is not there, or not wanted. */
const DENIED = words('zonder', 'geen', 'niet', 'without', 'no', 'not', 'ohne', 'kein\\p{L}*', 'nicht', 'sans', 'pas')
const LAST_TIME = words('(?:i|we) attached .{0,40}(?:last|yesterday|earlier|before)', 'forgot\\p{L}*', 'vergeten', 'vergessen', 'oublié\\p{L}*', '(?:attach|enclose) (?:it|them)', '(?:bijlagen?|attachments?) (?:die|that|which)', 'did you (?:get|receive)')

/** Something is announced as attached and nothing is. */
export function forgottenAttachment({ draft, newText, setting }: Situation): Alarm[] {
  if (draft.attachments.length > 0) return []
  const sentences = newText.slice(0, 20_000).split(/(?<=[.!?])\s+|\n+/).slice(0, SENTENCES_MAX)
  if (!sentences.some((sentence) => announces(sentence.trim().slice(0, SENTENCE_LENGTH_MAX)))) return []
  return [{ id: 'forgotten-attachment', score: 0.85, rules: ['announced', ...setting.outside.length > 0 ? [] : ['internal']] }]
}

function announces(sentence: string): boolean {
  const here = HERE.exec(sentence)
  if (here !== null && isHere(sentence, here)) return true
  if (isSentAlong(sentence)) return true
  const perhaps = PERHAPS_HERE.exec(sentence)
  if (perhaps === null || isAnotherTime(sentence, perhaps.index) || LINK.test(sentence)) return false
  if (OPENS_ANYTHING.test(perhaps[0])) {
    if (DONE_BY_SAYING.test(sentence) && !/toekomen/i.test(sentence)) return false
    return FILE_WORD.test(sentence) || (GIVEN_THING.test(sentence) && !SAID_THING.test(sentence))
  }
  return isHere(sentence, perhaps)
}

function isSentAlong(sentence: string): boolean {
  const found = SENT_ALONG.exec(sentence) ?? HERE_IT_IS.exec(sentence)
  return found !== null && isHere(sentence, found) && !CARRIED.test(found[0]) && !LINK.test(sentence)
    && !isAnotherTime(sentence, found.index)
}

/**
 * A wish or another time anywhere in the sentence; a denial only in the part that announces: "voici le tarif en pièce
 * jointe, le rosé n'a pas bougé".
 */
function isAnotherTime(sentence: string, at: number): boolean {
  if (OTHER_TIME.test(sentence)) return true
  const from = Math.max(sentence.lastIndexOf(',', at), sentence.lastIndexOf(';', at), sentence.lastIndexOf(':', at)) + 1
  const ends = [',', ';', ':', ' maar ', ' but ', ' aber ', ' mais '].map((end) => sentence.indexOf(end, at)).filter((end) => end >= 0)
  return DENIED.test(sentence.slice(from, Math.min(sentence.length, ...ends)))
}

function isHere(sentence: string, { index, 0: found }: RegExpExecArray): boolean {
  return !NONE_BEFORE.test(sentence.slice(Math.max(0, index - 40), index))
    && !ELSEWHERE_AFTER.test(sentence.slice(index + found.length))
    && !LAST_TIME.test(sentence)
      && !(LINK.test(sentence) && !/bijlage|attached (?:file|document)|anhang|pi[èe]ce/i.test(found))
}
