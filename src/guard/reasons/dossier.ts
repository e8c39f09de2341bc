import { share } from '../detectors/detector.ts'
import { classFlags, has, is, wordAt } from '../scan.ts'
import { count } from '../sentences.ts'
import type { Block, Ground } from './reason.ts'

const dossierWord = classFlags('dossier')
const healthWords = classFlags('disease', 'symptom', 'care', 'medicine', 'measure')
const moneyWords = classFlags('income', 'debt')
const noFile = classFlags('test', 'vacancy', 'public', 'general', 'fiction', 'invoice', 'statistics')
const nameParts = classFlags('first-name', 'title')
const knownNames = classFlags('first-name', 'family-name', 'title')

/** Files of clients, patients and cases, by name: what kind of document it is and that it is somebody's. */
export function dossier(block: Block): Ground[] {
  const { reading, setting, tone } = block
  if (reading.part !== 'attachment-name') return []
  const { scan } = reading
  if (!has(scan, dossierWord) && !FILE_OF.test(scan.text)) return []
  const words: number[] = FILE_OF.test(scan.text) && !has(scan, dossierWord) ? [-1] : []
  const parts: number[] = []
  let against = 0
  for (let at = 0; at < scan.count; at += 1) {
    const word = wordAt(scan, at)
    if (is(scan, at, noFile) && !is(scan, at, dossierWord)) against += 1
    if (is(scan, at, dossierWord)) words.push(at)
    else if (!FILE_WORD.test(word) && isNamePart(word, is(scan, at, nameParts), at === scan.count - 1)) parts.push(at)
  }
  if (isOfAnything(scan) && !parts.some((at) => isNameLike(scan, at))) return []
  const isHealth = has(scan, healthWords)
  const isMoney = has(scan, moneyWords)
  const isOwnFile = DOSSIER_ITSELF.test(scan.text)
  const logOdds = -2.1 + Math.min(2, words.length) * 1.1 + Math.min(2, parts.length) * 1.1 + (isOwnFile ? 1.5 : 0)
    + (isHealth ? 0.6 : 0) + (isMoney ? 0.5 : 0) + (tone.person >= 0.6 ? 0.7 : 0)
    + (setting.isCare || setting.isLegal || setting.isStaffOffice || setting.isMoney ? 0.5 : 0) - against * 1.4
      - (parts.length === 0 && !isOwnFile && tone.person < 0.5 ? 1.2 : 0) - (TEMPLATE.test(scan.text) ? 3 : 0)
        - Math.min(3, tone.public) * 0.3 - Math.min(2, tone.test) * 0.6 - (setting.isToMany ? 1 : 0)
    - (parts.length === 0 && /\d{5,}/.test(scan.text) ? 1.5 : 0)
  const score = share(logOdds)
  if (score < 0.25) return []
  const finding = { start: 0, end: scan.text.length, confidence: score, detector: 'dossier-name', type: 'DOSSIER', why: ['file-name'] }
  return [
    { reason: 'dossier', score, rules: ['file-name'], findings: [finding] },
    ...isHealth ? [{ reason: 'health' as const, score: score - 0.05, rules: ['file-name:health'], findings: [finding] }] : [],
    ...isMoney ? [{ reason: 'financial' as const, score: score - 0.05, rules: ['file-name:financial'], findings: [finding] }] : [],
    ...IDENTITY.test(scan.text) ? [{ reason: 'national-id' as const, score: score - 0.05, rules: ['file-name:identity'], findings: [finding] }] : [],
  ]
}

/** Ends of words for files that are always somebody's: `Asylakte`, `zorgplan`. */
const SOMEBODYS = String.raw`\p{L}*(?:akten?|dossiers?|befunde?|gutachten|anamnese|zorgplan|behandelplan|begeleidingsplan|handelingsplan|hulpplan|förderplan|foerderplan|hilfeplan|pflegeplan|krankenblatt|laborwerte|medicatielijst|medikation|haftbefehl|dagvaarding|strafzaak|pleitnota|getuigenverklaring|gespreksverslag|intakeverslag|ordonnance)`
/** Those that may be of anything, and are a person's when a name stands beside them: `patientenkaart`, `bundle`. */
const ANYTHINGS = String.raw`\p{L}*(?:kaart|karte|rapportages?|verslag|verslagen|protokoll|uitdraai|uitslag(?:en)?|indicatie|beschikking|bescheid|attest|bewijs|zeugnis|bericht|overdracht|entlassung|verwijzing|überweisung|ueberweisung|vonnis|urteil|certificat|bilan|compte rendu|jugement|expertise)|bundle|statement`
const FILE_OF = new RegExp(String.raw`(?<!\p{L})(?:${SOMEBODYS}|${ANYTHINGS}|(?:case|patient|client|medical|discharge|referral|care|ehcp|safeguarding|witness|clinical|court|personnel|hr) ?(?:file|notes?|records?|summary|letter|plan|statement|bundle|report))(?!\p{L})`, 'iu')
/** One word of a file name that says what kind of file it is. */
const FILE_WORD = new RegExp(`^(?:${SOMEBODYS}|${ANYTHINGS}|notes?|records?|summary)$`, 'iu')
const ANYTHING_WORD = new RegExp(`^(?:${ANYTHINGS})$`, 'iu')
const GERMAN_KIND = /karte|protokoll|bescheid|attest|zeugnis|bericht|urteil|entlassung|berweisung/iu

const DOSSIER_ITSELF = new RegExp(String.raw`dossier|akte|case ?file|personnel file|patient ?file|client ?file|medical ?record|kopie ?id|id ?kopie|ausweiskopie|passport|paspoort|reisepass|passeport|gutachten|arztbrief|ontslagbrief|verwijsbrief|entlassbrief|strafblad|fiche ?de ?paie|loonstro|salarisstro|payslip|lohnabrechnung|gehaltsabrechnung`, 'i')
const IDENTITY = new RegExp(String.raw`paspoort|passport|id-?(?:bewijs|kaart|card|copy|kopie)|kopie ?id|ausweis|passeport|carte d.identit|rijbewijs|driving licen|führerschein`, 'i')
const TEMPLATE = new RegExp(String.raw`template|sjabloon|leeg|blanco|vorlage|modèle|modele|voorbeeld|example|beispiel|exemple|handleiding|manual|brochure|folder|flyer|anleitung|formulier|formular|formulaire|blank`, 'i')

const ENDING = /^(?:pdf|docx?|xlsx?|csv|zip|odt|ods|png|jpe?g|txt|eml|msg|rtf|pptx?|7z|heic|tiff?)$/i

/** Whether the only words for a kind of file are such as a menu or a yearly account has too. */
function isOfAnything(scan: Block['reading']['scan']): boolean {
  let isAnything = false
  for (let at = 0; at < scan.count; at += 1) {
    const word = wordAt(scan, at)
    if (ANYTHING_WORD.test(word)) isAnything = true
    else if (FILE_WORD.test(word) || is(scan, at, dossierWord)) return false
  }
  return isAnything && !DOSSIER_ITSELF.test(scan.text)
}

/** A known name, or a capital where nouns have none. */
function isNameLike(scan: Block['reading']['scan'], at: number): boolean {
  if (is(scan, at, knownNames)) return true
  return !GERMAN_KIND.test(scan.text) && at > 0 && /^\p{Lu}\p{Ll}{2,}$/u.test(wordAt(scan, at))
}

/** A word of a file name that can be a name or an initial: letters only, no kind of document, no date. */
function isNamePart(word: string, isKnown: boolean, isLast: boolean): boolean {
  if (isKnown) return true
  if (isLast && ENDING.test(word)) return false
  return /^\p{L}{3,}$/u.test(word) && !NO_NAME.test(word)
}

const NO_NAME = new RegExp(String.raw`^(?:concept|definitief|def|versie|version|final|compleet|volledig|scan|kopie|copy|nieuw|new|oud|old|getekend|signed|januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|july|august|october|december|januar|februar|märz|mai|dezember|janvier|février|mars|avril|juin|juillet|août|octobre|novembre|décembre|van|de|het|en|the|of|and|und|der|die|das|la|le|les|du|des|bijlage|attachment|anlage|annexe|document|doc|file|brief|letter|lettre|plan|team|afdeling|overzicht|overview|lijst|list|per|voor|for|für|pour|complete|draft|entwurf|projet|gemeente|bedrijf|company|algemeen|general|r[ée]union|s[ée]ance|assembl[ée]e|annuel|vergadering|overleg|sitzung|besprechung|meeting|board|council|committee|jaar|annual|kwartaal|quarterly)$`, 'i')

/** A text that reads as a case file: many facts about one person. */
export function dossierText(block: Block): Ground[] {
  const { reading, sentences, tone, hits } = block
  if (reading.part !== 'attachment-text' || tone.person < 0.3) return []
  const facts = sentences.filter((sentence) => count(sentence, 'dossier') > 0).length
  const values = hits.filter(({ confidence, type }) => confidence >= 0.5 && ['BSN', 'DOB', 'CLIENT_NUMBER'].includes(type)).length
  const score = share(-3 + Math.min(3, facts) * 0.8 + Math.min(3, values) * 1)
  return score < 0.4 ? [] : [{ reason: 'dossier', score, rules: ['file-content'], findings: [] }]
}
