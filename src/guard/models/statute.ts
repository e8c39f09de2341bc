import type { Passage } from './meaning.ts'

/**
 * Whether a passage reads like a law or regulation: at least two of its set phrases, and nobody who speaks, is spoken to or
 * has a title. Statutes are public and speak of illness, debts and offences on every page.
 */
const PHRASES = [
  /\bonze minister|staatssecretaris van\b|\bde minister\b|gedeputeerde staten|provinciale staten|staten-generaal/i,
  /\b(?:artikel(?:en)?|artt?\.|paragraaf|hoofdstuk|titel|afdeling|bijlage) (?:\d|[ivx]+\b)/i,
  /\b(?:eerste|tweede|derde|vierde|vijfde|zesde|1e|2e|3e|vorige|volgende) lid\b/i,
  /\b(?:aanhef en )?onder(?:deel)? [a-z]\b|, letter [a-z]\b/i,
  /\b(?:be|ge)doeld in\b|\bgenoemd in\b|\bvermeld in\b|hierna te noemen|hierna:/i,
  new RegExp(String.raw`\bingevolge|krachtens|onverminderd|houdende|gelet op|gehoord (?:de|het)|gezien (?:de|het)|voor zover|met dien verstande|overeenkomstig|op grond van\b`, 'i'),
  new RegExp(String.raw`\b(?:besluit|regeling|wet|verordening|richtlijn|verdrag) (?:van|op|tot|inzake|nr)\b|^\s*besluit:|;\s*besluit:?\s*$`, 'im'),
  // A line of a list, in full, and where a measure is published or comes from.
  /^\s*(?:\d{1,2}|[a-z]{1,2})[.°)]\s?[^\n]{20,}[;:]\s*$/m,
  /\b(?:PbE[GU]|Richtlijn \d{4}\/\d+\/E[EGU]|Verordening \((?:EG|EU|EEG)\))/,
  /\b(?:regeling|besluit|beschikking) van de (?:staatssecretaris|minister)\b/i,
  /\b[Dd]e (?:minister|staatssecretaris) van [A-Z]/,
  /\bstaatsblad|staatscourant|burgerlijk wetboek|wetboek van\b|kamerstukken|\bstb\.|\btrb\.|\bstcrt\b|\bawb\b/i,
  /\bvan (?:overeenkomstige )?toepassing\b/i,
  new RegExp(String.raw`\bwordt verstaan onder|wordt bepaald|worden vastgesteld|wordt vastgesteld|stelt .{0,60}\bvast\b|is bevoegd|nadere regel(?:s|en)|algemene maatregel van bestuur|ministeri[eë]le regeling\b`, 'i'),
  /\b(?:dit|deze) (?:besluit|regeling|wet|artikel|paragraaf|verordening)\b/i, /^\s*(?:\d{1,2}|[a-z]{1,2})[.°]\s/m,
  new RegExp(String.raw`\bde leden|het college|de raad|de commissie|bestuursorgaan|rechtspersoon|(?:naamloze|besloten) vennootschap|doelvennootschap|erfgenamen|de aanvrager|de betrokkene|degene (?:die|wiens|aan wie)|de verzekerde|de leerling die|de werknemer die|de houder\b`, 'i'),
  new RegExp(String.raw`\b(?:dient|dienen) (?:te|ten)\b|\bdan wel\b|\bonderscheidenlijk\b|\balsmede\b|\bter zake\b|\bdesgevraagd\b|\bonverwijld\b`, 'i'),
]
/** What statutes say as well, and others now and then: it counts beside a set phrase only. */
const FORMAL = [
  /\bkalenderjaar\b|\bjaarlijks (?:voor|vóór|uiterlijk)\b/i,
  /\bin werking\b|\bvervalt\b|\bkomt te (?:luiden|vervallen)\b/i,
  /\bwettelijke? (?:taak|taken|voorschriften|bepalingen|regeling|verplichting|termijn|grondslag)\b|\bde wet\b/i,
  /\b(?:indien|tenzij|mits|zulks|daartoe)\b/i, /\bten (?:hoogste|minste)\b/i,
  /\bbekostiging|rijksbijdrage|eerbiedigende\b/i,
]
/** A line that defines: `c. partieel bod: openbaar bod dat ...`. */
const DEFINITION = /^\s*(?:\d{1,2}|[a-z]{1,2})[.°]\s+[^.:\n]{3,80}:\s/m
const SOMEBODY = new RegExp(String.raw`\b(?:ik|mij|mijn|u|uw|je|jouw|wij|we|(?<!door )ons|onze (?!minister)|mevrouw|mevr|mw|meneer|dhr`
  + String.raw`|cli[eë]nte?|hoi|beste|groet(?:en)?)\b`, 'i')
/** Set phrases that make a statute, and how many it takes where somebody seems to be spoken of. */
const PHRASES_ENOUGH = 2
const PHRASES_WITH_PERSON = 4
const PERSON_SURE = 0.95
/** How much of the text around a passage is looked at. */
const AROUND = 500

export function isStatute({ reading, sentences, first, last, person }: Passage): boolean {
  const from = Math.max(0, (sentences[first]?.start ?? 0) - AROUND)
  const text = reading.text.slice(from, Math.min((sentences[last]?.end ?? 0) + AROUND, from + 4 * AROUND))
  if (SOMEBODY.test(text)) return false
  // Initials of an office and the spouse of a definition look like somebody: then it takes more of the style.
  const least = person >= PERSON_SURE ? PHRASES_WITH_PERSON : PHRASES_ENOUGH
  let count = DEFINITION.test(text) ? 1 : 0
  for (const phrase of PHRASES) if (phrase.test(text) && ++count >= least) return true
  return count > 0 && count + FORMAL.filter((phrase) => phrase.test(text)).length >= least
}
