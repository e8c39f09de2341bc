import type { Passage } from './meaning.ts'

/**
 * Whether a passage reads like a law or regulation: at least two of its set phrases, and nobody who speaks, is spoken to or
 * has a title. Statutes are public and speak of illness, debts and offences on every page.
 */
const PHRASES = [
  /\bonze minister|staatssecretaris van\b/i, /\b(?:artikel(?:en)?|art\.|paragraaf|hoofdstuk|bijlage) (?:\d|[ivx]+\b)/i,
  /\b(?:eerste|tweede|derde|vierde|vijfde) lid\b/i, /\b(?:aanhef en )?onder(?:deel)? [a-z]\b/i,
    /\b(?:be|ge)doeld in\b/i,
  /\bingevolge|krachtens|onverminderd|houdende|gelet op|voor zover\b/i,
    /\b(?:besluit|regeling|wet|verordening) (?:van|op|tot|inzake)\b/i,
  /\bstaatsblad|staatscourant|burgerlijk wetboek|wetboek van\b/i, /\bvan (?:overeenkomstige )?toepassing\b/i,
  /\bwordt verstaan onder|wordt bepaald|worden vastgesteld|wordt vastgesteld|is bevoegd\b/i,
  /\b(?:dit|deze) (?:besluit|regeling|wet|artikel|paragraaf)\b/i, /^\s*(?:\d+|[a-z])\.\s/m,
    /\bde leden|het college|de raad|de commissie|bestuursorgaan|rechtspersoon\b/i,
]
const SOMEBODY = new RegExp(String.raw`\b(?:ik|mij|mijn|u|uw|je|jouw|wij|we|ons|onze (?!minister)|mevrouw|mevr|mw|meneer|dhr`
  + String.raw`|cli[eë]nte?|hoi|beste|groet(?:en)?)\b`, 'i')
/** How much of the text around a passage is looked at. */
const AROUND = 500

export function isStatute({ reading, sentences, first, last, person }: Passage): boolean {
  const from = Math.max(0, (sentences[first]?.start ?? 0) - AROUND)
  const text = reading.text.slice(from, Math.min((sentences[last]?.end ?? 0) + AROUND, from + 4 * AROUND))
  if (person >= 0.95 || SOMEBODY.test(text)) return false
  let count = 0
  for (const phrase of PHRASES) if (phrase.test(text) && ++count >= 2) return true
  return false
}
